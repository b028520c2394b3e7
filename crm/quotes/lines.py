"""Offered lines and milestones, read and priced: from what was typed to rows, with nothing written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, TypedDict

from billing_suite.kernel.values.money import parse_decimal, to_minor
from billing_suite.kernel.values.refusals import Invalid
from crm.catalogue.actions import load_prices, load_rates, pick_rate
from crm.catalogue.models import BILLED_BY, BY_PERIOD, SPANS, SUPPLIES, UNITS, Price, Product, Rate
from crm.catalogue.offering import is_sold, product_line
from crm.quotes.models import Quote, QuoteLine, QuoteMilestone, QuoteShare
from crm.quotes.pricing import line_net

MOST_PERIODS = 120
WHOLE = Decimal(100)


class LineOffer(TypedDict, total=False):
    """One line as it is offered, its numbers as text.

    By time: `role` and `hours`; a `price` per hour is agreed for the contract, else the rate card's holds. Otherwise
    `price` is per unit (per period on a retainer or a recurring line, of which there are `periods` by `span`), and
    `hours` and `role` plan its work. A `product` (its code) says what the line leaves open; what it is sold by, and as
    which kind of supply, is the product's, and without a `price` it costs what the price list says.
    """

    product: str
    phase: str
    description: str
    billed_by: str
    role: str
    hours: str
    unit: str
    quantity: str
    price: str
    span: str
    periods: int
    discount: str
    optional: bool
    supply: str


class MilestoneOffer(TypedDict, total=False):
    """A delivery that bills its percentage of the fixed prices, or of those of `lines` (positions)."""

    name: str
    due_on: date | None
    percent: str
    lines: list[int]


@dataclass(frozen=True)
class Offered:
    """The rows of a version, not yet written; shares know their milestone and line by place."""

    lines: list[QuoteLine]
    milestones: list[QuoteMilestone]
    shares: list[QuoteShare]


def offered(quote: Quote, offers: Sequence[LineOffer], milestones: Sequence[MilestoneOffer], *, on: date) -> Offered:
    """Lines with their prices of a day, milestones with their shares. One query for the rate cards; two more where
    products are named. Raises Invalid.
    """
    if not offers:
        raise Invalid("a quote has at least one line", record=quote.reference, fields={"lines": ["required"]})
    shelf = load_shelf(quote, offers, on=on)
    offers = [shelf.filled(position, offer) for position, offer in enumerate(offers, start=1)]
    words = [offer.get("description", "") for offer in offers]
    if len(set(words)) < len(words):
        raise Invalid("two lines of the quote read the same", record=quote.reference, fields={"lines": ["repeated"]})
    lines = price_lines(quote, offers, shelf, on=on)
    return Offered(lines, *share_out(lines, milestones, of=quote.reference))


@dataclass(frozen=True)
class Shelf:
    """The products that an offer names, with their prices of a day."""

    quote: Quote
    products: Mapping[str, Product]
    prices: Mapping[Any, Price]
    on: date

    def filled(self, position: int, offer: LineOffer) -> LineOffer:
        """The line with what its product says where it says nothing itself."""
        code = offer.get("product", "")
        if not code:
            return offer if offer.get("description") else self._refuse(position, "say what it is", "description")
        product = self.products.get(code)
        if product is None or not is_sold(product, self.on):
            why = f"there is no product {code}" if product is None else f"{code} is not sold since {product.retired_on}"
            self._refuse(position, why, "product")
        quantity = parse_decimal(offer["quantity"]) if offer.get("quantity") else None
        usual = product_line(product, quantity)
        said = {name: value for name, value in offer.items() if value not in ("", None)}
        for field, words in OF_THE_PRODUCT.items():
            if field in said and said[field] != usual.get(field, ""):
                self._refuse(position, f"the {words} of {code} is {usual.get(field) or 'none'}", field)
        if product.billed_by != "time" and "price" not in said:
            price = self.prices.get(product.pk)
            if price is None:
                of = f"{self.quote.currency} on {self.on}"
                self._refuse(position, f"no list has a price for {code} in {of}; name one", "price")
            said["price"] = f"{price.price.normalize():f}"
        filled: LineOffer = usual | said  # type: ignore[assignment]
        return filled

    def _refuse(self, position: int, why: str, field: str) -> NoReturn:
        raise Invalid(f"line {position}: {why}", record=self.quote.reference, fields={"lines": [f"{field}: {why}"]})

    def mark(self, line: QuoteLine, offer: LineOffer) -> None:
        """Write on a line what it is in the catalogue, and what it would cost there and alone."""
        line.product = self.products.get(offer.get("product", ""))
        line.stand_alone = line.list_price
        if line.product is None:
            return
        line.recognised_by = line.product.recognised_by
        if price := self.prices.get(line.product.pk):
            line.list_price, line.stand_alone = price.price, price.stand_alone


OF_THE_PRODUCT = {"billed_by": "way of billing", "supply": "kind of supply", "span": "span of a period"}


def load_shelf(quote: Quote, offers: Sequence[LineOffer], *, on: date) -> Shelf:
    """What the offer names of the catalogue: two queries, none where it names nothing."""
    codes = {offer["product"] for offer in offers if offer.get("product")}
    if not codes:
        return Shelf(quote, {}, {}, on)
    products = {each.code: each for each in Product.objects.filter(code__in=codes)}
    entity = quote.opportunity.customer.legal_entity
    return Shelf(quote, products, load_prices(entity.country, quote.currency, on=on, codes=codes), on)


def price_lines(quote: Quote, offers: Sequence[LineOffer], shelf: Shelf, *, on: date) -> list[QuoteLine]:
    """Offered lines with their price and net (RULES 2).

    A price that is agreed for a role holds for all lines of that role, since time is priced by role.
    """
    entity = quote.opportunity.customer.legal_entity
    rates = load_rates([(entity.country, quote.currency)])
    agreed = agreed_prices(quote, offers)
    made = []
    for position, offer in enumerate(offers, start=1):
        if _way(quote, position, offer) == "time":
            rate = _rate(rates, quote, offer.get("role", ""), on)
            made.append(_by_time(quote, position, offer, rate, agreed, on))
        else:
            made.append(_priced(quote, position, offer))
        shelf.mark(made[-1], offer)
        made[-1].net_minor = to_minor(line_net(made[-1]))
    _refuse_two_discounts_a_role(quote, made)
    return made


def agreed_prices(quote: Quote, offers: Sequence[LineOffer]) -> dict[str, Decimal]:
    """The prices an hour that the offer names itself, one a role."""
    agreed: dict[str, Decimal] = {}
    for position, offer in enumerate(offers, start=1):
        if "price" not in offer or offer.get("billed_by", "time") != "time":
            continue
        role, price = offer.get("role", ""), parse_decimal(offer["price"])
        if agreed.setdefault(role, price) != price:
            raise Invalid(
                f"line {position}: {role} is offered at {agreed[role]} already; one agreed price a role",
                record=quote.reference,
                rule="RULES 15",
            )
    return agreed


def _refuse_two_discounts_a_role(quote: Quote, lines: Sequence[QuoteLine]) -> None:
    """Time is billed by role, so that a role has one discount in a quote as it has one price."""
    held: dict[str, Decimal] = {}
    for line in lines:
        if line.billed_by == "time" and held.setdefault(line.role, line.discount) != line.discount:
            raise Invalid(
                f"line {line.position}: {line.role} has another discount on a line before; time is billed by role",
                record=quote.reference,
                rule="RULES 15",
            )


def _way(quote: Quote, position: int, offer: LineOffer) -> str:
    """The way of billing, once every word of the line is one of those there are."""
    told: Mapping[str, Any] = offer
    known = {"billed_by": BILLED_BY, "supply": SUPPLIES, "unit": UNITS, "span": SPANS}
    names = {"billed_by": "way of billing", "supply": "kind of supply", "unit": "unit", "span": "span of a period"}
    for field, choices in known.items():
        if told.get(field) and told[field] not in dict(choices):
            raise Invalid(f"line {position}: no such {names[field]} {told[field]!r}", record=quote.reference)
    return offer.get("billed_by") or "time"


def _rate(rates: Sequence[Rate], quote: Quote, role: str, on: date) -> Decimal | None:
    region = quote.opportunity.customer.legal_entity.country
    found = pick_rate(rates, region=region, currency=quote.currency, role=role, on=on)
    return found[0].price if found else None


def _by_time(
    quote: Quote,
    position: int,
    offer: LineOffer,
    rate: Decimal | None,
    agreed: Mapping[str, Decimal],
    on: date,
) -> QuoteLine:
    role = offer.get("role", "")
    price = agreed.get(role, rate)
    if price is None:
        raise Invalid(
            f"line {position}: no rate for {role} in {quote.currency} on {on}", record=quote.reference, rule="RULES 15"
        )
    hours = parse_decimal(offer.get("hours", "0"))
    line = _line(quote, position, offer, price=price, hours=hours)
    line.quantity, line.list_price, line.agreed = hours, rate, role in agreed
    return line


def _priced(quote: Quote, position: int, offer: LineOffer) -> QuoteLine:
    """A line at a price of its own: fixed, on a retainer, or recurring."""
    way, periods = offer.get("billed_by", ""), int(offer.get("periods") or 1)
    if "price" not in offer:
        raise Invalid(f"line {position}: a {way} line names its price", record=quote.reference)
    if way in BY_PERIOD and not offer.get("span"):
        raise Invalid(f"line {position}: say whether it is by month, quarter or year", record=quote.reference)
    if way not in BY_PERIOD and (offer.get("span") or periods != 1):
        raise Invalid(f"line {position}: a {way} line has no periods", record=quote.reference)
    if not 1 <= periods <= MOST_PERIODS:
        raise Invalid(f"line {position}: a line has 1 to {MOST_PERIODS} periods", record=quote.reference)
    line = _line(
        quote, position, offer, price=parse_decimal(offer["price"]), hours=parse_decimal(offer.get("hours", "0"))
    )
    line.quantity = parse_decimal(offer.get("quantity") or "1")
    line.unit = offer.get("unit") or offer.get("span") or "piece"
    line.span, line.periods, line.agreed = offer.get("span", ""), periods, True
    return line


def _line(quote: Quote, position: int, offer: LineOffer, *, price: Decimal, hours: Decimal) -> QuoteLine:
    return QuoteLine(
        position=position,
        phase=offer.get("phase") or "Delivery",
        description=offer.get("description", ""),
        billed_by=offer.get("billed_by") or "time",
        role=offer.get("role", ""),
        supply=offer.get("supply") or "services",
        hours=hours,
        price=price,
        discount=parse_decimal(offer.get("discount") or "0"),
        optional=bool(offer.get("optional", False)),
        currency=quote.currency,
    )


def share_out(
    lines: Sequence[QuoteLine], offers: Sequence[MilestoneOffer], *, of: str
) -> tuple[list[QuoteMilestone], list[QuoteShare]]:
    """The milestones and their shares of the fixed prices. A fixed price that none names is billed whole once what it
    buys is accepted: it has a milestone of its own name. The shares of a line make 100 per cent (RULES 18).
    """
    fixed = [line for line in lines if line.billed_by == "fixed"]
    milestones, shares = [], []
    given: dict[int, Decimal] = {}
    for position, offer in enumerate(offers, start=1):
        milestone = QuoteMilestone(position=position, name=offer.get("name", ""), due_on=offer.get("due_on"))
        milestones.append(milestone)
        percent = parse_decimal(offer.get("percent") or "0")
        billed = [line for line in fixed if not offer.get("lines") or line.position in offer["lines"]]
        unknown = set(offer.get("lines") or ()) - {line.position for line in fixed}
        if unknown or not billed or not 0 < percent <= WHOLE:
            why = f"line {min(unknown)} has no fixed price" if unknown else "it bills a part of a fixed price"
            raise Invalid(f"milestone {milestone.name or position}: {why}", record=of, rule="RULES 18")
        for line in billed:
            given[line.position] = given.get(line.position, Decimal(0)) + percent
            shares.append(QuoteShare(milestone=milestone, line=line, percent=percent))
    for line in fixed:
        if line.position not in given:
            milestone = QuoteMilestone(position=len(milestones) + 1, name=line.description[:120])
            milestones.append(milestone)
            shares.append(QuoteShare(milestone=milestone, line=line, percent=WHOLE))
        elif given[line.position] != WHOLE:
            raise Invalid(
                f"the milestones bill {given[line.position].normalize():f} % of {line.description}, not 100 %",
                record=of,
                rule="RULES 18",
            )
    names = [milestone.name for milestone in milestones]
    if len(set(names)) < len(names):
        raise Invalid("two milestones have one name", record=of, fields={"milestones": ["repeated"]})
    return milestones, shares
