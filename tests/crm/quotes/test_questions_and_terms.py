"""A customer asks in the portal, is answered there and by mail; terms come from templates and stay what they were."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.models import Notification, OutgoingMail
from crm.customers.actions import change_customer
from crm.quotes.actions import (
    QuoteNotOpen,
    TooManyQuestions,
    answer_question,
    ask_about_quote,
    decline_quote,
    set_up_terms,
)
from crm.quotes.models import Quote, QuoteQuestion, TermsTemplate, terms_for
from tests.builders import SET_UP, Stage, behind_the_verbs
from tests.crm.quotes.test_portal import ANSWERED, link_to
from tests.crm.test_pages import typed

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def test_a_question_in_the_portal_is_answered_beside_the_offer_and_by_mail(
    stage: Stage, client: Client, browser: Browser
) -> None:
    version = stage.sent()
    link = link_to(version)
    with time_machine.travel(ANSWERED, tick=False):
        assert client.post(link + "questions/", {"text": " "}).status_code == 400
        asked = client.post(link + "questions/", {"text": "Is <b>training</b> in it?"}, follow=True)
    text = asked.content.decode()
    assert "Is &lt;b&gt;training&lt;/b&gt; in it?" in text and "Not answered yet" in text
    assert Notification.objects.get(title__contains="asks about").recipient == stage.users["lena"]
    question = QuoteQuestion.objects.get()
    seller, page = browser("lena"), reverse("quote", args=[version.quote_id])
    assert "Answer" in seller.get(page).content.decode()
    answer = reverse("question-answer", args=[question.pk])
    assert seller.post(answer, {"answer": "It is: see line 2."}).status_code == 302
    mail = OutgoingMail.objects.get(about_kind="crm.quotequestion")
    assert (mail.recipient, "see line 2" in mail.text) == (stage.contacts["nordlicht"].email, True)
    with time_machine.travel(ANSWERED, tick=False):
        assert "It is: see line 2." in client.get(link).content.decode()
    with pytest.raises(Invalid, match="answered already"):
        answer_question(question, answer="No", at=ANSWERED, by=stage.by("lena"))
    with pytest.raises(Exception, match="INV-26"), behind_the_verbs():
        QuoteQuestion.objects.update(answer="Something else")
    assert browser("jonas").get(answer).status_code in (403, 404)


def test_questions_are_of_an_open_offer_and_have_an_end(stage: Stage) -> None:
    version, by = stage.sent(), stage.signatory("nordlicht")
    for number in range(10):
        ask_about_quote(version, text=f"{number}?", at=ANSWERED, by=by)
    with pytest.raises(TooManyQuestions):
        ask_about_quote(version, text="And?", at=ANSWERED, by=by)
    ask_about_quote(version, text="And?", at=ANSWERED + timedelta(hours=2), by=by)
    decline_quote(version, reason="No", at=ANSWERED, by=by)
    with pytest.raises(QuoteNotOpen):
        ask_about_quote(version, text="Really?", at=ANSWERED, by=by)


def test_terms_are_taken_from_a_template_and_stay_what_they_were(stage: Stage, browser: Browser) -> None:
    set_up_terms("Standard", language="en", text="Net 30 days.", by=SET_UP)
    controller, seller = browser("clara"), browser("lena")
    new: dict[str, Any] = {"name": "Standard", "language": "de", "legal_entity": "", "text": "30 Tage netto."}
    assert controller.post(reverse("terms-new"), new).status_code == 302
    assert seller.post(reverse("terms-new"), new).status_code in (403, 409)
    change_customer(stage.customer("nordlicht"), changes={"language": "de"}, by=stage.by("lena"))
    assert [each.language for each in terms_for(stage.entity, "de")] == ["de", "en"]
    sale = stage.opportunity()
    page = seller.get(reverse("quote-new", args=[sale.pk]))
    assert page.context["form"].initial["terms"] == "30 Tage netto."
    assert [each["name"] for each in page.context["templates"]] == ["Standard (de)", "Standard (en)"]
    assert seller.post(reverse("quote-new", args=[sale.pk]), typed(terms="30 Tage netto.")).status_code == 302
    template = TermsTemplate.objects.get(language="de")
    changed = {"name": "Standard", "language": "de", "text": "14 Tage.", "active": ""}
    assert controller.post(reverse("terms-changes", args=[template.pk]), changed).status_code == 302
    quote = Quote.objects.select_related("current").get(opportunity=sale)
    assert quote.current is not None and quote.current.terms == "30 Tage netto."
    assert [each.language for each in terms_for(stage.entity, "de")] == ["en"]
    assert re.search("Standard", controller.get(reverse("terms"), {"view": "all"}).content.decode())
