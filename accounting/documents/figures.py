"""The figures of a document's paper: its lines under their phases with the sums carried, and its totals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from accounting.documents.document import HOUR, Adjustment, DocumentLine, DocumentTax
from accounting.documents.speech import Speech, letter_of
from billing_suite.kernel.values.money import Money, zero

Row = dict[str, str]
# Widths in mm, as document.css sets figures and headings in Inter.
GAP, DIGIT, MARK, LETTER_OF_HEADING = Decimal("3.4"), Decimal("1.95"), Decimal("1.0"), Decimal("1.6")
NOTHING_OF_ITS_OWN = "VAT"  # the component's name where no country of taxation gave it one


def lines_of(speech: Speech) -> dict[str, Any]:
    """Headings and phases; phases in the order of their first line, each with its own net.

    Each line knows what the page carries forward where it is the last one on it: the template hands that to the
    page's margins, so that whatever the layout breaks, the sums are those of the lines above the break.
    """
    document = speech.document
    hours = all(line.unit == HOUR for line in document.lines)
    names = ("hours", "price") if hours else ("quantity", "unit_price")
    phases: dict[str, list[DocumentLine]] = {}
    for line in document.lines:
        phases.setdefault(line.phase, []).append(line)
    running, shown = zero(document.currency), []
    for name, lines in phases.items():
        rows = []
        for line in lines:
            running += line.net
            rows.append(_line(speech, line, units=not hours) | _carried(speech, running))
        net = sum((line.net for line in lines), zero(document.currency))
        shown.append({"name": name, "net": speech.money(net), "lines": rows})
    headings = {
        "position": speech.words["position"],
        "quantity": speech.words[names[0]],
        "price": speech.words[names[1]],
        "net": speech.words["net"],
    }
    roles, grouped = any(line.role for line in document.lines), len(list(document.groups())) > 1
    shape = {"with_roles": roles, "grouped": grouped, "span": 4 + roles + grouped}
    return {"headings": headings, "rooms": _rooms(headings, shown), "phases": shown} | shape


def _rooms(headings: Row, phases: list[dict[str, Any]]) -> Row:
    """How many millimetres each column of figures needs: told, its table is laid out in half the time."""
    rows = [row for phase in phases for row in phase["lines"]]
    texts = {name: [row[name] for row in rows] for name in headings}
    texts["net"] += [phase["net"] for phase in phases]
    return {
        name: f"{GAP + max(LETTER_OF_HEADING * len(heading), *map(_room, texts[name])):.1f}"
        for name, heading in headings.items()
    }


def _room(figure: str) -> Decimal:
    """The millimetres of a figure: digits are all as wide, marks and blanks half of that."""
    return sum((DIGIT if letter.isalnum() or letter in "€$£¥" else MARK for letter in figure), Decimal(0))


def _carried(speech: Speech, running: Money) -> Row:
    figure, words = speech.money(running), speech.words
    return {"carried": f"{words['carried']}   {figure}", "brought": f"{words['brought']}   {figure}"}


def _line(speech: Speech, line: DocumentLine, *, units: bool) -> dict[str, Any]:
    tongue, words = speech.tongue, speech.words
    price = tongue.price(line.price, speech.document.currency)
    per = {"price": price, "count": tongue.number(line.price_base)}
    unit = f" {words.get(line.unit, line.unit)}" if units else ""
    return {
        "position": str(line.position),
        "description": line.description,
        "role": line.role,
        "quantity": (tongue.number(line.quantity) if units else tongue.hours(line.quantity)) + unit,
        "price": words["per"].format(**per) if line.price_base != 1 else price,
        "adjustments": [_adjustment(speech, each) for each in line.adjustments],
        "net": speech.money(line.net),
        "group": letter_of(line.group),
    }


def _adjustment(speech: Speech, adjustment: Adjustment) -> str:
    percent = f" ({speech.tongue.percent(adjustment.percent)})" if adjustment.percent is not None else ""
    told = {"reason": f"{adjustment.reason}{percent}", "amount": speech.money(adjustment.amount)}
    return speech.words["charge" if adjustment.is_charge else "allowance"].format(**told)


def totals_of(speech: Speech) -> list[Row]:
    """From the lines to what is to be paid; a row that says nothing new is left out."""
    return [*_net_rows(speech), *_tax_rows(speech), *_gross_rows(speech)]


def _row(label: str, amount: str, look: str = "") -> Row:
    return {"label": label, "amount": amount, "look": look}


def _net_rows(speech: Speech) -> Iterator[Row]:
    document, words = speech.document, speech.words
    if document.adjustments:
        yield _row(words["lines_net"], speech.money(document.lines_net))
    for each in document.adjustments:
        percent = f" ({speech.tongue.percent(each.percent)})" if each.percent is not None else ""
        yield _row(f"{each.reason}{percent}", speech.money(each.amount if each.is_charge else -each.amount))
    yield _row(words["total_net"], speech.money(document.net))


def _tax_rows(speech: Speech) -> Iterator[Row]:
    """Each component of each group: on what, at which rate, how much (RULES 6)."""
    groups = list(speech.document.groups())
    for group in groups:
        letter = f"{letter_of(group.group)} · " if len(groups) > 1 else ""
        for part in group.components:
            yield _row(letter + _tax_label(speech, part), speech.money(part.tax))


def _tax_label(speech: Speech, part: DocumentTax) -> str:
    return speech.words["tax_on"].format(
        component=speech.tax_name if part.component == NOTHING_OF_ITS_OWN else part.component,
        rate=speech.tongue.percent(Decimal(part.rate)),
        base=speech.money(part.base),
    )


def _gross_rows(speech: Speech) -> Iterator[Row]:
    """The total; and where something is paid, rounded or withheld, what remains."""
    document, words = speech.document, speech.words
    yield _row(words["total_gross"], speech.money(document.gross), "gross")
    signed = {
        "prepaid": -document.prepaid if document.prepaid else None,
        "rounding": document.rounding,
        "withheld": -document.withheld if document.withheld else None,
    }
    parts = {name: amount for name, amount in signed.items() if amount}
    for name, amount in parts.items():
        yield _row(words[name], speech.money(amount))
    if parts:
        yield _row(words["amount_due"], speech.money(document.transferable), "gross")
