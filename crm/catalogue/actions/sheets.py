"""A price list from a CSV: products that are new are added with it, all rows or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.sheets import BadCell, Cells, RowsRefused, open_sheet
from billing_suite.kernel.values.money import parse_decimal
from billing_suite.kernel.values.refusals import Invalid
from crm.catalogue.actions.prices import publish_price_list
from crm.catalogue.actions.products import TOLD, add_products
from crm.catalogue.models import PriceList, Product

COLUMNS: Mapping[str, Sequence[str]] = {
    "code": ("code", "product code", "sku", "item", "artikel", "artikelnummer"),
    "price": ("price", "list price", "unit price", "preis", "listenpreis"),
    "stand_alone": ("stand alone", "stand alone price", "ssp"),
    "name": ("name", "description", "product", "bezeichnung"),
    "billed_by": ("billed by", "way of billing"),
    "supply": ("supply", "kind of supply", "tax category"),
    "recognised_by": ("recognised by", "recognition", "recognition method"),
    "role": ("role",),
    "unit": ("unit", "einheit"),
    "hours": ("hours",),
    "span": ("span", "every"),
    "periods": ("periods",),
}
REQUIRED = ("code", "price")
NUMBERS = ("hours",)
MOST_ROWS = 20_000


@dataclass(frozen=True)
class PricesImported:
    """What came of a file: the list, how many prices it holds, and how many products were new."""

    price_list: PriceList
    prices: int
    added: int


@verb("import prices", right="publish_price_list", jobs=True)
def import_prices(
    data: bytes | str | BinaryIO, *, name: str, region: str, currency: str, valid_from: date, by: Actor
) -> PricesImported:
    """A price list from a CSV with the columns code and price, and stand_alone if a product costs another price alone.

    A code that is not known yet is added as a product where the row says its name and how it is billed; what is billed
    by time has no price. Any wrong row refuses the whole file (RowsRefused, which tells every one of them).
    Raises SheetRefused for a file that cannot be read.
    """
    _, sheet = open_sheet(data, columns=COLUMNS, required=REQUIRED)
    rows = [_row(cells) for cells in sheet]
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid(f"a price list has 1 to {MOST_ROWS:,} rows, not {len(rows):,}", record=name)
    bad = [bad for row in rows for bad in row.bad] + _repeated(rows)
    new = {row.code: row for row in rows if not row.bad}
    known = {each.code: each for each in Product.objects.filter(code__in=new)}
    unknown = {code: row for code, row in new.items() if code not in known}
    told = {code: row.told for code, row in unknown.items() if {"name", "billed_by"} <= set(row.told)}
    outcome = add_products(told, by=by)
    known |= {product.code: product for product in outcome.done}
    why = "there is no such product; a new one needs name and billed_by"
    bad += [BadCell(row.line, "code", f"{code}: {why}") for code, row in unknown.items() if code not in told]
    bad += [BadCell(new[refusal.record].line, "product", refusal.message) for refusal in outcome.refused]
    for row in rows:
        by_time = row.code in known and known[row.code].billed_by == "time"
        if by_time and row.price is not None:
            bad.append(BadCell(row.line, "price", f"{row.code} is billed by time: a rate card prices it"))
        elif not by_time and row.price is None and row.code in known and not row.bad:
            bad.append(BadCell(row.line, "price", "empty"))
    if bad:
        raise RowsRefused(bad, rows=len(rows))
    prices = {row.code: row.price for row in rows if row.price is not None}
    alone = {row.code: row.stand_alone for row in rows if row.stand_alone is not None}
    made = publish_price_list(
        name, region=region, currency=currency, valid_from=valid_from, prices=prices, stand_alone=alone, by=by
    )
    return PricesImported(made, len(prices), len(outcome.done))


def _repeated(rows: "Sequence[_Row]") -> list[BadCell]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.code, row.line)
    return [
        BadCell(row.line, "code", f"{row.code} stands on line {first[row.code]} already")
        for row in rows
        if row.code and first[row.code] != row.line
    ]


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    price: Decimal | None
    stand_alone: Decimal | None
    told: Mapping[str, Any]
    bad: Sequence[BadCell]


def _row(cells: Cells) -> _Row:
    """One row with its numbers read; each cell that is none is named."""
    bad: list[BadCell] = []
    texts = {column: text.strip() for column, text in cells.texts.items()}
    if cells.too_many:
        bad.append(BadCell(cells.line, "row", f"{cells.too_many} more cells than the first line has columns"))

    def number(column: str) -> Decimal | None:
        text = texts.get(column, "")
        try:
            return parse_decimal(text) if text else None
        except Invalid:
            bad.append(BadCell(cells.line, column, f"{text[:40]!r} is no plain number, like 1450.00"))
            return None

    told: dict[str, Any] = {column: texts[column] for column in TOLD if texts.get(column) and column != "periods"}
    told |= {column: number(column) for column in NUMBERS if texts.get(column)}
    if periods := texts.get("periods"):
        if periods.isascii() and periods.isdigit() and len(periods) < 4:
            told["periods"] = int(periods)
        else:
            bad.append(BadCell(cells.line, "periods", f"{periods[:40]!r} is no whole number"))
    if not texts["code"]:
        bad.append(BadCell(cells.line, "code", "empty"))
    return _Row(cells.line, texts["code"].upper(), number("price"), number("stand_alone"), told, bad)
