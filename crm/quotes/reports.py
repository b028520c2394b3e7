"""Readings of quotes: lines gathered by phase, what two versions differ in, and the version behind a portal link."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import ndiff
from itertools import groupby
from typing import Any

from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.values.money import Money, dump, zero
from billing_suite.kernel.values.refusals import NotFound
from crm.quotes.models import QuoteLine, QuoteMilestone, QuoteShare, QuoteVersion
from crm.quotes.pricing import Priced


@dataclass(frozen=True)
class PhaseShown:
    """The lines of one phase, with their hours and their net; what is optional and not taken counts in neither."""

    name: str
    lines: list[Any]
    hours: Decimal
    net: Money


def by_phase(
    lines: Iterable[Any], currency: str, taken: Container[int] = (), *, to_customer: bool = False
) -> list[PhaseShown]:
    """Lines of a quote or contract in their order, gathered by the phase they follow each other in.

    A customer is told the hours they pay by, not those that we plan for a fixed price.
    """
    shown = []
    for name, group in groupby(lines, key=lambda line: line.phase):
        held = list(group)
        counted = [line for line in held if not getattr(line, "optional", False) or line.position in taken]
        net = sum((line.net for line in counted), zero(currency))
        worked = [line for line in counted if line.billed_by == "time" or not to_customer]
        shown.append(PhaseShown(name, held, sum((line.effort for line in worked), Decimal(0)), net))
    return shown


def milestones_of(version: QuoteVersion, priced: Priced) -> list[tuple[QuoteMilestone, list[tuple[QuoteShare, Money]]]]:
    """The milestones of what is taken, each with its shares and the net of their line: two queries."""
    nets = {each.line.pk: each.net for each in priced.lines}
    held = [
        (milestone, [(share, nets[share.line_id]) for share in milestone.shares.all() if share.line_id in nets])
        for milestone in version.milestones.prefetch_related("shares__line")
    ]
    return [one for one in held if one[1]]


@dataclass(frozen=True)
class LineDifference:
    """A line that stands in one version alone, or says something else in the other; `words` name what."""

    kind: str  # added, removed or changed
    description: str
    words: list[str]
    before: Money | None
    after: Money | None


@dataclass(frozen=True)
class Difference:
    """What a later version of a quote says otherwise than an earlier one."""

    lines: list[LineDifference]
    facts: list[tuple[str, date, date]]  # label, before, after
    words: list[tuple[str, str, str]]  # label, before, after: the discount and the milestones
    terms: list[tuple[str, str]]  # "+", "-" or " ", and the line of the terms
    net: Money  # more, or less

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.lines or self.facts or self.words or self.terms)


TOLD = {
    "phase": "phase",
    "billed_by": "way of billing",
    "role": "role",
    "supply": "kind of supply",
    "hours": "hours",
    "amount_told": "how much",
    "price": "price",
    "agreed": "agreed price",
    "discount": "discount",
    "optional": "optional",
}


def differences(
    before: QuoteVersion, before_lines: Sequence[QuoteLine], after: QuoteVersion, after_lines: Sequence[QuoteLine]
) -> Difference:
    """What changed between two versions of one quote. A line is known by its description, which a version has once."""
    old, new = ({line.description: line for line in lines} for lines in (before_lines, after_lines))
    changed = []
    for words in [*new, *(words for words in old if words not in new)]:
        was, now = old.get(words), new.get(words)
        if was is None or now is None:
            kind = "added" if was is None else "removed"
            changed.append(LineDifference(kind, words, [], was.net if was else None, now.net if now else None))
        elif told := _changes(was, now):
            changed.append(LineDifference("changed", words, told, was.net, now.net))
    facts = [
        (label, getattr(before, name), getattr(after, name))
        for name, label in (("starts_on", "Work starts"), ("valid_until", "Valid until"))
        if getattr(before, name) != getattr(after, name)
    ]
    compared = ndiff(before.terms.splitlines(), after.terms.splitlines()) if before.terms != after.terms else ()
    terms = [(line[0], line[2:]) for line in compared if line[0] != "?"]
    said = [
        (label, earlier, later)
        for label, earlier, later in (
            ("Discount", discount_told(before), discount_told(after)),
            ("Milestones", _milestones_told(before), _milestones_told(after)),
        )
        if earlier != later
    ]
    return Difference(changed, facts, said, terms, after.net - before.net)


def discount_told(version: QuoteVersion) -> str:
    """The document's discount in words; "none" where there is none."""
    if version.discount:
        return f"{version.discount.normalize():f} %"
    return money_told(version.discount_amount) if version.discount_minor else "none"


def _milestones_told(version: QuoteVersion) -> str:
    told = [
        f"{each.name} ({each.due_on or 'no day'}; "
        + ", ".join(f"{share.percent.normalize():f} % of line {share.line.position}" for share in each.shares.all())
        + ")"
        for each in version.milestones.all()
    ]
    return ", ".join(told) or "none"


def money_told(value: Money) -> str:
    """An amount in plain words: "100.00 EUR"."""
    told = dump(value)
    return f"{told['amount']} {told['currency']}"


def _changes(was: QuoteLine, now: QuoteLine) -> list[str]:
    """Each field that says something else, with both."""
    names = [name for name in TOLD if getattr(was, name) != getattr(now, name)]
    if {"hours", "amount_told"} <= set(names) and was.billed_by == now.billed_by == "time":
        names.remove("amount_told")  # by time both say the same
    return [f"{TOLD[name]} {_told(was, name)} → {_told(now, name)}" for name in names]


def _told(line: QuoteLine, name: str) -> str:
    """A line's field in words."""
    held = getattr(line, name)
    if name in ("supply", "billed_by"):
        return str(getattr(line, f"get_{name}_display")())
    if isinstance(held, bool):
        return "yes" if held else "no"
    return f"{held.normalize():f}" if isinstance(held, Decimal) else str(held)


def linked_version(link: PortalLink) -> QuoteVersion:
    """The one version a live link is bound to (INV-34); a link to another kind of record opens none."""
    rows = QuoteVersion.objects.select_related("quote__opportunity__customer__legal_entity", "quote__owner")
    version = None
    if link.subject_kind == QuoteVersion._meta.label_lower:
        version = rows.exclude(status="draft").filter(pk=link.subject_id).first()
    if version is None:
        raise NotFound("this link is not valid, or no longer", code="no-such-link", rule="INV-34")
    return version
