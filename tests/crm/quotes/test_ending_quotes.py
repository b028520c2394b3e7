"""Offers run out, are reminded of once, withdrawn, and extended at the same prices."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotFound
from billing_suite.kernel.work.models import Notification, OutgoingMail
from crm.catalogue.actions import publish_rate_card
from crm.quotes.actions import (
    QuoteNotOpen,
    check_open,
    draft_quote,
    expire_quotes,
    extend_quote,
    remind_of_quotes,
    send_quote,
    withdraw_quote,
)
from crm.quotes.content import quote_content
from crm.quotes.models import QuoteVersion
from projects.plan.actions import accept_quote
from tests.builders import LINES, MARCH, SET_UP, Stage, noon
from tests.stories.test_every_way_of_billing import LINES as EVERY
from tests.stories.test_every_way_of_billing import MILESTONES

pytestmark = pytest.mark.django_db
JOB, LAST = Actor.system("quotes"), date(2026, 3, 31)
SENT = noon(date(2026, 2, 10))


def sent(stage: Stage, remind_on: date | None = None) -> QuoteVersion:
    facts = {"lines": EVERY, "milestones": MILESTONES, "discount": Decimal(5), "terms": "Net 30."}
    quote = draft_quote(
        stage.opportunity(), name="Shop", **facts, starts_on=MARCH, valid_until=LAST, by=stage.by("lena")
    )
    assert quote.current is not None
    to = stage.contacts["nordlicht"]
    return send_quote(quote.current, to=to, remind_on=remind_on, at=SENT, by=stage.by("lena"))


def test_an_offer_runs_out_after_its_last_day_where_the_customer_is_served(stage: Stage) -> None:
    version = sent(stage)
    assert expire_quotes(at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC), by=JOB) == []  # 23:59 in Berlin
    over = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    assert expire_quotes(at=over, by=JOB) == [version]
    assert expire_quotes(at=over, by=JOB) == []
    version.refresh_from_db()
    assert (version.status, version.ended_at) == ("expired", over)
    assert Notification.objects.get(title__contains="ran out").recipient == stage.users["lena"]
    with pytest.raises(QuoteNotOpen):
        accept_quote(version, signed_by="Kim", at=over, by=stage.signatory("nordlicht"))


def test_a_customer_is_reminded_once_on_the_day_with_a_link_that_works(stage: Stage) -> None:
    with pytest.raises(Invalid, match="a reminder comes before"):
        sent(stage, date(2026, 4, 1))
    version = sent(stage, date(2026, 3, 26))
    assert remind_of_quotes(at=noon(date(2026, 3, 25)), by=JOB) == []
    assert remind_of_quotes(at=noon(date(2026, 3, 26)), by=JOB) == [version]
    assert remind_of_quotes(at=noon(date(2026, 3, 27)), by=JOB) == []
    first, again = OutgoingMail.objects.filter(about_id=str(version.pk)).order_by("pk")
    assert again.subject.startswith("Still waiting") and "until 31 March 2026" in again.text
    assert first.text != again.text and "/portal/quotes/" in again.text
    answered = sent(stage, date(2026, 3, 26))
    accept_quote(answered, signed_by="Kim", at=noon(date(2026, 3, 1)), by=stage.signatory("nordlicht"))
    assert remind_of_quotes(at=noon(date(2026, 3, 27)), by=JOB) == []


def test_an_extension_is_the_same_offer_with_a_later_day(stage: Stage) -> None:
    version = sent(stage)
    dearer = {"designer": Decimal(900), "developer": Decimal(900)}
    publish_rate_card("Dearer", region="DE", currency="EUR", valid_from=MARCH, rates=dearer, by=SET_UP)
    expire_quotes(at=noon(date(2026, 4, 1)), by=JOB)
    with pytest.raises(Invalid, match="valid until 2026-03-31 already"):
        extend_quote(version.quote, valid_until=LAST, at=noon(MARCH), by=stage.by("lena"))
    later = extend_quote(version.quote, valid_until=date(2026, 4, 30), at=noon(MARCH), by=stage.by("lena"))
    assert (later.number, later.status, later.valid_until) == (2, "draft", date(2026, 4, 30))
    told, was = quote_content(later), quote_content(version)
    assert {k: v for k, v in told.items() if k not in ("number", "valid_until")} == {
        k: v for k, v in was.items() if k not in ("number", "valid_until")
    }
    again = send_quote(later, to=stage.contacts["nordlicht"], at=noon(date(2026, 4, 2)), by=stage.by("lena"))
    contract = accept_quote(again, signed_by="Kim", at=noon(date(2026, 4, 3)), by=stage.signatory("nordlicht"))
    assert contract.net == version.net
    with pytest.raises(QuoteNotOpen):
        extend_quote(later.quote, valid_until=date(2026, 5, 30), at=SENT, by=stage.by("lena"))


def test_what_is_withdrawn_is_not_answered(stage: Stage) -> None:
    version = withdraw_quote(stage.sent(lines=LINES), at=noon(MARCH), by=stage.by("lena"))
    with pytest.raises(NotFound):  # the link that let them in has ended
        accept_quote(version, signed_by="Kim", at=noon(MARCH), by=stage.signatory("nordlicht"))
    with pytest.raises(QuoteNotOpen, match="is withdrawn"):
        check_open(version, at=noon(MARCH))
    with pytest.raises(QuoteNotOpen):
        withdraw_quote(version, at=noon(MARCH), by=stage.by("lena"))
