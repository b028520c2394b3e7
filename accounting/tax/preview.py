"""What tax a document would bear, by an integrator's own definitions or by facts; pure, and nothing is stored."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounting.tax.computation import Computation, LineTax, Rounding, Tax, TaxedLine, compute, discounted
from accounting.tax.decision import Buyer, RateTable, Seller, TaxDecision
from accounting.tax.regimes import decide_tax
from accounting.tax.totals import component_taxes, grouped, rounding_of
from billing_suite.kernel.values.money import exponent, from_minor, nearest
from billing_suite.kernel.values.refusals import Invalid

Given = Mapping[str, Any]
MOST_TAXED = 30_000  # taxes on all lines of a document together
MOST_ROWS = 50  # different rows of taxes on its lines


def preview_definitions(given: Given) -> dict[str, Any]:
    """Net, tax and gross by explicit definitions of taxes; amounts are strings with the currency's decimals.

    `given`: currency, rounding, document_discount, cash_rounding, lines, taxes, as the API's body says. Fixed taxes
    are amounts a unit; taxes apply in the order in which they are defined. Raises Invalid.
    """
    currency = given["currency"]
    places = {tax["code"]: n for n, tax in enumerate(given["taxes"])}
    if len(places) < len(given["taxes"]):
        raise Invalid("a tax is defined twice", rule="RULES 6")
    taxes = [_tax(tax, currency) for tax in given["taxes"]]
    lines = []
    for position, line in enumerate(given["lines"], start=1):
        wanted = line.get("taxes", [])
        unknown = [code for code in wanted if code not in places]
        if unknown or len(set(wanted)) < len(wanted):
            why = f"no tax is defined as {unknown[0]!r}" if unknown else "a tax stands twice"
            raise Invalid(f"line {position}: {why}", record=f"line {position}", rule="RULES 6")
        applied = tuple(taxes[n] for n in sorted(places[code] for code in wanted))
        lines.append(TaxedLine(line_amount(line, currency, position), applied, line["quantity"]))
    _refuse_too_much(lines)
    made = _computed(lines, given, given.get("rounding", "document"))
    order = {tax.code: n for n, tax in enumerate(taxes)}
    return {
        **_totals(made, given),
        "taxes": [_part(tax, currency) for tax in sorted(made.taxes, key=lambda tax: order[tax.code])],
        "lines": [_line(line, currency) for line in made.lines],
    }


def _refuse_too_much(lines: Sequence[TaxedLine]) -> None:
    """Exact sums grow longer with each different row of taxes: thousands would keep a worker busy for hours."""
    if sum(len(line.taxes) for line in lines) > MOST_TAXED:
        raise Invalid(f"the lines of a preview have at most {MOST_TAXED:,} taxes together", rule="INV-50")
    if len({line.taxes for line in lines}) > MOST_ROWS:
        raise Invalid(f"the lines of a preview have at most {MOST_ROWS} different rows of taxes", rule="INV-50")


def preview_facts(given: Given, seller: Seller, buyer: Buyer, rates: RateTable) -> dict[str, Any]:
    """The decision on each line by the facts of the parties, and the totals that follow (RULES 5 to 9).

    `given`: currency, date, inclusive, document_discount, cash_rounding, withholding, lines. Raises NoTaxDecision.
    """
    currency, inclusive = given["currency"], given.get("inclusive", False)
    decided = [
        decide_tax(seller, buyer, line["supply"], line.get("date") or given["date"], rates) for line in given["lines"]
    ]
    decisions, groups = grouped(decided)
    taxes = [component_taxes(n, decision, inclusive) for n, decision in enumerate(decisions)]
    amounts = [
        TaxedLine(line_amount(line, currency, position), taxes[group])
        for position, (line, group) in enumerate(zip(given["lines"], groups, strict=True), start=1)
    ]
    made = _computed(amounts, given, rounding_of(decisions))
    found = {tax.code: tax for tax in made.taxes}
    told = [
        _decision(n, decision, [found[tax.code] for tax in taxes[n]], currency) for n, decision in enumerate(decisions)
    ]
    lines = [
        {"group": group, "category": decision.category, **_line(line, currency)}
        for group, decision, line in zip(groups, decided, made.lines, strict=True)
    ]
    return {**_totals(made, given), "groups": told, "lines": lines}


def line_amount(line: Given, currency: str, position: int) -> int:
    """Minor units of a line: quantity x unit price less its discount, rounded once (RULES 2)."""
    whole = line["quantity"] * line["unit_price"]
    percent, amount = line.get("discount_percent"), line.get("discount_amount")
    if percent is not None and amount is not None:
        raise Invalid(f"line {position}: a discount is a percentage or an amount", record=f"line {position}")
    if percent is not None:
        whole = whole * (100 - percent) / 100
    rounded = nearest(_minor(whole, currency))
    return rounded - _exact(amount, currency) if amount is not None else rounded


def _tax(told: Given, currency: str) -> Tax:
    kind = told["kind"]
    needed = "amount" if kind == "fixed" else "rate"
    if told.get(needed) is None or told.get("rate" if kind == "fixed" else "amount") is not None:
        has = "an amount" if kind == "fixed" else "a rate"
        raise Invalid(f"tax {told['code']}: a {kind} tax has {has}, and nothing else", record=told["code"])
    return Tax(
        code=told["code"],
        kind=kind,
        rate=told.get("rate") or Decimal(0),
        amount=_minor(told.get("amount") or Decimal(0), currency),
        included=told.get("included", False),
        adds_to_base=told.get("adds_to_base", False),
        base_affected=told.get("base_affected", True),
    )


def _computed(lines: Sequence[TaxedLine], given: Given, rounding: Rounding) -> Computation:
    """With the document's discount, if it has one."""
    made = compute(lines, rounding)
    told = given.get("document_discount")
    if told is None:
        return made
    on_gross = told.get("on", "net") == "gross"
    whole = made.gross if on_gross else made.net
    percent, amount = told.get("percent"), told.get("amount")
    if (percent is None) == (amount is None):
        raise Invalid("the document's discount is a percentage or an amount", rule="RULES 4")
    discount = nearest(Fraction(percent) * whole / 100) if percent is not None else _exact(amount, given["currency"])
    if abs(discount) > abs(whole) or discount * whole < 0:
        raise Invalid("the document's discount is more than what it reduces", rule="RULES 4")
    return discounted(lines, discount, rounding, on_gross=on_gross)


def _totals(made: Computation, given: Given) -> dict[str, Any]:
    currency = given["currency"]
    told = {
        "currency": currency,
        "net": _text(made.net, currency),
        "tax": _text(made.tax, currency),
        "gross": _text(made.gross, currency),
    }
    payable = made.gross
    withheld = given.get("withholding")
    if withheld is not None:
        amount = nearest(Fraction(withheld["rate"]) * made.net / 100)
        payable -= amount
        told["withheld"] = _text(amount, currency)
    step = given.get("cash_rounding")
    if step is not None:
        unit = _exact(step, currency)
        if unit <= 0:
            raise Invalid("cash is rounded to a positive amount", rule="RULES 1")
        rounded = nearest(Fraction(payable, unit)) * unit
        told["rounding"] = _text(rounded - payable, currency)
        payable = rounded
    if withheld is not None or step is not None:
        told["payable"] = _text(payable, currency)
    return told


def _line(line: Any, currency: str) -> dict[str, Any]:
    return {
        "net": _text(line.net, currency),
        "tax": _text(line.tax, currency),
        "gross": _text(line.gross, currency),
        "taxes": [_part(tax, currency) for tax in line.taxes],
    }


def _part(tax: LineTax, currency: str) -> dict[str, str]:
    return {"code": tax.code, "base": _text(tax.base, currency), "amount": _text(tax.amount, currency)}


def _decision(number: int, decision: TaxDecision, found: Sequence[LineTax], currency: str) -> dict[str, Any]:
    return {
        "group": number,
        "category": decision.category,
        "reason": decision.reason,
        "certificate": decision.certificate,
        "rounding": decision.rounding,
        "components": [
            {
                "component": part.name,
                "rate": f"{part.rate.normalize():f}",
                "compound": part.compound,
                "registration": part.registration,
                "base": _text(tax.base, currency),
                "amount": _text(tax.amount, currency),
            }
            for part, tax in zip(decision.components, found, strict=True)
        ],
    }


def _minor(amount: Decimal, currency: str) -> Fraction:
    """An amount as a fraction of minor units."""
    scale: int = 10 ** exponent(currency)
    return Fraction(amount) * scale


def _exact(amount: Decimal, currency: str) -> int:
    """Whole minor units; more decimals than the currency has are refused."""
    minor = _minor(amount, currency)
    if minor.denominator != 1:
        raise Invalid(f"{amount} has more decimals than {currency} knows", rule="INV-07")
    return int(minor)


def _text(minor: int, currency: str) -> str:
    return f"{from_minor(minor, currency).amount:.{exponent(currency)}f}"
