"""Indexes for lists, and for what is searched in them."""

from django.conf import settings
from django.db import migrations, models

from billing_suite.kernel.record.words import Trigrams, WordIndex


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0005_mails_and_calendars"),
        ("kernel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Trigrams(),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["due_on", "id"], name="activities_by_day"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["subject", "id"], name="activities_by_subject"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=WordIndex(fields=["subject", "text"], name="activity_words"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["name", "id"], name="contacts_by_name"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["title", "id"], name="contacts_by_title"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["email", "id"], name="contacts_by_email"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=WordIndex(fields=["name", "email"], name="contact_words"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["legal_entity", "id"], name="customers_of_an_entity"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=WordIndex(fields=["name"], name="customer_name_words"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=WordIndex(
                fields=["name", "legal_name", "reference", "billing_email", "vat_id"], name="customer_words"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["received_at", "id"], name="leads_by_time"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=WordIndex(fields=["reference", "name", "firm", "email"], name="lead_words"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["closes_on", "id"], name="opportunities_by_closing"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["name", "id"], name="opportunities_by_name"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["amount_minor", "id"], name="opportunities_by_amount"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=WordIndex(fields=["name", "reference"], name="opportunity_words"),
        ),
        migrations.AddIndex(
            model_name="quote",
            index=WordIndex(fields=["reference", "name"], name="quote_words"),
        ),
    ]
