"""Which exemption certificate covers a supply: pure, on the date of supply (RULES 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CertificateFact:
    """An exemption certificate as the tax decision sees it; `valid_to` is the last day it exempts anything."""

    number: str
    country: str
    region: str
    supplies: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    reason: str
    key: str = ""  # the id of the stored certificate

    def covers(self, *, country: str, region: str, supply: str, on: date) -> bool:
        """Whether it exempts this kind of supply there on that day."""
        return (
            self.country == country
            and self.region in wider(region)
            and supply in self.supplies
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


def wider(region: str) -> list[str]:
    """A region and what it lies in, the whole country last: NY-NYC, NY, ""."""
    parts = region.split("-") if region else []
    return ["-".join(parts[:n]) for n in range(len(parts), -1, -1)]


def covering(
    certificates: Iterable[CertificateFact], *, country: str, region: str, supply: str, on: date
) -> CertificateFact | None:
    """The certificate that exempts a supply, or None: that of the narrowest place, and of those the latest."""
    fitting = [each for each in certificates if each.covers(country=country, region=region, supply=supply, on=on)]
    return max(fitting, key=lambda each: (len(each.region), each.valid_from, each.number), default=None)
