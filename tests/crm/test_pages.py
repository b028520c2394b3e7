"""Every page where we sell: it opens for whom it is, for nobody else, and costs the same however long it gets."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.values.money import money
from crm.catalogue.models import RateCard
from crm.customers.models import Contact, Customer
from crm.pipeline.models import Opportunity, Stage
from crm.quotes.models import Quote, QuoteVersion
from tests.builders import CUSTOMERS
from tests.builders import Stage as Cast
from tests.projects.time.cast import second_office

Browser = Callable[[str], Client]
LISTS = ("customers", "contacts", "opportunities", "quotes", "rate-cards")
pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(stage: Cast) -> Quote:
    """A drafted quote of Nordlicht's."""
    return stage.quote()


def records(quote: Quote) -> dict[str, str]:
    """The pages of the records that hang on a quote, by their name."""
    held = quote.opportunity
    return {
        "customer": reverse("customer", args=[held.customer_id]),
        "contact": reverse("contact", args=[held.contact_id]),
        "opportunity": reverse("opportunity", args=[held.pk]),
        "quote": reverse("quote", args=[quote.pk]),
        "quote-version": reverse("quote-version", args=[quote.current_id]),
        "rate-card": reverse("rate-card", args=[RateCard.objects.get(currency="EUR").pk]),
    }


def forms(quote: Quote) -> dict[str, str]:
    """The pages of the verbs a seller has."""
    held = quote.opportunity
    return {
        "customer-new": reverse("customer-new"),
        "customer-changes": reverse("customer-changes", args=[held.customer_id]),
        "customer-contact-new": reverse("customer-contact-new", args=[held.customer_id]),
        "opportunity-new": reverse("opportunity-new", args=[held.customer_id]),
        "opportunity-move": reverse("opportunity-move", args=[held.pk]),
        "quote-new": reverse("quote-new", args=[held.pk]),
        "quote-revision": reverse("quote-revision", args=[quote.pk]),
        "quote-sending": reverse("quote-sending", args=[quote.pk]),
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_seller_opens_every_list(quote: Quote, browser: Browser, name: str) -> None:
    seller = browser("lena")
    assert seller.get(reverse(name)).status_code == 200
    assert seller.get(reverse(name), {"format": "csv"}).status_code == 200
    assert seller.get(reverse(name), {"q": "nord"}).status_code == 200
    assert seller.get(reverse(name), {"sort": "pk; drop"}).status_code == 400


def test_a_seller_opens_every_record_and_form(quote: Quote, browser: Browser) -> None:
    seller = browser("lena")
    for name, url in (records(quote) | forms(quote)).items():
        assert seller.get(url).status_code == 200, name


def test_every_record_shows_its_thread(quote: Quote, browser: Browser) -> None:
    seller = browser("lena")
    for name, url in records(quote).items():
        shown = seller.get(url).content.decode()
        assert ("lead to ledger" in shown) == (name not in ("contact", "rate-card")), name


@pytest.mark.parametrize("role", ["ada", "mia"])
def test_without_the_right_there_is_no_list(quote: Quote, browser: Browser, role: str) -> None:
    other, may = browser(role), {"mia": {"customers", "contacts"}, "ada": set()}[role]
    for name in LISTS:
        assert other.get(reverse(name)).status_code == (200 if name in may else 403), name


def test_reading_is_not_writing(quote: Quote, browser: Browser) -> None:
    auditor = browser("otto")
    for name, url in records(quote).items():
        assert auditor.get(url).status_code == 200, name
    for name, url in forms(quote).items():
        assert auditor.get(url).status_code == 403, name
        assert auditor.post(url, {}).status_code == 403, name


def test_strangers_are_asked_to_sign_in(quote: Quote, client: Client) -> None:
    for url in (records(quote) | forms(quote)).values():
        answer = client.get(url)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")


def test_inv31_what_is_not_yours_is_not_there(stage: Cast, browser: Browser) -> None:
    """New York's customer, its opportunity and its quote answer like nothing; so do their forms."""
    theirs = second_office().quote("thames")
    seller = browser("lena")
    for name, url in (records(theirs) | forms(theirs)).items():
        if name not in ("rate-card", "customer-new"):
            assert seller.get(url).status_code == 404, name
            assert name not in forms(theirs) or seller.post(url, {}).status_code in (400, 404), name
    assert "Thames" not in seller.get(reverse("customers")).content.decode()


def costs(client: Client, urls: dict[str, str]) -> dict[str, int]:
    """How many queries each page takes."""
    told = {}
    for name, url in urls.items():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, name
        told[name] = len(queries)
    return told


@pytest.mark.once
def test_pages_cost_the_same_with_one_row_and_with_thirty(stage: Cast, quote: Quote, browser: Browser) -> None:
    """Lists within 14 queries, records within 40; a longer one costs no more."""
    seller, lists = browser("lena"), {name: reverse(name) for name in LISTS}
    few = costs(seller, lists | records(quote))
    many(stage)
    many(stage, same_customer=True)
    lots = costs(seller, lists | records(quote))
    for name, url in lists.items():
        assert seller.get(url).content.decode().count("<tr role") >= (3 if name == "rate-cards" else 30), name
    assert not {name: (few[name], lots[name]) for name in few if lots[name] > few[name]}
    assert not {name: lots[name] for name in lots if lots[name] > (14 if name in LISTS else 40)}


def many(stage: Cast, *, same_customer: bool = False, count: int = 30) -> None:
    """More of everything."""
    for number in range(count):
        name = "nordlicht" if same_customer else f"firm{number}"
        CUSTOMERS.setdefault(name, {"currency": "EUR", "country": "DE", "city": "Kiel", "vat_id": ""})
        stage.quote(name)


def test_a_customer_is_added_with_its_address(stage: Cast, browser: Browser) -> None:
    given = {
        "entity": stage.entity.pk,
        "currency": "EUR",
        "name": "Fjord",
        "billing_email": "ap@fjord.example",
        "language": "de",
        "payment_days": "14",
        "is_business": "on",
        "street": "Kai 2",
        "city": "Kiel",
        "country": "DE",
    }
    answer = browser("lena").post(reverse("customer-new"), given)
    made = Customer.objects.get(name="Fjord")
    assert answer.status_code == 302 and answer.headers["Location"] == reverse("customer", args=[made.pk])
    assert (made.legal_name, made.payment_days, made.address.city) == ("Fjord", 14, "Kiel")
    wrong = browser("lena").post(reverse("customer-new"), given | {"currency": "XXQ", "payment_days": "1e3"})
    assert wrong.status_code == 400 and Customer.objects.filter(name="Fjord").count() == 1


def test_a_profile_is_changed_and_a_contact_added(quote: Quote, browser: Browser) -> None:
    seller, urls, customer = browser("lena"), forms(quote), quote.opportunity.customer
    profile = {"name": "Nordlicht", "billing_email": "new@nordlicht.example", "language": "de", "payment_days": "21"}
    assert seller.post(urls["customer-changes"], profile).status_code == 302
    customer.refresh_from_db()
    assert (customer.billing_email, customer.payment_days, customer.is_business) == (
        "new@nordlicht.example",
        21,
        False,
    )
    assert seller.post(urls["customer-contact-new"], {"name": "Ira", "email": "no address"}).status_code == 400
    assert (
        seller.post(urls["customer-contact-new"], {"name": "Ira", "email": "ira@nordlicht.example"}).status_code == 302
    )
    assert Contact.objects.filter(customer=customer, name="Ira").exists()


def test_an_opportunity_is_opened_moved_and_lost(quote: Quote, browser: Browser) -> None:
    seller, customer = browser("lena"), quote.opportunity.customer
    url = reverse("opportunity-new", args=[customer.pk])
    given = {"name": "App", "amount": "12500.50", "closes_on": "2026-06-30"}
    assert seller.post(url, given | {"amount": "1e9"}).status_code == 400
    assert seller.post(url, given).status_code == 302
    made = Opportunity.objects.get(name="App")
    assert made.amount == money("12500.50", "EUR")
    move = reverse("opportunity-move", args=[made.pk])
    lost = Stage.objects.get(outcome="lost")
    assert seller.post(move, {"stage": Stage.objects.get(outcome="won").pk}).status_code == 400
    assert seller.post(move, {"stage": lost.pk}).status_code == 400
    assert seller.post(move, {"stage": lost.pk, "lost_reason": "No budget"}).status_code == 302
    made.refresh_from_db()
    assert (made.stage, made.lost_reason) == (lost, "No budget")
    again = seller.post(move, {"stage": Stage.objects.get(outcome="open").pk})
    assert again.status_code == 409 and "opportunity-ended" in again.content.decode()
    assert seller.post(reverse("quote-new", args=[made.pk]), typed()).status_code == 409


def typed(*lines: dict[str, str], **more: str) -> dict[str, Any]:
    """A quote as the editor sends it."""
    rows = lines or (
        {"description": "Build", "phase": "Delivery", "role": "developer", "supply": "services", "hours": "10"},
    )
    sent = {f"lines-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    counts = {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}
    counts |= {"milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"}
    return (
        {"name": "Portal", "starts_on": "2026-03-02", "valid_until": "2026-03-31", "terms": ""} | counts | sent | more
    )


def test_a_quote_is_drafted_revised_and_sent(stage: Cast, browser: Browser) -> None:
    seller, sale = browser("lena"), stage.opportunity()
    assert seller.post(reverse("quote-new", args=[sale.pk]), typed()).status_code == 302
    quote = Quote.objects.select_related("current").get(opportunity=sale)
    assert quote.current is not None and quote.current.net == money("1400.00", "EUR")
    own = {
        "description": "Workshop",
        "phase": "Design",
        "role": "designer",
        "supply": "services",
        "hours": "2.5",
        "price": "99.90",
    }
    assert seller.post(reverse("quote-revision", args=[quote.pk]), typed(own)).status_code == 302
    quote.refresh_from_db()
    second = QuoteVersion.objects.get(quote=quote, number=2)
    assert quote.current_id == second.pk and second.net == money("249.75", "EUR")
    send = reverse("quote-sending", args=[quote.pk])
    assert seller.post(send, {"to": ""}).status_code == 400
    assert seller.post(send, {"to": sale.contact_id}).status_code == 302
    second.refresh_from_db()
    assert second.status == "sent"
    assert seller.post(send, {"to": sale.contact_id}).status_code == 409


def test_a_line_that_a_revision_leaves_as_it_was_stays(stage: Cast, browser: Browser) -> None:
    seller, sale = browser("lena"), stage.opportunity()
    seller.post(reverse("quote-new", args=[sale.pk]), typed())
    quote = Quote.objects.get(opportunity=sale)
    url = reverse("quote-revision", args=[quote.pk])
    assert seller.post(url, typed(terms="New terms")).status_code == 302
    second = QuoteVersion.objects.get(quote=quote, number=2)
    assert (second.terms, second.net, second.lines.count()) == ("New terms", money("1400.00", "EUR"), 1)


@pytest.mark.parametrize(
    "line",
    [
        {"hours": "0"},
        {"hours": "1e5"},
        {"hours": "-4"},
        {"role": "wizard"},
        {"supply": "gold"},
        {"price": "12,50"},
        {"description": ""},
    ],
)
def test_a_wrong_line_is_refused_and_nothing_is_kept(stage: Cast, browser: Browser, line: dict[str, str]) -> None:
    good = {"description": "Build", "phase": "Delivery", "role": "developer", "supply": "services", "hours": "10"}
    answer = browser("lena").post(reverse("quote-new", args=[stage.opportunity().pk]), typed(good | line))
    assert answer.status_code == 400 and not Quote.objects.exists()


def test_more_lines_show_the_form_again_and_check_nothing(stage: Cast, browser: Browser) -> None:
    url = reverse("quote-new", args=[stage.opportunity().pk])
    answer = browser("lena").post(url, typed({"description": "Half", "hours": "x"}, more="yes"))
    shown = answer.content.decode()
    assert answer.status_code == 200 and 'value="Half"' in shown and "lines-2-description" in shown
    assert not Quote.objects.exists()


def test_a_contact_of_another_customer_receives_no_quote(stage: Cast, quote: Quote, browser: Browser) -> None:
    stage.customer("lumiere")
    answer = browser("lena").post(forms(quote)["quote-sending"], {"to": stage.contacts["lumiere"].pk})
    assert answer.status_code == 400
    assert QuoteVersion.objects.get(pk=quote.current_id).status == "draft"


def test_a_rate_card_is_published_by_the_controller_only(stage: Cast, browser: Browser) -> None:
    given = {"name": "EUR 2027", "region": "DE", "currency": "EUR", "valid_from": "2027-01-01"}
    given["rates"] = "developer 150.25\ndesigner 130"
    assert browser("lena").post(reverse("rate-card-new"), given).status_code == 403
    controller = browser("clara")
    assert controller.post(reverse("rate-card-new"), given | {"rates": "developer"}).status_code == 400
    assert controller.post(reverse("rate-card-new"), given).status_code == 302
    card = RateCard.objects.get(name="EUR 2027")
    assert {rate.role: rate.price for rate in card.rates.all()} == {
        "developer": Decimal("150.25"),
        "designer": Decimal(130),
    }
    assert controller.post(reverse("rate-card-new"), given).status_code == 409


def test_stages_are_the_administrators(stage: Cast, browser: Browser) -> None:
    given = {"name": "Proposal", "position": "9", "probability": "60", "outcome": "open"}
    assert browser("lena").get(reverse("stage-new")).status_code == 403
    administrator = browser("ada")
    assert administrator.get(reverse("stage-new")).status_code == 200
    assert administrator.post(reverse("stage-new"), given | {"probability": "101"}).status_code == 400
    assert administrator.post(reverse("stage-new"), given).status_code == 302
    assert administrator.post(reverse("stage-new"), given).status_code == 400
    assert Stage.objects.get(name="Proposal").probability == 60
