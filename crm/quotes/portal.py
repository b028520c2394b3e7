"""The customer's door: read a quote by its link, accept it with a signature, or decline it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from billing_suite.kernel.access.links import open_link
from billing_suite.kernel.values.clock import now
from crm.quotes.models import QuoteVersion


@never_cache
@require_GET
def quote_page(request: HttpRequest, token: str) -> HttpResponse:
    """The offer as it was sent, to whoever holds the link."""
    link = open_link(token, purpose="quote", at=now())
    version = QuoteVersion.objects.select_related("quote__opportunity__customer__legal_entity").get(pk=link.subject_id)
    return render(request, "crm/quotes/portal.html", {"version": version, "link": link})
