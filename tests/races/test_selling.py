"""Two who sell at the same instant on PostgreSQL: a lead becomes one opportunity, a sale moves one way, and of two
customers that are one, one goes.
"""

import pytest

from crm.customers.models import Contact, Customer
from crm.leads.models import Lead
from crm.merging.models import Merge
from crm.pipeline.models import Opportunity, StageMove
from tests.builders import Stage
from tests.crm.leads.test_leads import received
from tests.crm.merging.test_merging import double
from tests.races.test_two_at_once import race

pytestmark = pytest.mark.postgres

CONVERT = """
from billing_suite.kernel.values.money import money
from crm.leads.actions import convert_lead
from crm.leads.models import Lead
lead = Lead.objects.get()
together()
try:
    convert_lead(lead, name="Portal", amount=money("9000.00", "EUR"), closes_on=date(2026, 5, 1),
                 address={"street": "Ahornweg 1", "postcode": "10115", "city": "Berlin"},
                 at=datetime(2026, 2, 3, 12, tzinfo=UTC), by=by("lena"))
    print("converted")
except Refusal as refusal:
    print(refusal.code)
"""

LOSE = """
from crm.pipeline.actions import move_opportunity
from crm.pipeline.models import Opportunity, Stage
sale, lost = Opportunity.objects.get(), Stage.objects.get(name="Lost")
together()
try:
    move_opportunity(sale, stage=lost, lost_reason="Price", at=datetime(2026, 2, 11, 12, tzinfo=UTC), by=by("lena"))
    print("lost")
except Refusal as refusal:
    print(refusal.code)
"""

ACCEPT = """
from crm.customers.models import Contact
from crm.quotes.models import QuoteVersion
from projects.plan.actions import accept_quote
version, contact = QuoteVersion.objects.get(), Contact.objects.get()
together()
try:
    accept_quote(version, signed_by="Kim", at=datetime(2026, 2, 12, 12, tzinfo=UTC),
                 by=Actor("contact", str(contact.pk), contact.name))
    print("won")
except Refusal as refusal:
    print(refusal.code)
"""


def test_two_conversions_make_one_opportunity(stage: Stage) -> None:
    received(stage)
    assert sorted(race(CONVERT, CONVERT)) == ["converted", "lead-ended"]
    assert Opportunity.objects.count() == 1 and Lead.objects.get().status == "qualified"


def test_a_sale_is_won_or_lost_never_both(stage: Stage) -> None:
    stage.sent()
    outcome = sorted(race(LOSE, ACCEPT))
    assert outcome in (["lost", "opportunity-ended"], ["opportunity-ended", "won"])
    ends = StageMove.objects.exclude(to_stage__outcome="open").values_list("to_stage__outcome", flat=True)
    assert list(ends) == [outcome[0] if outcome[0] == "lost" else "won"]


MERGE = """
from crm.customers.models import Customer
from crm.merging.actions import merge_customers
one, other = Customer.objects.order_by("pk")
customer, merged = (one, other) if {turn} else (other, one)
together()
try:
    merge_customers(customer, merged=merged, reason="One", at=datetime(2026, 2, 11, 12, tzinfo=UTC), by=by("fay"))
    print("merged")
except Refusal as refusal:
    print(refusal.code)
"""

ADD = """
from crm.customers.actions import add_contact
from crm.customers.models import Customer
one, other = Customer.objects.order_by("pk")
together()
try:
    add_contact(other, name="Late", email="late@nordlicht.example", by=by("lena"))
    print("added")
except Refusal as refusal:
    print(refusal.code)
"""


def test_two_customers_go_one_way_only(stage: Stage) -> None:
    stage.customer("nordlicht")
    double(stage)
    outcome = sorted(race(MERGE.replace("{turn}", "True"), MERGE.replace("{turn}", "False")))
    assert outcome == ["cannot-merge", "merged"]
    assert Merge.objects.count() == 1 == Customer.objects.filter(survivor__isnull=False).count()


def test_nothing_is_left_with_a_customer_that_goes(stage: Stage) -> None:
    stage.customer("nordlicht")
    double(stage)
    outcome = race(MERGE.replace("{turn}", "True"), ADD)
    assert sorted(outcome) in (["added", "merged"], ["broken-rule", "merged"], ["merged", "merged"])
    assert not Contact.objects.filter(customer__survivor__isnull=False).exists()
