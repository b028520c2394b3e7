"""An exemption certificate exempts only what it covers, on the date of supply (RULES 9): pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CertificateFact:
    """A customer's certificate as the tax decision sees it; the region "" covers the whole country."""

    number: str
    country: str
    region: str
    supplies: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    reason: str


def covering(
    certificates: Iterable[CertificateFact], *, country: str, region: str, supply: str, on: date
) -> CertificateFact | None:
    """The certificate that covers a supply in a place on a date: the most specific, then the latest."""
    held = [
        each
        for each in certificates
        if each.country == country
        and (each.region in ("", region) or region.startswith(f"{each.region}-"))
        and supply in each.supplies
        and each.valid_from <= on
        and (each.valid_to is None or on <= each.valid_to)
    ]
    return max(held, key=lambda each: (len(each.region), each.valid_from, each.number), default=None)
