"""The quotes of an opportunity, on its page."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from crm.quotes.models import Quote


def quotes_for(record: Any, user: Any) -> Mapping[str, Any] | None:
    """The opportunity's quotes, newest first."""
    return {"quotes": list(Quote.objects.visible_to(user).for_list().filter(opportunity=record)[:20])}


register_panel(
    Panel("opportunity-wide", "Quotes", "crm/quotes/quotes_panel.html", quotes_for, "file-description", ("see_quotes",))
)
