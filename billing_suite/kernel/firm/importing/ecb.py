"""The European Central Bank's reference rates, in each form it publishes them: CSV, XML, or a zip of one.

The forms are described at https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/:
a wide CSV (a day a line, a currency a column, N/A where there is none) and an XML of nested `Cube` elements in a
gesmes envelope. All give units of a currency for one euro.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from billing_suite.kernel.firm.importing.files import RatesUnreadable, lines_of, unpacked
from billing_suite.kernel.values.exchange import EUR
from billing_suite.kernel.values.money import currency_codes, parse_decimal
from billing_suite.kernel.values.refusals import Refusal

ECB = "ECB"
FRANKFURT = "Europe/Berlin"  # where it publishes, and whose day it is
FIRST_DAY = date(1999, 1, 1)  # the euro begins
HIGHEST = Decimal(10_000_000)
GAPS = ("", "N/A")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ENVELOPE = "{http://www.gesmes.org/xml/2002-08-01}Envelope"
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
DEEPEST = 8


@dataclass(frozen=True)
class PublishedDay:
    """What one euro cost on a day, by currency, and where in the file that stands."""

    on: date
    rates: dict[str, Decimal] = field(default_factory=dict)
    place: str = ""


def read_published(data: bytes | str | BinaryIO, *, on: date) -> list[PublishedDay]:
    """The days of a file of the ECB, in its order; `on` is today, after which nothing is published.

    Raises RatesUnreadable for the file as a whole, with line or element and reason, on anything that is not a
    positive rate of an ISO 4217 currency on a day between 1999 and today that stands there once.
    """
    with unpacked(data) as file:
        start = file.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()  # type: ignore[attr-defined]
        days = list(_checked(_from_xml(file) if start.startswith(b"<") else _from_csv(file), on))
    if not days:
        raise RatesUnreadable("the file holds no day with rates")
    return days


def _checked(days: Iterable[PublishedDay], today: date) -> Iterator[PublishedDay]:
    """Each day once, none before the euro and none that is still to come."""
    seen: dict[date, str] = {}
    for day in days:
        if day.on in seen:
            raise RatesUnreadable(f"{day.place}: {day.on} stands there before, {seen[day.on]}")
        if day.on < FIRST_DAY:
            raise RatesUnreadable(f"{day.place}: {day.on} is before the euro")
        if day.on > today:
            raise RatesUnreadable(f"{day.place}: {day.on} is in the future")
        seen[day.on] = day.place
        yield day


# --- one value --------------------------------------------------------------------------------------------


def read_rate(text: str, place: str) -> Decimal:
    """A positive plain number."""
    try:
        rate = parse_decimal(text)
    except Refusal as refusal:
        raise RatesUnreadable(f"{place}: {refusal.message}", rule="INV-07") from None
    if not 0 < rate <= HIGHEST:
        raise RatesUnreadable(f"{place}: a rate is more than 0 and at most {HIGHEST:,}, not {text}", rule="RULES 21")
    return rate


def read_currency(code: str, place: str) -> str:
    """An ISO 4217 code other than the euro's."""
    if code not in priced_in_euros():
        raise RatesUnreadable(f"{place}: {code[:20]!r} is no ISO 4217 currency besides the euro")
    return code


@cache
def priced_in_euros() -> frozenset[str]:
    """The currencies that a euro may have a price in."""
    return frozenset(currency_codes()) - {EUR}


def read_day(text: str, place: str) -> date:
    """2026-11-23, or 23 November 2026."""
    words = text.split()
    try:
        if len(words) == 3 and words[1] in MONTHS:
            return date(int(words[2]), MONTHS.index(words[1]) + 1, int(words[0]))
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise RatesUnreadable(f"{place}: {text[:20]!r} is no day like 2026-01-31")


# --- CSV --------------------------------------------------------------------------------------------------


def _from_csv(file: BinaryIO) -> Iterator[PublishedDay]:
    rows = ((number, [cell.strip() for cell in text.split(",")]) for number, text in lines_of(file))
    number, heads = next(rows, (1, [""]))
    codes = _codes(heads, f"line {number}")
    for number, (first, *cells) in rows:
        place = f"line {number}"
        if any(cells[len(codes) :]):
            raise RatesUnreadable(f"{place}: more cells than the first line has columns")
        if len(cells) < len(codes):
            raise RatesUnreadable(f"{place}: {len(codes)} currencies stand in the first line, here are {len(cells)}")
        told = {
            code: read_rate(cell, f"{place}, {code}")
            for code, cell in zip(codes, cells, strict=False)
            if cell not in GAPS
        }
        yield PublishedDay(read_day(first, place), told, place)


def _codes(heads: Sequence[str], place: str) -> list[str]:
    """The currencies of the columns; the ECB ends its lines with an empty one."""
    if heads[0] != "Date":
        raise RatesUnreadable(f"{place}: the first column of the ECB's file is Date, not {heads[0][:20]!r}")
    names = list(heads[1:])
    while names and not names[-1]:
        names.pop()
    codes = [read_currency(name, place) for name in names]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise RatesUnreadable(f"{place}: {twice} has two columns")
    return codes


# --- XML --------------------------------------------------------------------------------------------------


def _from_xml(file: BinaryIO) -> Iterator[PublishedDay]:
    """Days as their elements end; what was read is let go, so that a long file needs little room."""
    above: list[str] = []
    day: PublishedDay | None = None
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if not above and element.tag != ENVELOPE:
                    raise RatesUnreadable("the root element is not the envelope of the ECB's rates")
                above.append(element.tag)
                if len(above) > DEEPEST:
                    raise RatesUnreadable("elements within elements, deeper than the ECB's", rule="INV-50")
                day = _opened(element, day)
            else:
                above.pop()
                if day is not None and element.tag == CUBE and "time" in element.attrib:
                    yield day
                    day = None
                element.clear()
    except DefusedXmlException as error:
        raise RatesUnreadable(f"the XML brings a DOCTYPE or entities of its own: {type(error).__name__}") from None
    except (ParseError, ValueError, LookupError) as error:
        raise RatesUnreadable(f"the XML is broken: {error}") from None


def _opened(element: Element, day: PublishedDay | None) -> PublishedDay | None:
    """The day that an element stands in: it opens one, or gives a rate of the open one."""
    told = element.attrib
    if element.tag != CUBE or not told:
        return day
    if "time" in told:
        place = f"Cube {told['time'][:20]}"
        if day is not None:
            raise RatesUnreadable(f"{place}: stands within {day.place}")
        return PublishedDay(read_day(told["time"], place), {}, place)
    if day is None or set(told) != {"currency", "rate"}:
        raise RatesUnreadable(f"Cube {' '.join(told.values())[:40]}: a rate has a currency, a rate and a day around it")
    place = f"{day.place} {told['currency'][:20]}"
    code = read_currency(told["currency"], place)
    if code in day.rates:
        raise RatesUnreadable(f"{place}: stands there twice")
    day.rates[code] = read_rate(told["rate"], place)
    return day
