"""Quotes sent, answered and asked about, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.timeline import Moment, earlier, register_source
from crm.quotes.models import QuoteQuestion, QuoteVersion

ENDS = {
    "accepted": "was accepted",
    "declined": "was declined",
    "expired": "ran out unanswered",
    "withdrawn": "was withdrawn",
}


@register_source("crm.customer", "Quotes", "see_quotes")
def quotes(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """When versions were sent, and how they ended; what was asked about them."""
    seen = QuoteVersion.objects.visible_to(user).filter(quote__opportunity__customer=customer)
    versions = seen.select_related("quote", "sent_to")
    for each in versions.filter(sent_at__isnull=False, **earlier("sent_at", before)).order_by("-sent_at")[:most]:
        assert each.sent_at is not None  # asked for above
        words = f"{each.reference}, {each.quote.name}, was sent to {each.sent_to}"
        yield _moment(each, each.sent_at, words, amount=each.net)
    ended = versions.filter(ended_at__isnull=False, status__in=ENDS, **earlier("ended_at", before))
    for each in ended.order_by("-ended_at")[:most]:
        assert each.ended_at is not None  # asked for above
        why = each.decline_reason if each.status == "declined" else ""
        words = f"{each.reference}, {each.quote.name}, {ENDS[each.status]}"
        yield _moment(each, each.ended_at, words, note=why, who=each.signed_by, amount=each.net)
    asked = QuoteQuestion.objects.visible_to(user).filter(version__quote__opportunity__customer=customer)
    rows = asked.filter(**earlier("asked_at", before)).select_related("version__quote", "contact")
    for question in rows.order_by("-asked_at")[:most]:
        words = f"A question about {question.version.reference}"
        yield _moment(question.version, question.asked_at, words, note=question.text, who=question.contact.name)


def _moment(version: QuoteVersion, at: datetime, words: str, **more: Any) -> Moment:
    return Moment(at=at, icon="file-description", words=words, url=reverse("quote", args=[version.quote_id]), **more)
