"""What a manual journal is made of: its lines checked, its content hashed, its entry a pure function (RULES 22)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

from accounting.books.models import JournalLine, LedgerAccount, ManualJournal, RecurringJournal
from accounting.books.postings import EntryDraft, Line
from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import month_end, month_start
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, exponent, from_minor, to_minor, zero
from billing_suite.kernel.values.refusals import Invalid
from crm.customers.models import Customer
from projects.contracts.models import Contract
from projects.plan.models import Project

MOST_LINES = 1000  # INV-50
SUBJECT = "manual journal"
RECURRING_SUBJECT = "recurring journal"


class JournalLineOffer(TypedDict, total=False):
    """One line as it is written: a ledger account's number, and a debit or a credit, never both."""

    account: str
    debit: Money
    credit: Money
    customer: Customer | None
    contract: Contract | None
    project: Project | None
    product: str


def read_lines(entity: LegalEntity, offers: Sequence[JournalLineOffer]) -> tuple[str, list[JournalLine]]:
    """The journal's currency and its lines, balanced, on accounts that people may post to; else a refusal."""
    if not 2 <= len(offers) <= MOST_LINES:
        raise Invalid(
            f"a journal has 2 to {MOST_LINES} lines", fields={"lines": ["too few or too many"]}, rule="INV-01"
        )
    numbers = {str(offer.get("account", "")) for offer in offers}
    accounts = {a.number: a for a in LedgerAccount.objects.filter(legal_entity=entity, number__in=numbers)}
    lines = [_line(entity, position, offer, accounts) for position, offer in enumerate(offers, start=1)]
    currencies = sorted({line.currency for line in lines})
    if len(currencies) > 1:
        raise Invalid(f"a journal is in one currency, not {' and '.join(currencies)}", rule="INV-01")
    exponent(currencies[0])
    if difference := sum(line.amount_minor for line in lines):
        raise Invalid(
            f"debits and credits differ by {from_minor(difference, currencies[0])}",
            fields={"lines": ["do not balance"]},
            rule="INV-01",
        )
    if not _sums(lines):
        raise Invalid("this journal takes back on each account what it puts there", rule="INV-01")
    return currencies[0], lines


def _sums(lines: Iterable[JournalLine]) -> dict[tuple[Any, ...], int]:
    """Minor units by account and dimensions, without those that come to nothing."""
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for line in lines:
        sums[line.account_id, line.customer_id, line.contract_id, line.project_id, line.product] += line.amount_minor
    return {key: minor for key, minor in sums.items() if minor}


def _line(
    entity: LegalEntity, position: int, offer: JournalLineOffer, accounts: Mapping[str, LedgerAccount]
) -> JournalLine:
    number, field = str(offer.get("account", "")), f"lines.{position - 1}"
    account = accounts.get(number)
    if account is None or not account.active:
        words = "is retired" if account else "is not in the chart"
        raise Invalid(
            f"line {position}: account {number!r} {words} of {entity.code}", fields={f"{field}.account": [words]}
        )
    if account.is_control:
        raise Invalid(
            f"line {position}: {account} is a control account; only its documents post to it",
            fields={f"{field}.account": ["control account"]},
            rule="INV-09",
        )
    amount = _signed(position, offer.get("debit"), offer.get("credit"))
    _same_entity(entity, position, offer)
    return JournalLine(
        position=position,
        account=account,
        currency=amount.currency.code,
        amount_minor=to_minor(amount),
        customer=offer.get("customer"),
        contract=offer.get("contract"),
        project=offer.get("project"),
        product=str(offer.get("product") or "")[:60],
    )


def _signed(position: int, debit: Money | None, credit: Money | None) -> Money:
    """Debit positive, credit negative; exactly one of the two, and more than nothing."""
    given = debit if debit is not None else credit
    if given is None or (debit is not None and credit is not None) or given.amount <= 0:
        raise Invalid(
            f"line {position} has either a debit or a credit, more than nothing",
            fields={f"lines.{position - 1}": ["one positive amount"]},
        )
    return given if debit is not None else -given


def _same_entity(entity: LegalEntity, position: int, offer: JournalLineOffer) -> None:
    customer, contract, project = offer.get("customer"), offer.get("contract"), offer.get("project")
    owners = [record.legal_entity_id for record in (customer, contract, project) if record is not None]
    if any(owner != entity.pk for owner in owners):
        raise Invalid(f"line {position} names a record of another legal entity", record=entity.code, rule="INV-13")


def hash_of(journal: ManualJournal | RecurringJournal, lines: Iterable[JournalLine]) -> str:
    """SHA-256 of what an approval of the journal covers: dates, words, and each line with its dimensions (INV-28)."""
    dates: dict[str, Any]
    if isinstance(journal, ManualJournal):
        dates = {"on": journal.on, "reverses_on": journal.reverses_on, "reverses": journal.reverses_id}
    else:
        dates = {name: getattr(journal, name) for name in ("cadence", "first_on", "until", "reverses_next")}
    told = [
        [
            line.account_id,
            line.currency,
            line.amount_minor,
            line.customer_id,
            line.contract_id,
            line.project_id,
            line.product,
        ]
        for line in lines
    ]
    return content_hash({"entity": journal.legal_entity_id, "description": journal.description, "lines": told, **dates})


def worth_of(currency: str, lines: Iterable[JournalLine]) -> Money:
    """What a journal moves: the sum of its debits, which decides who approves it."""
    return from_minor(sum(line.amount_minor for line in lines if line.amount_minor > 0), currency)


def journal_entry(journal: ManualJournal, lines: Sequence[JournalLine], rate: UsedRate) -> EntryDraft:
    """The entry of a manual journal: each account's sum converted once; the largest part takes the remainder.

    Lines of one account and the same dimensions are one sum. There is no receivable to take the sum of
    converted parts (RULES 22), so the account with the largest amount does (RULES 3), the first of equals.
    """
    parts = [
        Line(
            "",
            amount := from_minor(minor, journal.currency),
            rate.convert(amount),
            account=account,
            customer=customer,
            contract=contract,
            project=project,
            product=product,
        )
        for (account, customer, contract, project, product), minor in _sums(lines).items()
    ]
    return EntryDraft(
        legal_entity=journal.legal_entity,
        on=journal.on,
        description=journal.description,
        source_kind="journal",
        source_id=str(journal.pk),
        reference=journal.reference,
        rate=rate,
        lines=_balanced(parts, rate.quote),
    )


def _balanced(parts: Sequence[Line], books: str) -> list[Line]:
    """The parts with the conversion's remainder on the largest of them."""
    remainder = sum((part.base for part in parts), zero(books))
    largest = max(range(len(parts)), key=lambda n: abs(parts[n].amount.amount), default=0)
    return [replace(part, base=part.base - remainder) if n == largest else part for n, part in enumerate(parts)]


def occurrences(recurring: RecurringJournal, *, through: date) -> list[date]:
    """The days on which a recurring journal comes, from its first through a date.

    The day of the month stays that of the first; in a shorter month it is the last day, and a first on
    a month's last day stays on last days.
    """
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[recurring.cadence]
    end = min(through, recurring.until) if recurring.until else through
    days: list[date] = []
    while (day := _moved(recurring.first_on, months * len(days))) <= end:
        days.append(day)
    return days


def _moved(first: date, months: int) -> date:
    start = month_start(first, months)
    last = month_end(start)
    return last if first == month_end(first) else start.replace(day=min(first.day, last.day))
