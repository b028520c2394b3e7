"""The ledger against raw writes: what does not balance is not posted, what is posted never changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounting.books.actions import open_periods, set_up_chart
from accounting.books.models import JournalEntry, LedgerAccount, Period, Posting
from billing_suite.kernel.access.approvals import Approval, Making
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.firm.models import LegalEntity
from tests.builders import ACCOUNTS, APRIL, SET_UP, Stage, closed
from tests.kernel.record.attacks import as_job, refused, sql
from tests.kernel.record.flush import let_flush_through

let_flush_through()

BALANCED = (("1000", 11900, 11900), ("4000", -11900, -11900))


@dataclass
class Books:
    """The books of the stage, written to past every verb."""

    stage: Stage

    def period(self, on: date = APRIL, entity: LegalEntity | None = None) -> Period:
        return Period.objects.get(legal_entity=entity or self.stage.entity, starts_on=on.replace(day=1))

    def entry(self, lines: Any = BALANCED, *, line: dict[str, Any] | None = None, **facts: Any) -> JournalEntry:
        """A draft entry with its postings; `line` alters all of them."""
        entity = self.stage.entity
        entry = JournalEntry.objects.create(
            **{
                "legal_entity": entity,
                "period": self.period(),
                "on": APRIL,
                "description": "by hand",
                "source_kind": "manual",
                "source_id": "1",
                "reference": "X",
                "currency": "EUR",
                "base_currency": "EUR",
                "rate": 1,
                "rate_on": APRIL,
                "rate_source": "same",
                "actor": "user:nobody",
            }
            | facts
        )
        for number, amount, base in lines:
            Posting.objects.create(
                **{
                    "entry": entry,
                    "legal_entity": entity,
                    "account": LedgerAccount.objects.get(legal_entity=entity, number=number),
                    "on": entry.on,
                    "currency": entry.currency,
                    "amount_minor": amount,
                    "base_currency": entry.base_currency,
                    "base_minor": base,
                }
                | (line or {})
            )
        return entry


@pytest.fixture
def books(stage: Stage) -> Books:
    return Books(stage)


def post(entry: JournalEntry) -> None:
    assert JournalEntry.objects.filter(pk=entry.pk).update(status="posted") == 1


def other_entity(*, months: int = 1) -> LegalEntity:
    details = {"name": "Other", "legal_name": "Other Ltd", "street": "1 Way", "postcode": "1", "city": "York"}
    entity = found_legal_entity(
        "gb", details=details | {"country": "GB", "email": "o@o.example"}, currency="EUR", time_zone="UTC", by=SET_UP
    )
    set_up_chart(entity, accounts=ACCOUNTS, by=SET_UP)  # type: ignore[arg-type]
    open_periods(entity, first=APRIL, months=months, by=SET_UP)
    return entity


def test_inv01_a_balanced_entry_is_posted(books: Books) -> None:
    post(books.entry())
    foreign = (("1000", 10000, 11500), ("4000", -10000, -11500), ("7100", 0, 5), ("7200", 0, -5))
    post(books.entry(foreign, currency="GBP", rate="1.15"))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((), "INV-01 a posted journal entry has two postings or more"),
        ((("1000", 0, 0),), "INV-01 a posted journal entry has two postings or more"),
        ((("1000", 100, 100), ("4000", -99, -100)), "INV-01 the postings of a journal entry sum to zero"),
        ((("1000", 100, 100), ("4000", -100, -99)), "INV-02"),
        ((("1000", 2**62, 1), ("4000", -(2**62) + 1, -1)), "INV-01 the postings of a journal entry sum to zero"),
    ],
)
def test_inv01_inv02_what_does_not_balance_is_not_posted(books: Books, lines: Any, message: str) -> None:
    entry = books.entry(lines)
    with refused(message):
        post(entry)
    with refused(message):
        sql("UPDATE accounting_journalentry SET status = 'posted'")
    entry.refresh_from_db()
    assert entry.status == "draft"


@pytest.mark.parametrize("strange", [{"currency": "USD"}, {"base_currency": "USD"}])
def test_inv01_all_postings_carry_their_entrys_currency(books: Books, strange: dict[str, str]) -> None:
    entry = books.entry(line=strange)
    with refused("INV-01 all postings carry the currency"):
        post(entry)


def test_inv01_one_bad_entry_among_many_refuses_all(books: Books) -> None:
    for _ in range(5):
        books.entry()
    books.entry((("1000", 5, 5), ("4000", -4, -4)))
    with refused("INV-01"):
        JournalEntry.objects.update(status="posted")
    assert not JournalEntry.objects.filter(status="posted").exists()


def test_inv01_currency_is_not_changed_along_with_the_flip(books: Books) -> None:
    entry = books.entry()
    with refused("INV-01 all postings carry"):
        JournalEntry.objects.filter(pk=entry.pk).update(status="posted", currency="USD", base_currency="USD")


def test_inv03_what_is_posted_never_changes(books: Books) -> None:
    entry, other = books.entry(), books.entry()
    post(entry)
    mine, its = Posting.objects.filter(entry=entry), Posting.objects.filter(entry=other)
    attacks = [
        lambda: JournalEntry.objects.filter(pk=entry.pk).update(description="y"),
        lambda: JournalEntry.objects.filter(pk=entry.pk).update(status="draft"),
        lambda: JournalEntry.objects.filter(pk=entry.pk)._raw_delete(connection.alias),
        lambda: mine.update(amount_minor=0),
        lambda: mine.update(entry=other),
        lambda: its.update(entry=entry),
        lambda: mine._raw_delete(connection.alias),
        lambda: books.entry().postings.update(entry=entry),
        lambda: sql("UPDATE accounting_posting SET base_minor = base_minor + 1"),
        lambda: sql("DELETE FROM accounting_posting WHERE amount_minor > 0"),
        lambda: sql("UPDATE accounting_journalentry SET actor = 'user:other'"),
    ]
    for attack in attacks:
        with refused("INV-0"):
            attack()
    late = its[0]
    late.pk, late.entry, late._state.adding = None, entry, True
    with refused("INV-03 the journal entry of this posting is frozen"):
        late.save(force_insert=True)
    assert sorted(mine.values_list("amount_minor", flat=True)) == [-11900, 11900]


def test_inv03_the_ledger_is_not_replaced(books: Books) -> None:
    if connection.vendor != "sqlite":
        with refused("INV-03"):
            sql("TRUNCATE accounting_posting, accounting_journalentry CASCADE")
        return
    entry = books.entry()
    post(entry)
    columns = ", ".join(f'"{f.column}"' for f in Posting._meta.concrete_fields)
    values = columns.replace('"amount_minor"', "0")
    with refused("INV-03"):
        sql(f"REPLACE INTO accounting_posting ({columns}) SELECT {values} FROM accounting_posting")
    entries = ", ".join(f'"{f.column}"' for f in JournalEntry._meta.concrete_fields)
    with refused("INV-0"):
        draft = entries.replace('"status"', "'draft'")
        sql(f"REPLACE INTO accounting_journalentry ({entries}) SELECT {draft} FROM accounting_journalentry")


def test_inv04_an_entry_is_born_draft_and_reversed_once(books: Books) -> None:
    with refused("INV-04"):
        books.entry(status="posted")
    entry = books.entry()
    post(entry)
    books.entry(reverses=entry)
    with refused("UNIQUE" if connection.vendor == "sqlite" else "duplicate key"):
        books.entry(reverses=entry)


def test_inv05_a_closed_period_takes_no_posting(books: Books) -> None:
    entry, flagged = books.entry(), books.entry(is_controllers=True)
    closed(books.period())
    for each in (entry, flagged):
        with refused("INV-05 the journal entry is not dated in an open period"):
            post(each)


def test_inv05_a_soft_closed_period_takes_the_controllers_approved_entry_only(books: Books) -> None:
    entry, flagged = books.entry(), books.entry(is_controllers=True)
    closed(books.period(), "soft_closed")
    for each in (entry, flagged):
        with refused("INV-05"):
            post(each)
    for each in (entry, flagged):
        Making.objects.create(subject="journal entry", subject_id=str(each.pk), maker="user:a")
        Approval.objects.create(
            subject="journal entry",
            subject_id=str(each.pk),
            version=1,
            content_hash="-",
            makers="user:a|",
            approver="user:b",
            approved_at=timezone.now(),  # noqa: TID251
        )
    with refused("INV-05"):
        post(entry)
    post(flagged)


def test_inv05_an_entry_lies_in_its_own_entitys_period_on_its_date(books: Books) -> None:
    foreign = books.period(entity=other_entity())
    attacks = [
        books.entry(period=foreign),
        books.entry(on=date(2026, 5, 1)),
        books.entry(on=date(2026, 3, 31)),
        books.entry(line={"on": date(2026, 3, 31)}),
    ]
    closed(books.period(date(2026, 3, 1)))
    for entry in attacks:
        with refused("INV-05"):
            post(entry)


def test_inv05_periods_stand_apart_and_stay_where_they_are(books: Books) -> None:
    entity, april = books.stage.entity, books.period()
    closed(april)
    for starts, ends in ((date(2026, 4, 2), date(2026, 4, 3)), (date(2025, 1, 1), date(2027, 1, 1))):
        with as_job(), refused("INV-05 the periods of a legal entity do not overlap"):
            Period.objects.create(legal_entity=entity, starts_on=starts, ends_on=ends)
    for moved in (
        {"ends_on": date(2026, 4, 1)},
        {"starts_on": date(2026, 4, 9)},
        {"legal_entity": other_entity(months=0)},
    ):
        with as_job(), refused("INV-05"):
            Period.objects.filter(pk=april.pk).update(**moved)
    with as_job():
        Period.objects.create(legal_entity=entity, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 31))


def test_inv09_a_control_account_is_posted_to_by_documents_only(books: Books) -> None:
    lines = (("1200", 100, 100), ("4000", -100, -100))
    manual, nameless, fine = (
        books.entry(lines),
        books.entry(lines, source_kind="invoice", source_id=""),
        books.entry(lines, source_kind="invoice"),
    )
    for entry in (manual, nameless):
        with refused("INV-09"):
            post(entry)
    post(fine)


def test_inv13_postings_go_to_active_accounts_of_the_entity(books: Books) -> None:
    other = other_entity()
    foreign = LedgerAccount.objects.get(legal_entity=other, number="1000")
    inactive = books.entry()
    for entry in (books.entry(line={"account": foreign}), books.entry(line={"legal_entity": other})):
        with refused("INV-13"):
            post(entry)
    with as_job():
        LedgerAccount.objects.filter(number="1000").update(active=False)
        with refused("INV-13 legal_entity_id of a ledger account is set once"):
            LedgerAccount.objects.filter(pk=foreign.pk).update(legal_entity=books.stage.entity, number="9999")
    with refused("INV-13"):
        post(inactive)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_inv01_nothing_is_posted_where_late_postings_go_unseen(transactional_db: None) -> None:
    from tests.builders import set_stage

    entry = Books(set_stage()).entry()
    with refused("INV-01 this is decided at read committed"):
        sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        post(entry)
