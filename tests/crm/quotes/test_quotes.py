"""The verbs of a quote: draft and price, send and seal, revise, decline, accept once and in time."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from crm.catalogue.actions import publish_rate_card
from crm.pipeline.actions import OpportunityEnded, move_opportunity
from crm.pipeline.models import Opportunity
from crm.pipeline.models import Stage as Step
from crm.quotes.actions import (
    LineOffer,
    QuoteExpired,
    QuoteNotOpen,
    decline_quote,
    draft_quote,
    quote_content,
    revise_quote,
    send_quote,
)
from crm.quotes.models import Quote, QuoteLine, QuoteVersion
from projects.contracts.models import Contract
from projects.plan.actions import accept_quote
from tests.builders import LINES, MARCH, SET_UP, Stage, noon
from tests.kernel.record.attacks import as_job, refused, sql

pytestmark = pytest.mark.django_db
SENT, ANSWERED = noon(date(2026, 2, 10)), noon(date(2026, 2, 12))
LAST_DAY = date(2026, 3, 31)


def offer(**facts: str) -> LineOffer:
    """One hour of building, or what the facts say."""
    return LineOffer({"phase": "Delivery", "description": "Build", "role": "developer", "hours": "1"} | facts)  # type: ignore[typeddict-item]


def current(quote: Quote) -> QuoteVersion:
    """The version that counts, as it stands now."""
    return QuoteVersion.objects.get(current_of=quote)


def revised(stage: Stage, quote: Quote, lines: list[LineOffer] | None = None) -> QuoteVersion:
    return revise_quote(
        quote, lines=lines or [offer()], starts_on=MARCH, valid_until=LAST_DAY, at=ANSWERED, by=stage.by("lena")
    )


def accepted(stage: Stage, version: QuoteVersion, at: datetime = ANSWERED, signed_by: str = "Kim") -> Contract:
    return accept_quote(version, signed_by=signed_by, at=at, by=stage.signatory("nordlicht"))


def declined(stage: Stage, version: QuoteVersion, at: datetime = ANSWERED) -> QuoteVersion:
    return decline_quote(version, reason="Too dear", at=at, by=stage.signatory("nordlicht"))


def outcome() -> str:
    return Opportunity.objects.get().stage.outcome


def test_a_draft_is_priced_from_the_card_in_force_on_its_start(stage: Stage) -> None:
    publish_rate_card(
        "From March", region="DE", currency="EUR", valid_from=MARCH, rates={"developer": Decimal("150.55")}, by=SET_UP
    )
    quote = stage.quote(lines=[offer(hours="1.25")])
    version = current(quote)
    line = version.lines.get()
    assert (line.price, line.agreed) == (Decimal("150.55"), False)
    assert version.net == line.net == money("188.19", "EUR")  # RULES 1: 188.1875 half up
    assert (version.number, version.status, version.content_hash, version.sent_at) == (1, "draft", "", None)


def test_an_agreed_price_holds_for_all_lines_of_its_role(stage: Stage) -> None:
    lines = [offer(price="99.5"), offer(description="More"), offer(description="Design", role="designer")]
    version = current(stage.quote(lines=lines))
    held = [(line.price, line.agreed) for line in version.lines.all()]
    assert held == [(Decimal("99.5"), True), (Decimal("99.5"), True), (Decimal(120), False)]
    assert version.net == money("319.00", "EUR")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "at least one line"),
        ([offer(role="pilot")], "line 1: no rate for pilot in EUR on 2026-03-02"),
        ([offer(), offer()], "read the same"),
        ([offer(price="99"), offer(description="More", price="98")], "one agreed price a role"),
        ([offer(hours="1e2")], "plain decimal"),
        ([offer(hours="١")], "plain decimal"),
        ([offer(supply="weather")], "no such kind of supply"),
    ],
)
def test_what_cannot_be_priced_is_no_quote(stage: Stage, lines: list[LineOffer], words: str) -> None:
    opportunity = stage.opportunity()
    with pytest.raises(Invalid, match=words):
        draft_quote(opportunity, name="X", lines=lines, starts_on=MARCH, valid_until=LAST_DAY, by=stage.by("lena"))
    assert not Quote.objects.exists()


def test_rules_15_another_currencys_or_an_earlier_days_card_prices_nothing(stage: Stage) -> None:
    opportunity = stage.opportunity()
    for role, day in (("developer", date(2024, 12, 31)), ("gbp-only", MARCH)):
        with pytest.raises(Invalid, match="no rate for"):
            draft_quote(
                opportunity,
                name="X",
                lines=[offer(role=role)],
                starts_on=day,
                valid_until=LAST_DAY,
                by=stage.by("lena"),
            )


def test_sending_seals_the_content_by_its_hash(stage: Stage) -> None:
    quote = stage.quote()
    version = send_quote(current(quote), to=stage.contacts["nordlicht"], at=SENT, by=stage.by("lena"))
    held = current(quote)
    assert (held.status, held.sent_at, held.sent_to) == ("sent", SENT, stage.contacts["nordlicht"])
    assert held.content_hash == version.content_hash == content_hash(quote_content(held))
    link = PortalLink.objects.get(subject_id=str(held.pk))
    assert link.expires_at == datetime(2026, 3, 31, 22, tzinfo=UTC)  # midnight in Berlin, after the last day
    with pytest.raises(QuoteNotOpen) as again:
        send_quote(version, to=stage.contacts["nordlicht"], at=SENT, by=stage.by("lena"))
    assert again.value.rule == "INV-26"


def test_a_quote_is_sent_to_its_own_customers_contact_by_sales(stage: Stage) -> None:
    version = current(stage.quote())
    stage.customer("thames")
    with pytest.raises(Invalid, match="no contact of this customer"):
        send_quote(version, to=stage.contacts["thames"], at=SENT, by=stage.by("lena"))
    with pytest.raises(NotAllowed):
        send_quote(version, to=stage.contacts["nordlicht"], at=SENT, by=stage.by("otto"))
    assert not PortalLink.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE crm_quoteversion SET net_minor = net_minor + 1 WHERE status = 'sent'",
        "UPDATE crm_quoteversion SET terms = 'ours' WHERE status = 'sent'",
        "UPDATE crm_quoteversion SET valid_until = '2030-01-01' WHERE status = 'sent'",
        "UPDATE crm_quoteversion SET content_hash = 'x' WHERE status = 'sent'",
        "UPDATE crm_quoteversion SET status = 'draft' WHERE status = 'sent'",
        "UPDATE crm_quoteline SET hours = hours + 1",
        "UPDATE crm_quoteline SET description = 'Less'",
        "DELETE FROM crm_quoteline",
    ],
)
def test_inv26_what_was_sent_never_changes(stage: Stage, attack: str) -> None:
    version = stage.sent()
    with as_job(), refused("INV-26"):
        sql(attack)
    assert content_hash(quote_content(QuoteVersion.objects.get(pk=version.pk))) == version.content_hash


def test_inv26_a_sent_version_takes_no_further_line(stage: Stage) -> None:
    line = QuoteLine.objects.filter(version=stage.sent())[0]
    line.pk, line.position, line._state.adding = None, 9, True
    with as_job(), refused("INV-26"):
        line.save(force_insert=True)


def test_a_revision_supersedes_and_ends_the_old_links(stage: Stage) -> None:
    old = stage.sent()
    new = revised(stage, old.quote)
    old.refresh_from_db()
    assert (old.status, new.status, new.number) == ("superseded", "draft", 2)
    assert current(old.quote) == new
    assert PortalLink.objects.get(subject_id=str(old.pk)).revoked_at == ANSWERED
    with pytest.raises(NotFound):  # the contact's link reaches it no longer
        accepted(stage, old)
    assert not Contract.objects.exists()
    send_quote(new, to=stage.contacts["nordlicht"], at=ANSWERED, by=stage.by("lena"))
    assert accepted(stage, new).version == new


def test_a_refused_revision_leaves_the_sent_version_open(stage: Stage) -> None:
    version = stage.sent()
    with pytest.raises(Invalid):
        revised(stage, version.quote, [offer(role="pilot")])
    assert current(version.quote).status == "sent"
    assert accepted(stage, version).version == version


def test_a_declined_quote_keeps_its_reason_and_may_be_revised(stage: Stage) -> None:
    version = declined(stage, stage.sent())
    assert (version.status, version.decline_reason, version.ended_at) == ("declined", "Too dear", ANSWERED)
    assert outcome() == "open"
    for answer in (declined, accepted):
        with pytest.raises(QuoteNotOpen):
            answer(stage, version)
    assert revised(stage, version.quote).number == 2
    version.refresh_from_db()
    assert version.status == "declined"


def test_an_offer_that_was_never_sent_is_not_answered(stage: Stage) -> None:
    version = current(stage.quote())
    for answer in (declined, accepted):
        with pytest.raises(NotFound):
            answer(stage, version)
    assert not Contract.objects.exists()


def test_the_last_day_ends_at_the_sellers_midnight(stage: Stage) -> None:
    version = stage.sent()
    after = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # 1 April in Berlin
    for answer in (declined, accepted):
        with pytest.raises(QuoteExpired) as late:
            answer(stage, version, at=after)
        assert late.value.code == "quote-expired"
    assert (current(version.quote).status, outcome()) == ("sent", "open")
    assert not Contract.objects.exists()
    assert accepted(stage, version, at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC)).version == version


def test_accepting_twice_is_one_contract(stage: Stage) -> None:
    version = stage.sent()
    contract = accepted(stage, version)
    with pytest.raises(QuoteNotOpen) as again:
        accepted(stage, version)
    assert again.value.rule == "INV-26"
    with pytest.raises(QuoteNotOpen):
        revised(stage, version.quote)
    assert [*Contract.objects.all()] == [contract]
    held = current(version.quote)
    assert (held.status, held.signed_by, held.ended_at) == ("accepted", "Kim", ANSWERED)


def test_a_yes_has_a_name_and_the_po_number_that_the_customer_asks_for(stage: Stage) -> None:
    stage.customer("nordlicht", po_required=True)
    version = stage.sent()
    for name, field in (("  ", "signed_by"), ("Kim", "po_number")):
        with pytest.raises(Invalid) as missing:
            accepted(stage, version, signed_by=name)
        assert list(missing.value.fields) == [field]
    assert not Contract.objects.exists()


def test_an_altered_version_is_not_accepted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    version = stage.sent()
    monkeypatch.setattr(
        "crm.quotes.actions.answering.quote_content", lambda held: quote_content(held) | {"net_minor": 1}
    )
    with pytest.raises(QuoteNotOpen, match="differs from what was sent"):
        accepted(stage, version)


def test_an_opportunity_is_won_by_acceptance_only_and_once(stage: Stage) -> None:
    version, other = stage.sent(), None
    opportunity, won = version.quote.opportunity, Step.objects.get(outcome="won")
    with pytest.raises(Invalid, match="won by an accepted quote"):
        move_opportunity(opportunity, stage=won, at=ANSWERED, by=stage.by("lena"))
    other = draft_quote(
        opportunity, name="Second", lines=[offer()], starts_on=MARCH, valid_until=LAST_DAY, by=stage.by("lena")
    )
    second = send_quote(current(other), to=stage.contacts["nordlicht"], at=SENT, by=stage.by("lena"))
    accepted(stage, version)
    assert outcome() == "won"
    with pytest.raises(OpportunityEnded):
        accepted(stage, second)
    with pytest.raises(QuoteNotOpen, match="is Won"):
        draft_quote(
            Opportunity.objects.get(), name="X", lines=LINES, starts_on=MARCH, valid_until=LAST_DAY, by=stage.by("lena")
        )
    assert Contract.objects.count() == 1
