"""What revaluation at a day's rates would say: each monetary item, its rate, and the difference (RULES 24)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from accounting.books.exposures import Exposure, exposures
from accounting.books.models import PROFIT_AND_LOSS, AccountRole, Posting
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import UsedRate, rates_for
from billing_suite.kernel.values.money import Money, from_minor, to_minor, zero


@dataclass(frozen=True)
class Revalued:
    """One item at the day's rate; without a rate it has no value and the difference is unknown."""

    exposure: Exposure
    rate: UsedRate | None
    books: str

    @property
    def amount(self) -> Money:
        """The item in its own currency."""
        return from_minor(self.exposure.amount_minor, self.exposure.currency)

    @property
    def base(self) -> Money:
        """What it stands at in the books."""
        return from_minor(self.exposure.base_minor, self.books)

    @property
    def value(self) -> Money | None:
        """What it is worth at the day's rate."""
        return self.rate.convert(self.amount) if self.rate else None

    @property
    def difference(self) -> Money | None:
        """Gain (positive) or loss that is not realised."""
        return self.value - self.base if self.value is not None else None


@dataclass(frozen=True)
class RevaluedCurrency:
    """The items of one currency together, and what of their difference is posted; None where there is no rate."""

    currency: str
    rate: UsedRate | None
    items: Sequence[Revalued]
    amount: Money
    base: Money
    value: Money | None
    difference: Money | None
    posted: Money
    accounts: int  # how many accounts posting would change; their sum may be nothing all the same

    @property
    def still(self) -> Money | None:
        """What posting the revaluation would add."""
        return self.difference - self.posted if self.difference is not None else None


@dataclass(frozen=True)
class Revaluation:
    """Every item of an entity at a day's rates, and what is posted for that day already."""

    legal_entity: LegalEntity
    on: date
    items: Sequence[Revalued]
    rates: Mapping[tuple[str, str], UsedRate]
    accounts: Mapping[tuple[str, str], UUID]  # by role and key: those that take revaluations
    posted: Mapping[tuple[str, UUID], int]  # minor units of the books, by currency and account

    @property
    def missing(self) -> list[str]:
        """Currencies that have no rate young enough."""
        return sorted(each for each in self.currencies if (each, self.legal_entity.currency) not in self.rates)

    @property
    def currencies(self) -> set[str]:
        """Those of the items, and those that something is posted in already."""
        return {item.exposure.currency for item in self.items} | {currency for currency, _ in self.posted}

    def unmapped(self) -> list[str]:
        """Parts of the chart that an item needs and no account plays."""
        return sorted({item.exposure.against for item in self.items if self._account(item.exposure) is None})

    def unposted(self) -> dict[str, dict[UUID, int]]:
        """What is still to be posted, by currency and account: the differences less what is posted for the day."""
        sums: dict[tuple[str, UUID], int] = defaultdict(int)
        for item in self.items:
            account = self._account(item.exposure)
            if item.difference is not None and account is not None:
                sums[item.exposure.currency, account] += to_minor(item.difference)
        found: dict[str, dict[UUID, int]] = defaultdict(dict)
        for currency, account in sorted({*sums, *self.posted}, key=str):
            if minor := sums.get((currency, account), 0) - self.posted.get((currency, account), 0):
                found[currency][account] = minor
        return found

    def by_currency(self) -> list[RevaluedCurrency]:
        """The items grouped by currency, each with its sums; a currency that only has postings stands too."""
        books = self.legal_entity.currency
        items: dict[str, list[Revalued]] = {code: [] for code in sorted(self.currencies)}
        posted: dict[str, int] = defaultdict(int)
        for item in self.items:
            items[item.exposure.currency].append(item)
        for (currency, _), minor in self.posted.items():
            posted[currency] += minor
        return [self._of(code, held, from_minor(posted[code], books)) for code, held in items.items()]

    def _of(self, code: str, items: Sequence[Revalued], posted: Money) -> RevaluedCurrency:
        books, rate = self.legal_entity.currency, self.rates.get((code, self.legal_entity.currency))
        base = sum((item.base for item in items), zero(books))
        value = sum((item.value for item in items if item.value is not None), zero(books)) if rate else None
        return RevaluedCurrency(
            code,
            rate,
            items,
            sum((item.amount for item in items), zero(code)),
            base,
            value,
            value - base if value is not None else None,
            posted,
            len(self.unposted().get(code, {})),
        )

    def _account(self, exposure: Exposure) -> UUID | None:
        return self.accounts.get((exposure.against, exposure.key)) or self.accounts.get((exposure.against, ""))


def revaluation(entity: LegalEntity, *, on: date) -> Revaluation:
    """The items as of the end of a day, each converted once at that day's rate; nothing is guessed (RULES 21)."""
    found = exposures(entity, as_of=on)
    parts = AccountRole.objects.filter(legal_entity=entity, role__endswith="_revaluation")
    accounts = {(part.role, part.key): part.account_id for part in parts}
    posted = _posted(entity, on)
    asks = {entity.rate_ask(code) for code in {*(each.currency for each in found), *(code for code, _ in posted)}}
    rates = {ask.pair: rate for ask, rate in rates_for(asks, on=on).items()}
    items = [Revalued(each, rates.get((each.currency, entity.currency)), entity.currency) for each in found]
    return Revaluation(entity, on, items, rates, accounts, posted)


def _posted(entity: LegalEntity, on: date) -> Mapping[tuple[str, UUID], int]:
    """What stands beside gain and loss, on whichever accounts took revaluations when it was posted."""
    rows = (
        Posting.objects.filter(legal_entity=entity, on=on, entry__source_kind="revaluation")
        .filter(entry__reverses__isnull=True)
        .exclude(account__type__in=PROFIT_AND_LOSS)
        .order_by()
        .values_list("currency", "account")
        .annotate(Sum("base_minor"))
    )
    return {(currency, account): base for currency, account, base in rows}
