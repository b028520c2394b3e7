"""The customer's door: a link opens one offer; reading changes nothing, an answer counts once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.values.money import money
from billing_suite.kernel.work.models import Event, OutgoingMail
from crm.quotes.actions import LineOffer, revise_quote, withdraw_quote
from crm.quotes.models import QuoteVersion
from projects.contracts.models import Contract
from projects.plan.models import Project
from tests.builders import LINES, MARCH, Stage

ANSWERED = datetime(2026, 2, 12, 9, 30, tzinfo=UTC)
YES = {"signed_by": "Kim Nordlicht", "title": "Head of digital", "po_number": "", "consent": "on"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]


@pytest.fixture
def in_february() -> Any:
    """Two days after the offer was sent."""
    with time_machine.travel(ANSWERED, tick=False):
        yield


def link_to(version: QuoteVersion) -> str:
    """The address in the mail that told the contact of this version."""
    mail = OutgoingMail.objects.get(about_id=str(version.pk))
    found = re.search(r"/portal/quotes/[\w-]+/", mail.text)
    assert found, mail.text
    return found[0]


def held(version: QuoteVersion) -> QuoteVersion:
    """The version as it stands now."""
    return QuoteVersion.objects.get(pk=version.pk)


@pytest.fixture
def version(stage: Stage) -> QuoteVersion:
    """An offer in the customer's hands."""
    return stage.sent()


def test_the_link_shows_the_offer_without_an_account(version: QuoteVersion, client: Client) -> None:
    answer = client.get(link_to(version))
    assert answer.status_code == 200
    text = answer.content.decode()
    for words in ("Portal", version.reference, "Spree Studio GmbH", "Design", "Build", "16,000.00", "31 Mar 2026"):
        assert words in text
    assert "Accept the offer" in text and "Decline the offer" in text


def test_reading_changes_nothing(version: QuoteVersion, client: Client) -> None:
    before = AuditRow.objects.count(), Event.objects.count(), OutgoingMail.objects.count()
    for path in ("", "acceptance/", "rejection/"):
        for call in (client.get, client.head, client.options):
            assert call(link_to(version) + path).status_code in (200, 302)
    assert before == (AuditRow.objects.count(), Event.objects.count(), OutgoingMail.objects.count())
    assert held(version).status == "sent"


def test_a_signature_makes_contract_and_project(version: QuoteVersion, client: Client) -> None:
    answer = client.post(link_to(version) + "acceptance/", YES, follow=True, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Accepted by Kim Nordlicht, Head of digital, on" in text and "12 Feb 2026, 10:30 CET" in text
    assert "Accept the offer" not in text
    now = held(version)
    assert (now.status, now.signed_by, now.signed_from) == ("accepted", "Kim Nordlicht", "203.0.113.9")
    assert Project.objects.get(contract__version=version).tasks.count() == 2
    trail = AuditRow.objects.filter(table="crm_quoteversion", operation__iexact="update").latest("id")
    assert trail.actor == f"contact:{version.sent_to_id}" and trail.door == "portal"


@pytest.mark.parametrize("missing", ["signed_by", "consent"])
def test_no_yes_without_name_and_consent(version: QuoteVersion, client: Client, missing: str) -> None:
    answer = client.post(link_to(version) + "acceptance/", YES | {missing: ""} if missing == "signed_by" else blank())
    assert answer.status_code == 400
    assert held(version).status == "sent" and not Contract.objects.exists()


def blank() -> dict[str, str]:
    """A signature without the tick."""
    return {name: value for name, value in YES.items() if name != "consent"}


def test_a_name_of_blanks_is_no_signature(version: QuoteVersion, client: Client) -> None:
    assert client.post(link_to(version) + "acceptance/", YES | {"signed_by": "   "}).status_code == 400
    assert held(version).status == "sent"


def test_the_po_number_is_asked_for_where_the_customer_orders_by_one(stage: Stage, client: Client) -> None:
    stage.customer("nordlicht", po_required=True)
    version = stage.sent()
    assert client.post(link_to(version) + "acceptance/", YES).status_code == 400
    assert client.post(link_to(version) + "acceptance/", YES | {"po_number": "4711"}).status_code == 302
    assert Contract.objects.get().po_number == "4711"


def test_signing_twice_is_signing_once(version: QuoteVersion, client: Client) -> None:
    link = link_to(version)
    first = client.post(link + "acceptance/", YES)
    again = client.post(link + "acceptance/", YES | {"signed_by": "Somebody Else"})
    assert (first.status_code, again.status_code) == (302, 302)
    assert Contract.objects.count() == Project.objects.count() == 1
    assert held(version).signed_by == "Kim Nordlicht"


def test_a_no_tells_its_reason_and_ends_it(version: QuoteVersion, client: Client) -> None:
    link = link_to(version)
    assert client.post(link + "rejection/", {"reason": ""}).status_code == 400
    answer = client.post(link + "rejection/", {"reason": "Too late in the year"}, follow=True)
    assert "Too late in the year" in answer.content.decode()
    assert held(version).decline_reason == "Too late in the year"
    assert client.post(link + "rejection/", {"reason": "Again"}).status_code == 302
    assert client.post(link + "acceptance/", YES).status_code == 409
    assert not Contract.objects.exists()


def test_after_a_yes_there_is_no_no(version: QuoteVersion, client: Client) -> None:
    link = link_to(version)
    client.post(link + "acceptance/", YES)
    assert client.post(link + "rejection/", {"reason": "Changed my mind"}).status_code == 409
    assert held(version).status == "accepted"


def test_inv34_links_that_open_nothing_answer_alike(stage: Stage, version: QuoteVersion, client: Client) -> None:
    foreign = link_to(stage.sent("thames"))
    PortalLink.objects.filter(contact_name="Kim Thames").update(purpose="invoice")
    told = set()
    for link in (foreign, "/portal/quotes/never-made/", f"/portal/quotes/{'A' * 43}/"):
        answers = [client.get(link), client.post(link + "acceptance/", YES)]
        answers.append(client.post(link + "rejection/", {"reason": "No"}))
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        told.update(re.sub(rb'"X-CSRFToken": "\w+"', b"", answer.content) for answer in answers)
    assert len(told) == 1 and "This link opens nothing" in told.pop().decode()
    assert not Contract.objects.exists()


def test_inv34_a_link_that_has_ended_says_so_and_shows_nothing(
    stage: Stage, version: QuoteVersion, client: Client
) -> None:
    over, old, back = link_to(version), link_to(stage.sent("lumiere")), link_to(stage.sent("thames"))
    PortalLink.objects.filter(contact_name="Kim Nordlicht").update(expires_at=ANSWERED)
    superseded = QuoteVersion.objects.get(sent_to=stage.contacts["lumiere"])
    facts: Any = {"lines": LINES, "starts_on": MARCH, "valid_until": MARCH}
    revise_quote(superseded.quote, **facts, at=ANSWERED, by=stage.by("lena"))
    withdraw_quote(QuoteVersion.objects.get(sent_to=stage.contacts["thames"]), at=ANSWERED, by=stage.by("lena"))
    for link, words in ((over, "has run out"), (old, "newer version has taken its place"), (back, "was withdrawn")):
        for answer in (client.get(link), client.post(link + "acceptance/", YES)):
            text = answer.content.decode()
            assert answer.status_code == 410 and words in text
            assert "16,000.00" not in text and "Design" not in text
    assert not Contract.objects.exists()


def test_options_are_ticked_shown_and_signed(stage: Stage, client: Client) -> None:
    extra: LineOffer = {"description": "Care", "billed_by": "fixed", "price": "500", "optional": True}
    version = stage.sent(lines=[*LINES, extra])
    link = link_to(version)
    plain, ticked = (client.get(link, query).content.decode() for query in ({}, {"taken": ["3", "1", "x"]}))
    assert "16,000.00" in plain and "19,040.00" in plain  # with 19 % VAT, the buyer and seller in Germany
    assert "16,500.00" in ticked and "19,635.00" in ticked and 'name="taken" value="3"' in ticked
    assert client.post(link + "acceptance/", YES | {"taken": ["3"]}).status_code == 302
    contract = Contract.objects.get()
    assert (contract.lines.count(), contract.net) == (3, money("16500.00", "EUR"))


def test_inv34_a_link_to_another_kind_of_record_opens_no_quote(version: QuoteVersion, client: Client) -> None:
    PortalLink.objects.update(subject_kind="crm.contact")
    assert client.get(link_to(version)).status_code == 404


def test_inv34_a_link_reaches_its_own_quote_only(stage: Stage, version: QuoteVersion, client: Client) -> None:
    other = stage.sent("lumiere")
    client.post(link_to(version) + "acceptance/", YES | {"version": str(other.pk), "pk": str(other.pk)})
    assert (held(version).status, held(other).status) == ("accepted", "sent")
    assert other.reference not in client.get(link_to(version)).content.decode()


def test_a_revised_quote_takes_its_old_link_along(stage: Stage, version: QuoteVersion, client: Client) -> None:
    link, by = link_to(version), stage.by("lena")
    revise_quote(version.quote, lines=LINES, starts_on=MARCH, valid_until=MARCH, at=ANSWERED, by=by)
    assert client.get(link).status_code == 410
    assert client.post(link + "acceptance/", YES).status_code == 410


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), 302),  # 23:59 in Berlin
        (datetime(2026, 3, 31, 22, 1, tzinfo=UTC), 410),  # 00:01 of the day after
    ],
)
def test_the_last_day_counts_where_the_seller_is(
    version: QuoteVersion, client: Client, at: datetime, status: int
) -> None:
    with time_machine.travel(at, tick=False):
        assert client.post(link_to(version) + "acceptance/", YES).status_code == status
    assert Contract.objects.exists() == (status == 302)


def test_an_expired_quote_is_refused_though_its_link_were_alive(version: QuoteVersion, client: Client) -> None:
    PortalLink.objects.update(expires_at=ANSWERED + timedelta(days=365))
    with time_machine.travel(datetime(2026, 4, 2, tzinfo=UTC), tick=False):
        shown = client.get(link_to(version)).content.decode()
        assert "can no longer be accepted" in shown and "Accept the offer" not in shown
        assert client.post(link_to(version) + "acceptance/", YES).status_code == 409
        assert client.post(link_to(version) + "rejection/", {"reason": "No"}).status_code == 409
    assert held(version).status == "sent"


def test_a_form_of_another_site_is_refused(version: QuoteVersion) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path, given in (("acceptance/", YES), ("rejection/", {"reason": "No"})):
        assert strict.post(link_to(version) + path, given).status_code == 403
    assert held(version).status == "sent"


def test_the_link_is_kept_by_no_cache_and_told_to_nobody(version: QuoteVersion, client: Client) -> None:
    for link in (link_to(version), "/portal/quotes/never-made/"):
        headers = client.get(link).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_what_the_customer_types_is_text(version: QuoteVersion, client: Client) -> None:
    client.post(link_to(version) + "acceptance/", YES | {"signed_by": "<script>alert(1)</script>"})
    shown = client.get(link_to(version)).content.decode()
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown


def test_nobody_answers_with_another_method(version: QuoteVersion, client: Client) -> None:
    for path in ("", "acceptance/", "rejection/"):
        assert client.put(link_to(version) + path).status_code == 405
        assert client.delete(link_to(version) + path).status_code == 405
    assert client.post(link_to(version), YES).status_code == 405
