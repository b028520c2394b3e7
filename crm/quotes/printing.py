"""What the paper of an offer says, in the customer's words: every text the template places, from loaded rows."""

from decimal import Decimal
from typing import Any

from billing_suite.kernel.firm.taxing import TaxShown, preview_tax
from billing_suite.kernel.values.addresses import paper_size, place_lines
from billing_suite.kernel.values.locales import Tongue, tongue_for
from crm.quotes.models import QuoteLine, QuoteVersion
from crm.quotes.paper_words import PAPER
from crm.quotes.pricing import Priced, price_version
from crm.quotes.reports import by_phase, milestones_of

DRAFTS = ("draft", "submitted", "approved")


def print_quote(version: QuoteVersion) -> dict[str, Any]:
    """The offer with its taxes as of today; of an accepted one what was taken, with its signature."""
    customer = version.quote.opportunity.customer
    entity = customer.legal_entity
    lines = list(version.lines.all())
    tongue = tongue_for(customer.language, customer.address.country, spoken=PAPER)
    words = PAPER[tongue.language]
    if version.status == "accepted":
        lines = [line for line in lines if not line.optional or line.position in version.taken]
    priced = price_version(version, lines, version.taken)
    taxes = preview_tax(customer, [(each.line.supply, each.net) for each in priced.lines], version.starts_on)
    facts = [
        (words["number"], version.reference),
        (words["sent"], tongue.day(entity.local_date(version.sent_at)) if version.sent_at else ""),
        (words["valid"], tongue.day(version.valid_until)),
        (words["starts"], tongue.day(version.starts_on)),
        (words["contact"], version.sent_to.name if version.sent_to else ""),
        (words["by"], version.quote.owner.name),
        (words["po"], version.signed_po),
    ]
    draft = version.status in DRAFTS
    return {
        "words": words,
        "language": tongue.language,
        "size": paper_size(entity.country),
        "title": f"{words['quote']} {version.reference}",
        "number": version.reference,
        "name": version.quote.name,
        "created": entity.local_date(version.sent_at) if version.sent_at else version.starts_on,
        "seller": {"name": entity.legal_name, "email": entity.email},
        "seller_lines": place_lines(_place(entity)),
        "customer": {"name": customer.legal_name},
        "customer_lines": place_lines(_place(customer.address)),
        "logo": entity.logo.sha256 if entity.logo else "",
        "facts": [fact for fact in facts if fact[1]],
        "total": tongue.money(priced.net),
        "phases": [_phase(tongue, phase, version.taken) for phase in by_phase(lines, version.currency, version.taken)],
        "totals": _totals(tongue, version, priced, taxes),
        "notes": [words["no_tax"].format(why=note) for note in taxes.notes],
        "milestones": [
            (
                milestone.name,
                ", ".join(f"{tongue.percent(share.percent)} {share.line.description}" for share, _ in shares),
                tongue.day(milestone.due_on) if milestone.due_on else "",
            )
            for milestone, shares in milestones_of(version, priced)
        ],
        "terms": version.terms.splitlines(),
        "signature": _signature(tongue, version),
        "stamp": words["draft"] if draft else "",
        "watermark": words["draft_mark"] if draft else "",
    }


def _place(party: Any) -> dict[str, str]:
    return {name: getattr(party, name, "") or "" for name in ("street", "postcode", "city", "region", "country")}


def _phase(tongue: Tongue, phase: Any, taken: Any) -> dict[str, Any]:
    rows = [_line(tongue, line, taken) for line in phase.lines]
    return {"name": phase.name, "net": tongue.money(phase.net), "lines": rows, "many": len(rows) > 1}


def _line(tongue: Tongue, line: QuoteLine, taken: Any) -> dict[str, Any]:
    words = PAPER[tongue.language]
    remarks = [words[line.billed_by]]
    if line.discount:
        remarks.append(words["less"].format(percent=tongue.percent(line.discount)))
    if line.optional and line.position not in taken:
        remarks.append(words["optional"])
    return {
        "position": line.position,
        "description": line.description,
        "remarks": " · ".join(remarks),
        "quantity": _quantity(tongue, line),
        "price": tongue.price(line.price, line.currency),
        "net": tongue.money(line.net),
    }


def _quantity(tongue: Tongue, line: QuoteLine) -> str:
    """How much, in the customer's words: "40,00 Std.", "2 × 4 Quartale"."""
    words = PAPER[tongue.language]
    if line.billed_by == "time":
        return f"{tongue.hours(line.quantity)} {words['hour_short']}"
    if line.span:
        spans = f"{line.periods} {words[line.span if line.periods == 1 else line.span + 's']}"
        return spans if line.quantity == 1 else f"{tongue.number(line.quantity)} × {spans}"
    return tongue.number(line.quantity)


def _totals(tongue: Tongue, version: QuoteVersion, priced: Priced, taxes: TaxShown) -> list[dict[str, str]]:
    words, rows = PAPER[tongue.language], []
    if priced.discount.amount:
        percent = f" ({tongue.percent(Decimal(version.discount))})" if version.discount else ""
        rows.append({"label": words["lines"], "amount": tongue.money(priced.before), "look": ""})
        rows.append({"label": words["discount"] + percent, "amount": tongue.money(-priced.discount), "look": ""})
    rows.append({"label": words["net"], "amount": tongue.money(priced.net), "look": "" if taxes.gross else "gross"})
    if taxes.gross:
        rows += [
            {"label": f"{tax.name} {tongue.percent(tax.rate)}", "amount": tongue.money(tax.tax), "look": ""}
            for tax in taxes.taxes
        ]
        rows.append({"label": words["gross"], "amount": tongue.money(taxes.gross), "look": "gross"})
    else:
        rows.append({"label": words["tax_open"], "amount": "", "look": ""})
    return rows


def _signature(tongue: Tongue, version: QuoteVersion) -> dict[str, Any]:
    """Where to sign; or who signed, when, from where, and the seal."""
    words = PAPER[tongue.language]
    if version.status != "accepted" or version.ended_at is None:
        return {"title": words["sign_here"], "blank": [words["name"], words["job"], words["date"]]}
    entity = version.quote.opportunity.customer.legal_entity
    at = version.ended_at.isoformat(timespec="seconds")
    return {
        "title": words["signed"],
        "facts": [
            (words["name"], version.signed_by),
            (words["job"], version.signed_title),
            (words["date"], f"{tongue.day(entity.local_date(version.ended_at))} ({at})"),
            (words["from"], version.signed_from),
            ("SHA-256", version.content_hash),
        ],
    }
