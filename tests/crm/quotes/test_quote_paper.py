"""An offer on paper: in the customer's words, as it was sent and as it was signed, made by jobs."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Handout, OutgoingMail
from crm.customers.actions import change_customer
from crm.quotes.models import QuotePaper, QuoteVersion
from crm.quotes.paper_words import PAPER
from crm.quotes.printing import print_quote
from crm.quotes.wording import WORDS
from projects.plan.actions import accept_quote
from tests.builders import Stage, noon
from tests.crm.quotes.test_ending_quotes import sent

pytestmark = pytest.mark.django_db


def test_every_language_has_every_word() -> None:
    for told in (PAPER, WORDS):
        assert {frozenset(words) for words in told.values()} == {frozenset(told["en"])}
    assert set(PAPER) == set(WORDS)


def test_what_is_printed_is_what_was_offered_in_the_customers_words(stage: Stage) -> None:
    change_customer(stage.customer("nordlicht"), changes={"language": "de"}, by=stage.by("lena"))
    told = print_quote(QuoteVersion.objects.get(pk=sent(stage).pk))
    assert told["title"] == "Angebot QUO-00001-v1" and told["total"] == "17.384,99\xa0€"
    lines = [line for phase in told["phases"] for line in phase["lines"]]
    assert lines[0]["quantity"] == "40,00 Std." and lines[0]["remarks"] == "Abrechnung nach Aufwand"
    assert lines[3]["quantity"] == "3 Monate" and "Optional" in lines[4]["remarks"]
    labels = [row["label"] for row in told["totals"]]
    assert labels[:3] == ["Positionen", "Rabatt (5\xa0%)", "Summe, vor Steuern"]
    assert labels[3].startswith("Steuern kommen")  # nothing is known of the tax on a licence here
    taxed = print_quote(QuoteVersion.objects.get(pk=stage.sent().pk))["totals"]
    assert [row["label"] for row in taxed] == ["Summe, vor Steuern", "USt 19\xa0%", "Summe mit Steuern"]
    assert taxed[2]["amount"] == "19.040,00\xa0€"
    assert told["milestones"][0] == ("Kick-off", "30\xa0% Shop", "9. März 2026")
    assert told["signature"]["blank"] and not told["stamp"]


def test_it_is_filed_as_sent_and_as_signed_and_offered_in_the_portal(
    stage: Stage, client: Client, browser: Callable[[str], Client]
) -> None:
    version = sent(stage)
    link = re.search(r"/portal/quotes/[\w-]+/", OutgoingMail.objects.get(about_id=str(version.pk)).text)
    assert link is not None
    day = noon(date(2026, 2, 11))
    with time_machine.travel(day, tick=False):
        assert client.get(link[0] + "paper/").status_code == 302  # not made yet
    finish_all()
    with time_machine.travel(day, tick=False):
        answer = client.get(link[0] + "paper/")
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    accept_quote(version, signed_by="Kim", taken=[5], at=day, by=stage.signatory("nordlicht"))
    finish_all()
    with time_machine.travel(day, tick=False):
        assert client.get(link[0] + "paper/").content != answer.content
    assert set(QuotePaper.objects.values_list("kind", flat=True)) == {"sent", "signed"}
    told = print_quote(QuoteVersion.objects.get(pk=version.pk))
    assert len(told["phases"]) == 3 and ("Name", "Kim") in told["signature"]["facts"]
    assert told["total"] == "17.574,61\xa0€"  # 17,384.99 and the option, 199.60 less a twentieth

    seller = browser("lena")
    asked = seller.post(reverse("quote-pdf", args=[version.quote_id]))
    handout = Handout.objects.get()
    assert asked.headers["Location"] == reverse("handout", args=[handout.pk])
    finish_all()
    handout.refresh_from_db()
    assert bytes(handout.content or b"").startswith(b"%PDF") and handout.refusal == ""
