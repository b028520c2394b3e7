"""The general ledger: each account's opening balance, its postings one by one, and its closing balance.

Every figure of a statement drills to it. Accounts are summed in one statement, postings are read a page at
a time or, for a file, as a stream.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounting.books.models import LedgerAccount, Posting
from accounting.books.reports.balances import accounts_of, balances
from accounting.books.reports.statement import NOT_ASSIGNED, Drill
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.money import Money, from_minor
from billing_suite.kernel.values.refusals import Invalid

PAGE = 100
CHUNK = 2000
JOINS = ("entry", "account", "customer", "project")


@dataclass(frozen=True)
class LedgerSum:
    """One account in a span, in the books currency, debit positive; `postings` are how many."""

    account: LedgerAccount
    opening: Money
    debit: Money
    credit: Money
    postings: int

    @property
    def closing(self) -> Money:
        """What stands at the end."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True)
class LedgerLine:
    """One posting: what happened, on which side, and what the account then holds.

    `document` is the amount in the document's currency where that is not the books'.
    """

    posting: Posting
    debit: Money | None
    credit: Money | None
    document: Money | None
    balance: Money

    @property
    def pk(self) -> int:
        """The posting's own."""
        return int(self.posting.pk)


@dataclass(frozen=True)
class LedgerPage:
    """One account's lines on a page: what stood before them, and what after the account's last one."""

    total: LedgerSum
    brought: Money
    lines: Sequence[LedgerLine]
    begins: bool
    ends: bool


@dataclass(frozen=True)
class GeneralLedger:
    """The accounts that a question chooses, and one page of their postings; `after` begins the next page.

    `is_part`: only some postings of the accounts are told (those of a customer, or without the year-end
    entries), so that their balances begin at nothing and end at the figure that was drilled into.
    """

    legal_entity: LegalEntity
    asked: Drill
    accounts: Sequence[LedgerSum]
    pages: Sequence[LedgerPage]
    after: str
    is_part: bool

    @property
    def lines(self) -> list[LedgerLine]:
        """The page's postings, by account and day."""
        return [line for page in self.pages for line in page.lines]

    @property
    def total(self) -> LedgerSum | None:
        """All accounts together."""
        if not self.accounts:
            return None
        parts = [(each.opening, each.debit, each.credit) for each in self.accounts]
        opening, debit, credit = (sum(column[1:], column[0]) for column in zip(*parts, strict=True))
        return LedgerSum(self.accounts[0].account, opening, debit, credit, sum(a.postings for a in self.accounts))


def general_ledger(entity: LegalEntity, asked: Drill, *, after: str = "", size: int = PAGE) -> GeneralLedger:
    """Sums of every account that moved or holds something, and a page of postings by account and day.

    Seven queries at most: the page reads only the accounts that stand on it, however long the books are.
    """
    sums = ledger_sums(entity, asked)
    found, place = _page(entity, asked, sums, after, size + 1)
    shown = found[:size]
    brought = _brought(entity, asked, sums, place)
    next_account = found[size].account_id if len(found) > size else None
    pages = [
        LedgerPage(
            total,
            brought[total.account.pk],
            lines,
            begins=place is None or total.account.number != place[0],
            ends=total.account.pk != next_account,
        )
        for total, lines in _by_account(sums, shown, brought)
    ]
    cursor = _cursor(shown[-1]) if len(found) > size else ""
    return GeneralLedger(entity, asked, sums, pages, cursor, is_part(asked))


def ledger_lines(entity: LegalEntity, asked: Drill, sums: Sequence[LedgerSum]) -> Iterator[LedgerLine]:
    """Every posting by account and day with its running balance: one streamed query."""
    openings = {each.account.pk: each.opening for each in sums}
    balance: Money | None = None
    last: Any = None
    for posting in _ordered(_postings(entity, asked)).iterator(chunk_size=CHUNK):
        if posting.account_id not in openings:  # posted since the sums were read
            continue
        if posting.account_id != last:
            last, balance = posting.account_id, openings[posting.account_id]
        assert balance is not None
        balance += posting.base
        yield line_of(posting, balance)


def is_part(asked: Drill) -> bool:
    """Whether only some postings of an account are asked for."""
    return bool(asked.customer or asked.project or asked.product or asked.earned_only)


def ledger_sums(entity: LegalEntity, asked: Drill) -> list[LedgerSum]:
    """Opening, debit and credit of each account asked for that moved or holds something: three queries."""
    opening: Mapping[Any, int] = {} if is_part(asked) else balances(entity, as_of=day_before(asked.since))
    rows = (
        _postings(entity, asked)
        .order_by()
        .values("account")
        .annotate(
            debit=Coalesce(Sum("base_minor", filter=Q(base_minor__gt=0)), 0),
            credit=-Coalesce(Sum("base_minor", filter=Q(base_minor__lt=0)), 0),
            postings=Count("pk"),
        )
    )
    moved = {row["account"]: row for row in rows}

    def told(minor: int) -> Money:
        return from_minor(minor, entity.currency)

    nothing = {"debit": 0, "credit": 0, "postings": 0}
    return [
        LedgerSum(a, told(opening.get(a.pk, 0)), told(row["debit"]), told(row["credit"]), row["postings"])
        for a in accounts_of(entity)
        if _is_asked(a, asked) and (opening.get(a.pk) or a.pk in moved)
        for row in (moved.get(a.pk, nothing),)
    ]


def name_in(entity: LegalEntity, dimension: str, key: str) -> str:
    """What a customer or project is called that postings of these books name; "" for any other (INV-31)."""
    if key == NOT_ASSIGNED:
        return ""
    rows = Posting.objects.filter(legal_entity=entity, **{dimension: key}).order_by()
    return str(rows.values_list(f"{dimension}__name", flat=True).first() or "")


def line_of(posting: Posting, balance: Money) -> LedgerLine:
    """A posting on its side."""
    base, foreign = posting.base, posting.currency != posting.base_currency
    return LedgerLine(
        posting,
        base if posting.base_minor > 0 else None,
        -base if posting.base_minor < 0 else None,
        posting.amount if foreign and posting.amount_minor else None,
        balance,
    )


def _is_asked(account: LedgerAccount, asked: Drill) -> bool:
    if not asked.accounts and not asked.sections:
        return True
    return account.number in asked.accounts or account.section in asked.sections


def _postings(entity: LegalEntity, asked: Drill) -> QuerySet[Posting]:
    """The posted lines that a question chooses."""
    rows = Posting.objects.filter(
        legal_entity=entity, on__gte=asked.since, on__lte=asked.through, entry__status="posted"
    )
    if asked.accounts or asked.sections:
        rows = rows.filter(Q(account__number__in=asked.accounts) | Q(account__section__in=asked.sections))
    for name in ("customer", "project"):
        if value := getattr(asked, name):
            rows = rows.filter(**({f"{name}__isnull": True} if value == NOT_ASSIGNED else {name: value}))
    if asked.product:
        rows = rows.filter(product="" if asked.product == NOT_ASSIGNED else asked.product)
    return rows.exclude(entry__source_kind="year_end") if asked.earned_only else rows


def _ordered(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    return rows.select_related(*JOINS).order_by("account__number", "on", "pk")


Place = tuple[str, date, int]  # account number, day and id of the last posting on the page before


def _page(
    entity: LegalEntity, asked: Drill, sums: Sequence[LedgerSum], after: str, size: int
) -> tuple[list[Posting], Place | None]:
    """A page of postings, read from the few accounts that can stand on it."""
    place = _place(after) if after else None
    ahead = [each for each in sums if place is None or each.account.number >= place[0]]
    chosen, held = [], 0
    for each in ahead:
        if held >= size:
            break
        chosen.append(each.account.pk)
        held += each.postings if place is None or each.account.number != place[0] else 0
    rows = _postings(entity, asked).filter(account__in=chosen)
    if place:
        number, on, key = place
        rows = rows.filter(
            Q(account__number__gt=number)
            | Q(account__number=number, on__gt=on)
            | Q(account__number=number, on=on, pk__gt=key)
        )
    return list(_ordered(rows)[:size]), place


def _brought(entity: LegalEntity, asked: Drill, sums: Sequence[LedgerSum], place: Place | None) -> dict[Any, Money]:
    """What each account holds before the page: its opening, and for the first what earlier pages moved."""
    brought = {each.account.pk: each.opening for each in sums}
    if place is None:
        return brought
    number, on, key = place
    rows = _postings(entity, asked).filter(account__number=number).filter(Q(on__lt=on) | Q(on=on, pk__lte=key))
    minor = rows.aggregate(moved=Coalesce(Sum("base_minor"), 0))["moved"]
    for each in sums:
        if each.account.number == number:
            brought[each.account.pk] += from_minor(minor, entity.currency)
    return brought


def _by_account(
    sums: Sequence[LedgerSum], postings: Sequence[Posting], brought: Mapping[Any, Money]
) -> Iterator[tuple[LedgerSum, list[LedgerLine]]]:
    """The postings of a page under their accounts, with running balances."""
    held = {each.account.pk: each for each in sums}
    for account, group in groupby(postings, key=lambda posting: posting.account_id):
        balance, lines = brought[account], []
        for posting in group:
            balance += posting.base
            lines.append(line_of(posting, balance))
        yield held[account], lines


def _cursor(posting: Posting) -> str:
    return f"{posting.account.number}~{posting.on.isoformat()}~{posting.pk}"


def _place(text: str) -> Place:
    try:
        number, on, key = text.split("~")
        return number, date.fromisoformat(on), int(key[:19])
    except ValueError:
        raise Invalid("this page does not exist; start at the first one", code="no-such-page") from None
