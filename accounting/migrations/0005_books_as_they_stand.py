"""What the books of before need to say now: sections of accounts, steps of closed periods, entries to be folded."""

import hashlib

from django.db import migrations
from django.db.models import Sum
from django.utils import timezone

SECTIONS = {
    "asset": "other_current_assets",
    "liability": "current_liabilities",
    "equity": "equity",
    "income": "revenue",
    "expense": "operating_expenses",
}
BY_ROLE = {"bank": "cash", "receivable": "receivables", "exchange_gain": "other_income", "exchange_loss": "other_expenses"}


def sections(apps, schema_editor):
    """Each account to the usual section of its type, and those that play a known part to theirs."""
    account, role = apps.get_model("accounting", "LedgerAccount"), apps.get_model("accounting", "AccountRole")
    for kind, section in SECTIONS.items():
        account.objects.filter(type=kind).update(section=section)
    for part, section in BY_ROLE.items():
        played = role.objects.filter(role=part).values("account")
        account.objects.filter(pk__in=played).exclude(section=section).update(section=section)


def steps(apps, schema_editor):
    """A step for each period that is closed already, with its trial balance's hash (INV-06)."""
    period, step = apps.get_model("accounting", "Period"), apps.get_model("accounting", "PeriodStep")
    for each in period.objects.exclude(status="open").select_related("legal_entity").order_by("starts_on"):
        told = hash_of(apps, each) if each.status == "closed" else ""
        made = step.objects.create(
            period=each, status=each.status, at=timezone.now(), actor="system:migration", trial_balance_hash=told
        )
        each.step = made
        each.save(update_fields=["step"])


def hash_of(apps, period):
    """As `trial_balance_hash`, at the time of this migration."""
    posting, entity = apps.get_model("accounting", "Posting"), period.legal_entity
    rows = (
        posting.objects.filter(legal_entity=entity, on__lte=period.ends_on, entry__status="posted")
        .order_by()
        .values_list("account__number")
        .annotate(total=Sum("base_minor"))
    )
    lines = sorted(f"{number} {total}" for number, total in rows if total)
    text = "\n".join([entity.code, period.ends_on.isoformat(), entity.currency, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("accounting", "0004_the_books")]

    operations = [
        migrations.RunPython(sections, migrations.RunPython.noop),
        migrations.RunPython(steps, migrations.RunPython.noop),
        migrations.RunSQL(
            "INSERT INTO accounting_unfoldedentry (entry_id, period_id)"
            " SELECT id, period_id FROM accounting_journalentry WHERE status = 'posted'",
            migrations.RunSQL.noop,
        ),
    ]
