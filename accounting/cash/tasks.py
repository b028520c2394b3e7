"""Jobs of cash: each takes keys and may run twice, late or beside itself."""

from datetime import date

from django.utils.text import slugify

from accounting.billing.models import OpenItem
from accounting.cash.printing import print_statement
from accounting.cash.reports import customer_statement
from accounting.cash.reports.customer_ledger import debtors
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.papers import render_pdf
from billing_suite.kernel.work.handouts import MadeFile, make_handout
from billing_suite.kernel.work.models import Handout


def make_statement(handout_id: str) -> None:
    """Make the statement of account that somebody asked for, of what they may see."""
    make_handout(handout_id, statement_file)


def statement_file(handout: Handout, by: Actor) -> MadeFile:
    """The PDF in the customer's language, named by customer and days."""
    asked = handout.arguments
    seen = debtors().visible_to(by).select_related("legal_entity", "address")
    customer = seen.filter(pk=asked["customer"]).first()
    if customer is None:
        raise NotFound("no such customer", code="no-such-customer")
    report = customer_statement(
        customer,
        since=date.fromisoformat(asked["since"]),
        through=date.fromisoformat(asked["through"]),
        today=customer.legal_entity.local_date(handout.asked_at),
        items=OpenItem.objects.visible_to(by),
    )
    made = render_pdf("documents/statement.html", print_statement(report))
    name = slugify(f"statement {customer.reference} {asked['since']} {asked['through']}")
    return MadeFile(f"{name}.pdf", "application/pdf", made)
