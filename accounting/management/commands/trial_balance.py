"""Print a legal entity's trial balance."""

from typing import Any

from django.core.management.base import CommandParser

from accounting.books.reports import trial_balance
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import dump
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.commands import Door, day


class Command(Door):
    """Every ledger account's balance as of a date, and the difference, which is zero."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Entity and date."""
        super().add_arguments(parser)
        parser.add_argument("--entity", required=True, help="the legal entity's code")
        parser.add_argument("--as-of", type=day, help="default: the entity's today")

    def run(self, **options: Any) -> None:
        """Read and print."""
        entity = LegalEntity.objects.filter(code=options["entity"]).first()
        if entity is None:
            raise NotFound(f"no legal entity {options['entity']}", code="no-such-legal-entity")
        balance = trial_balance(entity, as_of=options["as_of"] or entity.local_date(now()))
        rows = [
            {"number": r.number, "name": r.name, "debit": dump(r.debit), "credit": dump(r.credit)} for r in balance.rows
        ]
        data = {
            "entity": entity.code,
            "as_of": balance.as_of.isoformat(),
            "rows": rows,
            "debit": dump(balance.debit),
            "credit": dump(balance.credit),
            "difference": dump(balance.difference),
        }
        words = [f"{r.number:<6} {r.name[:42]:<42} {r.debit.amount:>14,} {r.credit.amount:>14,}" for r in balance.rows]
        words.append(f"{'':<6} {'Total':<42} {balance.debit.amount:>14,} {balance.credit.amount:>14,}")
        words.append(f"Difference: {balance.difference}")
        self.answer(data, "\n".join(words))
