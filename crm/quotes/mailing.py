"""What the e-mail with a quote's link says, in the customer's language: a pure function of loaded rows."""

from typing import Any

from billing_suite.kernel.values.locales import tongue_for
from crm.customers.models import Contact
from crm.quotes.models import QuoteQuestion, QuoteVersion
from crm.quotes.wording import WORDS


def quote_mail(version: QuoteVersion, to: Contact, *, url: str, reminder: bool = False) -> dict[str, Any]:
    """Subject, sentences and facts of the e-mail, from whoever owns the quote; `url` is the contact's own link.

    A reminder says that the offer still waits for an answer.
    """
    quote, customer = version.quote, version.quote.opportunity.customer
    entity = customer.legal_entity
    tongue = tongue_for(customer.language, customer.address.country, spoken=WORDS)
    words, last_day = WORDS[tongue.language], tongue.day(version.valid_until)
    return {
        "words": words,
        "language": tongue.language,
        "subject": words["subject_reminder" if reminder else "subject"].format(number=quote.reference, name=quote.name),
        "hello": words["hello"].format(contact=to.name),
        "intro": words["intro_reminder" if reminder else "intro"].format(name=quote.name, day=last_day),
        "facts": [
            (words["quote"], version.reference),
            (words["total"], tongue.money(version.net)),
            (words["starts"], tongue.day(version.starts_on)),
            (words["valid"], last_day),
        ],
        "url": url,
        "private": words["private"].format(day=last_day),
        "questions": words["questions"].format(email=entity.email),
        "sender": quote.owner.name,
        "seller": entity.legal_name,
    }


def answer_mail(version: QuoteVersion, question: QuoteQuestion) -> dict[str, Any]:
    """The e-mail with our answer to a contact's question."""
    quote, customer = version.quote, version.quote.opportunity.customer
    tongue = tongue_for(customer.language, customer.address.country, spoken=WORDS)
    words = WORDS[tongue.language]
    return {
        "words": words,
        "language": tongue.language,
        "subject": words["subject_answer"].format(number=quote.reference, name=quote.name),
        "hello": words["hello"].format(contact=question.contact.name),
        "asked": question.text,
        "answer": question.answer,
        "private": words["answer_beside"],
        "sender": quote.owner.name,
        "seller": customer.legal_entity.legal_name,
    }
