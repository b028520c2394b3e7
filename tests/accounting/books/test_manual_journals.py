"""Journals by hand: another person approves, which posts; reversed by a mirror; never through a control account."""

from datetime import date
from typing import Any

import pytest

from accounting.books.actions import (
    approve_journals,
    attach_to_journal,
    change_journal,
    discard_journals,
    draft_reversal,
    post_reversal,
    reactivate_account,
    retire_account,
)
from accounting.books.models import JournalEntry, JournalLine, LedgerAccount, ManualJournal
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job
from tests.accounting.books.writing import balance, drafted, line, pair, period, posted
from tests.builders import APRIL, Stage, behind_the_verbs, closed, noon
from tests.kernel.record.attacks import refused, sql


def test_another_person_approves_and_that_posts(stage: Stage) -> None:
    journal = drafted(stage)
    assert balance(stage, "6000") == 0
    own = approve_journals([journal], at=noon(APRIL), by=stage.by("fay"))
    assert [refusal.code for refusal in own.refused] == ["approver-is-a-maker"]
    done = approve_journals([journal], at=noon(APRIL), by=stage.by("hannah")).done[0]
    entry = JournalEntry.objects.get(pk=done.entry_id)
    assert (entry.status, entry.reference, entry.source_kind) == ("posted", "JRN-00001", "journal")
    assert (balance(stage, "6000"), balance(stage, "2400")) == (12000, -12000)
    again = approve_journals([done], at=noon(APRIL), by=stage.by("hannah"))
    assert [refusal.code for refusal in again.refused] == ["wrong-state"]


def test_inv27_everybody_who_changed_it_is_a_maker(stage: Stage) -> None:
    journal = drafted(stage)
    change_journal(journal, on=APRIL, description="Rent April", lines=pair("6000", "1000"), by=stage.by("hannah"))
    refusals = approve_journals([journal], at=noon(APRIL), by=stage.by("hannah")).refused
    assert refusals[0].code == "approver-is-a-maker"
    done = approve_journals([journal], at=noon(APRIL), by=stage.by("clara")).done[0]
    assert done.version == 2
    assert balance(stage, "1000") == -12000


def test_of_a_set_the_refused_come_back_and_the_others_post(stage: Stage) -> None:
    mine, theirs = drafted(stage, by="hannah"), drafted(stage)
    outcome = approve_journals([mine, theirs], at=noon(APRIL), by=stage.by("hannah"))
    assert [journal.pk for journal in outcome.done] == [theirs.pk]
    assert [refusal.record for refusal in outcome.refused] == [mine.reference]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line("6000", debit="1.00")], "2 to 1000 lines"),
        ([line("6000", debit="1.00"), line("2400", credit="0.99")], "differ by"),
        ([line("6000", debit="1.00"), line("9999", credit="1.00")], "'9999' is not in the chart"),
        ([line("6000", debit="1.00"), line("1200", credit="1.00")], "is a control account"),
        ([line("6000", debit="1.00"), line("2400", credit="1.00", currency="GBP")], "one currency"),
        ([{"account": "6000"}, line("2400", credit="1.00")], "either a debit or a credit"),
        ([line("6000", debit="1.00"), line("6000", credit="1.00")], "takes back"),
        ([{"account": "6000", "debit": money("-1", "EUR")}, line("2400", credit="1.00")], "more than nothing"),
    ],
)
def test_what_is_no_journal_is_refused(stage: Stage, lines: Any, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        drafted(stage, lines)
    assert not ManualJournal.objects.exists()
    assert not JournalLine.objects.exists()


def test_inv13_a_retired_account_takes_no_line(stage: Stage) -> None:
    rent = LedgerAccount.objects.get(number="6000")
    journal, other = drafted(stage), drafted(stage, pair("1400", "2400"))
    retire_account(rent, by=stage.by("clara"))
    with pytest.raises(Refusal, match="is retired"):
        drafted(stage)
    outcome = approve_journals([journal, other], at=noon(APRIL), by=stage.by("hannah"))
    assert [refusal.code for refusal in outcome.refused] == ["account-retired"]
    assert [done.pk for done in outcome.done] == [other.pk]
    with pytest.raises(Refusal, match="map that part"):
        retire_account(LedgerAccount.objects.get(number="1200"), by=stage.by("clara"))


def test_inv31_a_line_names_no_record_that_its_writer_cannot_see(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    lines = [line("6000", debit="1.00", customer=customer), line("2400", credit="1.00")]
    journal = posted(stage, lines)
    assert JournalEntry.objects.get(pk=journal.entry_id).postings.get(amount_minor=100).customer == customer
    from tests.accounting.books.test_ledger_guards import other_entity

    with behind_the_verbs():
        foreign = type(customer).objects.create(
            reference="C-99", name="There", legal_name="There", legal_entity=other_entity(), currency="EUR",
            billing_email="a@there.example",
        )  # fmt: skip
    with pytest.raises(Refusal, match="no such customer"):
        drafted(stage, [line("6000", debit="1.00", customer=foreign), line("2400", credit="1.00")])


def test_another_currency_is_converted_once_an_account_and_the_largest_takes_the_rest(stage: Stage) -> None:
    with behind_the_verbs():
        ExchangeRate.objects.create(base="GBP", quote="EUR", on=APRIL, rate="1.3333333333", source="test")
    lines = [
        line("6000", debit="0.05", currency="GBP"),
        line("6000", debit="0.05", currency="GBP"),
        line("1400", debit="0.25", currency="GBP"),
        line("2400", credit="0.35", currency="GBP"),
    ]
    entry = JournalEntry.objects.get(pk=posted(stage, lines).entry_id)
    told = {p.account.number: (p.amount_minor, p.base_minor) for p in entry.postings.select_related("account")}
    assert told == {"6000": (10, 13), "1400": (25, 33), "2400": (-35, -46)}
    assert (entry.rate_on, entry.rate_source) == (APRIL, "test")


def test_inv08_verify_knows_that_the_largest_part_took_the_rest(stage: Stage) -> None:
    with behind_the_verbs():
        ExchangeRate.objects.create(base="GBP", quote="EUR", on=APRIL, rate="1.3333333333", source="test")
    lines = [
        line("6000", debit="0.10", currency="GBP"),
        line("1400", debit="0.10", currency="GBP"),
        line("1000", credit="0.20", currency="GBP"),
    ]
    entry = JournalEntry.objects.get(pk=posted(stage, lines).entry_id)
    assert entry.postings.get(account__number="1000").base_minor == -26, "by itself it would be -27"
    assert all(finding.holds for finding in run_checks())


def test_rules21_no_rate_no_posting(stage: Stage) -> None:
    journal = drafted(stage, pair("6000", "2400", currency="GBP"), on=date(2026, 5, 4))
    refusal = approve_journals([journal], at=noon(APRIL), by=stage.by("hannah")).refused[0]
    assert refusal.code == "exchange-rate-missing"
    assert "GBP to EUR on 2026-05-04" in str(refusal)


def test_a_reversal_is_the_mirror_approved_like_any_other(stage: Stage) -> None:
    first = posted(stage)
    mirror = draft_reversal(first, on=date(2026, 4, 20), reason="booked twice", by=stage.by("fay"))
    with pytest.raises(Refusal, match="reversed already"):
        draft_reversal(first, on=date(2026, 4, 20), reason="again", by=stage.by("fay"))
    done = approve_journals([mirror], at=noon(APRIL), by=stage.by("hannah")).done[0]
    entry = JournalEntry.objects.get(pk=done.entry_id)
    assert entry.reverses_id == first.entry_id
    assert JournalEntry.objects.get(pk=first.entry_id).reversed_by == entry
    assert balance(stage, "6000") == 0
    with pytest.raises(Refusal, match="mirrors another"):
        draft_reversal(done, on=date(2026, 4, 21), reason="back", by=stage.by("fay"))


def test_a_discarded_reversal_may_be_drafted_anew(stage: Stage) -> None:
    first = posted(stage)
    mirror = draft_reversal(first, on=APRIL, reason="wrong", by=stage.by("fay"))
    discard_journals([mirror], by=stage.by("fay"))
    assert discard_journals([mirror], by=stage.by("fay")).refused[0].code == "wrong-state"
    draft_reversal(first, on=APRIL, reason="wrong after all", by=stage.by("fay"))


def test_an_accrual_takes_itself_back_on_its_day_once(stage: Stage) -> None:
    journal = posted(stage, on=date(2026, 3, 31), reverses_on=date(2026, 4, 1))
    job = Job.objects.get(task="accounting.books.tasks.post_reversal")
    assert job.due_at.isoformat() == "2026-03-31T22:00:00+00:00"  # midnight in Berlin
    assert balance(stage, "6000", date(2026, 3, 31)) == 12000
    finish_all()
    assert balance(stage, "6000", date(2026, 4, 1)) == 0
    first = post_reversal(journal, by=Actor.system("again"))
    assert first.reverses_id == journal.entry_id
    assert JournalEntry.objects.count() == 2
    with pytest.raises(Refusal, match="reversed already"):
        draft_reversal(journal, on=APRIL, reason="twice", by=stage.by("fay"))


def test_an_accrual_is_not_taken_back_on_its_own_day(stage: Stage) -> None:
    with pytest.raises(Refusal, match="cannot take itself back") as refusal:
        drafted(stage, reverses_on=APRIL)
    assert refusal.value.code == "invalid"


def test_a_reversal_into_a_closed_period_waits_for_somebody(stage: Stage) -> None:
    posted(stage, on=date(2026, 3, 31), reverses_on=date(2026, 4, 1))
    closed(period(stage, 4))
    finish_all()
    job = Job.objects.get(task="accounting.books.tasks.post_reversal")
    assert (job.status, job.owner) == ("parked", stage.users["hannah"])
    assert "INV-05" in job.last_error


def test_inv13_what_was_posted_to_an_account_retired_since_is_not_mirrored(stage: Stage) -> None:
    journal, accrual = posted(stage), posted(stage, reverses_on=date(2026, 5, 1))
    mirror = draft_reversal(journal, on=date(2026, 4, 8), reason="wrong account", by=stage.by("fay"))
    rent = retire_account(LedgerAccount.objects.get(number="6000"), by=stage.by("clara"))
    [refusal] = approve_journals([mirror], at=noon(APRIL), by=stage.by("hannah")).refused
    assert refusal.code == "account-retired"
    with pytest.raises(Refusal, match="6000 Rent is retired: take it up again first"):
        post_reversal(accrual, by=Actor.system("post_reversal"))
    reactivate_account(rent, by=stage.by("clara"))
    assert post_reversal(accrual, by=Actor.system("post_reversal")).status == "posted"


def test_a_file_is_kept_with_a_journal(stage: Stage) -> None:
    journal = posted(stage)
    made = attach_to_journal(journal, name="rent.pdf", data=b"%PDF-1.7 rent", at=noon(APRIL), by=stage.by("fay"))
    assert made.file.read() == b"%PDF-1.7 rent"
    with refused("INV-43"):
        sql("DELETE FROM accounting_journalattachment")


def test_inv05_only_the_controller_posts_into_a_soft_closed_period(stage: Stage) -> None:
    journal = drafted(stage)
    closed(period(stage, 4), "soft_closed")
    refusal = approve_journals([journal], at=noon(APRIL), by=stage.by("hannah")).refused[0]
    assert refusal.code == "period-not-open"
    done = approve_journals([journal], at=noon(APRIL), by=stage.by("clara")).done[0]
    assert done.is_controllers
    closed(period(stage, 4))
    other = drafted(stage)
    assert approve_journals([other], at=noon(APRIL), by=stage.by("clara")).refused[0].rule == "INV-05"


def test_inv27_raw_sql_posts_no_journal_without_its_approval(stage: Stage) -> None:
    done, other = posted(stage), drafted(stage)
    entry = JournalEntry.objects.get(pk=done.entry_id)
    free = JournalEntry.objects.create(
        **{f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields if f.name not in ("id", "status")}
    )
    with behind_the_verbs(), refused("INV-27 a journal is posted with another person's approval"):
        ManualJournal.objects.filter(pk=other.pk).update(status="posted", entry=free, approval=done.approval)
    with behind_the_verbs(), refused("INV-03 this manual journal is frozen"):
        ManualJournal.objects.filter(pk=done.pk).update(description="other")
    with behind_the_verbs(), refused("INV-03 the manual journal of this journal line is frozen"):
        JournalLine.objects.filter(journal=done).update(amount_minor=1)
    with behind_the_verbs(), refused("INV-03"):
        ManualJournal.objects.filter(pk=done.pk).update(status="draft", entry=None, approval=None)


def test_inv28_a_line_changed_behind_the_verbs_is_not_approved(stage: Stage) -> None:
    journal = drafted(stage)
    with behind_the_verbs():
        for own in journal.lines.all():
            JournalLine.objects.filter(pk=own.pk).update(amount_minor=own.amount_minor * 2)
    refusal = approve_journals([journal], at=noon(APRIL), by=stage.by("hannah")).refused[0]
    assert refusal.rule == "INV-28"


def test_who_may_not_write_may_not(stage: Stage) -> None:
    for name in ("lena", "mia", "ada", "otto"):
        with pytest.raises(Refusal, match=r"may not draft a manual journal|no such legal entity"):
            drafted(stage, by=name)
