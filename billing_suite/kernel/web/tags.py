"""Template tags of every page, built in (no `load` needed): money, hours, dates, statuses, icons."""

from typing import Any

from django import template
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.utils.safestring import SafeString

from billing_suite.kernel.values.hours import clock_of
from billing_suite.kernel.web import show
from billing_suite.kernel.web.controls import choices_of, described_by, dressed, is_choice_group, is_tick
from billing_suite.kernel.web.panels import panels_for

register = template.Library()

register.simple_tag(show.show_money, name="money")
register.simple_tag(show.show_hours, name="hours")
register.simple_tag(show.show_day, name="day")
register.simple_tag(show.show_instant, name="instant")
register.simple_tag(show.show_number, name="number")
register.simple_tag(show.show_status, name="status")
register.simple_tag(show.show_status_of, name="status_of")
register.simple_tag(show.icon, name="icon")
register.filter("clock", clock_of)
register.filter("show", show.show)
register.filter("figure", show.show_figure)
register.filter("money_words", show.money_words)
register.filter("choices_of", choices_of)
register.filter("described_by", described_by)
register.filter("is_tick", is_tick)
register.filter("is_choice_group", is_choice_group)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form field's control with the suite's class, its help and errors tied to it for screen readers."""
    return dressed(field)


@register.filter
def visible(form: Form) -> list[BoundField]:
    """The fields of a form that people fill in."""
    return form.visible_fields()


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some values changed; None takes one away."""
    request: HttpRequest = context["request"]
    asked = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], slot: str, record: Any) -> list[Any]:
    """What higher rooms hang into this slot of the page, for this viewer."""
    return panels_for(slot, record, context["request"])
