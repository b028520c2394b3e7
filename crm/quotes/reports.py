"""Readings of quotes: lines gathered by phase, and the version behind a portal link."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.values.money import Money, zero
from billing_suite.kernel.values.refusals import NotFound
from crm.quotes.models import QuoteVersion


@dataclass(frozen=True)
class PhaseShown:
    """The lines of one phase, with their hours and their net."""

    name: str
    lines: list[Any]
    hours: Decimal
    net: Money


def by_phase(lines: Iterable[Any], currency: str) -> list[PhaseShown]:
    """Lines of a quote or contract in their order, gathered by the phase they follow each other in."""
    shown = []
    for name, group in groupby(lines, key=lambda line: line.phase):
        held = list(group)
        net = sum((line.net for line in held), zero(currency))
        shown.append(PhaseShown(name, held, sum((line.hours for line in held), Decimal(0)), net))
    return shown


def linked_version(link: PortalLink) -> QuoteVersion:
    """The one version a live link is bound to (INV-34); a link to another kind of record opens none."""
    rows = QuoteVersion.objects.select_related("quote__opportunity__customer__legal_entity", "quote__owner")
    version = None
    if link.subject_kind == QuoteVersion._meta.label_lower:
        version = rows.exclude(status="draft").filter(pk=link.subject_id).first()
    if version is None:
        raise NotFound("this link is not valid, or no longer", code="no-such-link", rule="INV-34")
    return version
