"""How values are shown: money, hours, dates, statuses and icons as ready-made HTML, the same on every page."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import Money, exponent
from billing_suite.kernel.web.tones import MARKS, Tone, tone_of

MINUS = "−"
THIN = "\N{NARROW NO-BREAK SPACE}"
# A sign only where it means one currency to every reader; the rest by ISO code.
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
ICON_NAME = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
NOTHING = mark_safe('<span class="cell-none" aria-label="none">—</span>')  # noqa: S308 - a constant


def amount_words(value: Money) -> str:
    """The amount alone, grouped, with the currency's decimals and a proper minus: "−1,234.50"."""
    places = exponent(value.currency.code)
    sign = MINUS if value.amount < 0 else ""
    return f"{sign}{abs(value.amount):,.{places}f}"


def money_words(value: Money) -> str:
    """Money as plain text, for titles, messages and mail: "€ 1,234.50"."""
    code = value.currency.code
    return f"{SIGNS.get(code, code)}{THIN}{amount_words(value)}"


def show_money(value: Money | None) -> SafeString:
    """Money as the component `money`: currency muted, figures tabular; nothing for None."""
    if value is None:
        return NOTHING
    code = value.currency.code
    return format_html(
        '<span class="money{}"><span class="money-currency">{}</span>{}</span>',
        "" if value.amount else " is-zero",
        SIGNS.get(code, code),
        amount_words(value),
    )


def show_figure(value: Money | None) -> SafeString | str:
    """The amount alone, for tables whose head says the currency; a zero is muted, nothing is empty."""
    if value is None:
        return ""
    words = amount_words(value)
    return words if value.amount else format_html('<span class="is-zero">{}</span>', words)


def show_number(value: Decimal | int | None, places: int = 0) -> str:
    """A number grouped by thousands, with at least `places` decimals and no trailing zeros beyond them."""
    if value is None:
        return "—"
    number = Decimal(value)
    text = f"{abs(number):,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(places, "0")
    sign = MINUS if number < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def show_hours(minutes: int | None) -> SafeString:
    """Minutes as hours with two decimals, the quantity that is priced (RULES 2)."""
    if minutes is None:
        return NOTHING
    hours = hours_of(abs(minutes))
    sign = MINUS if minutes < 0 else ""
    return format_html('<span class="hours">{}{}<span class="hours-unit">h</span></span>', sign, f"{hours:,.2f}")


def day_words(value: date) -> str:
    """A date as people read it everywhere: "4 Dec 2026"."""
    return f"{value.day} {value:%b %Y}"


def show_day(value: date | None) -> SafeString:
    """A business date; one in the viewer's own time zone when given an instant."""
    if value is None:
        return NOTHING
    day = value.date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), day_words(day))


def show_instant(value: datetime | None, time_zone: str = "UTC") -> SafeString:
    """A moment, in the named time zone, which is said."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(time_zone))
    words = f"{day_words(local.date())}, {local:%H:%M} {local.tzname()}"
    exact = value.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', exact, words)


def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it say the same."""
    if not ICON_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no icon name")
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        static("vendor/icons.svg"),
        name,
    )


def show_status(status: str, words: str = "", tone: Tone | None = None, *, bare: bool = False) -> SafeString:
    """A status as the component `status_badge`: mark, words and tone, never colour alone."""
    tone = tone or tone_of(status)
    label = words or status.replace("_", " ").capitalize()
    look = f"tone-{tone} status-badge-bare" if bare else f"tone-{tone}"
    return format_html('<span class="status-badge {}">{}{}</span>', look, icon(MARKS[tone]), label)


def show_status_of(record: Any, field: str = "status", *, bare: bool = False) -> SafeString:
    """The status of a record, in the words of its choices."""
    status = getattr(record, field, "")
    if not status:
        return NOTHING
    words = getattr(record, f"get_{field}_display", lambda: "")()
    return show_status(str(status), str(words), bare=bare)


def show(value: Any) -> Any:
    """Any value in its usual form: what a fact or a plain column holds."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Money):
        return show_money(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return show_instant(value)
    if isinstance(value, date):
        return show_day(value)
    if isinstance(value, Decimal | int):
        return show_number(value)
    return value
