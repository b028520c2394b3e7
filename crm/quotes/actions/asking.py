"""The customer asks about an offer in the portal; whoever owns it answers, and both read it there."""

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.urls import reverse

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.mail import queue_mail
from crm.customers.models import Contact
from crm.quotes.actions.answering import check_open
from crm.quotes.actions.approving import hold
from crm.quotes.mailing import answer_mail
from crm.quotes.models import QuoteQuestion, QuoteVersion

MOST_AN_HOUR = 10  # questions of one contact on one offer


class TooManyQuestions(Refusal):
    """So many questions in an hour are no conversation."""

    code = "too-many-questions"
    status = 429


@verb("ask about a quote", contacts=True)
def ask_about_quote(
    version: QuoteVersion, *, text: str, contact: Contact | None = None, at: datetime, by: Actor
) -> QuoteQuestion:
    """A contact asks about an offer that is open to them; its owner is told.

    `contact` says who asked where somebody else records it.
    """
    held = hold(version)
    check_open(held, at=at)
    if not text.strip():
        raise Invalid("write your question", record=held.reference, fields={"text": ["required"]})
    contact = Contact.objects.get(pk=by.key) if by.kind == "contact" else contact
    if contact is None or contact.customer_id != held.quote.opportunity.customer_id:
        raise Invalid("say which contact of the customer asks", record=held.reference, fields={"contact": ["required"]})
    recent = QuoteQuestion.objects.filter(version=held, contact=contact, asked_at__gt=at - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise TooManyQuestions("that is a lot of questions for an hour: write to us instead", record=held.reference)
    question = QuoteQuestion(version=held, contact=contact, text=text.strip(), asked_at=at)
    question.full_clean(exclude=["id"])
    question.save(force_insert=True)
    publish("quote.asked", held, question=question.pk)
    notify(
        [held.quote.owner],
        title=f"{contact.name} asks about {held.reference}",
        text=question.text[:500],
        url=reverse("quote", args=[held.quote_id]),
    )
    return question


@verb("answer a question", right="send_quote")
def answer_question(question: QuoteQuestion, *, answer: str, at: datetime, by: Actor) -> QuoteQuestion:
    """Our answer, once; the contact reads it by mail and beside the offer."""
    held = QuoteQuestion.objects.select_for_update(of=("self",)).select_related("contact").get(pk=question.pk)
    version = hold(held.version)
    if held.answered_at is not None:
        raise Invalid("it is answered already", record=version.reference)
    if not answer.strip():
        raise Invalid("write an answer", record=version.reference, fields={"answer": ["required"]})
    held.answer, held.answered_at, held.answered_by = answer.strip(), at, User.objects.get(pk=by.key)
    held.full_clean()
    held.save()
    publish("quote.answered", version, question=held.pk)
    facts = answer_mail(version, held) | {"rehearsal": is_rehearsal()}
    queue_mail(
        [held.contact.email],
        subject=facts["subject"],
        text=render_to_string("emails/quote_answered.txt", facts),
        html=render_to_string("emails/quote_answered.html", facts),
        about=held,
    )
    return held
