"""Opportunities and activities name the legal entity of their customer, for indexes to hold."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

COPIES = ("activity", "opportunity")


def copy(apps: Any, schema_editor: Any) -> None:
    """What stands already takes its customer's, one statement a table."""
    customers = apps.get_model("crm", "customer").objects.filter(pk=OuterRef("customer"))
    for name in COPIES:
        rows = apps.get_model("crm", name).objects.all()
        rows.update(legal_entity=Subquery(customers.values("legal_entity")))
    schema_editor.connection.check_constraints()  # a table whose foreign keys are still to be checked is not altered


def entity(*, null: bool) -> models.ForeignKey:
    """The copy, which may be empty until it is made."""
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.legalentity"
    )


def past() -> models.ForeignKey:
    """As history keeps it."""
    return models.ForeignKey(
        blank=True,
        null=True,
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="kernel.legalentity",
    )


class Migration(migrations.Migration):
    dependencies = [("crm", "0006_lists"), ("kernel", "0001_initial")]

    operations = [
        *(migrations.AddField(name, "legal_entity", entity(null=True)) for name in COPIES),
        *(migrations.AddField(f"historical{name}", "legal_entity", past()) for name in COPIES),
        migrations.RunPython(copy, migrations.RunPython.noop),
        *(migrations.AlterField(name, "legal_entity", entity(null=False)) for name in COPIES),
        migrations.AddIndex(
            "opportunity",
            models.Index(
                fields=["stage", "currency", "legal_entity", "customer", "amount_minor"], name="opportunities_worth"
            ),
        ),
    ]
