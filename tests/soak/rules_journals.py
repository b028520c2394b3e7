"""People write journals of today or of long ago; others approve, discard, or mirror them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.books import actions as books
from accounting.books.journals import JournalLineOffer
from accounting.books.models import ManualJournal
from billing_suite.kernel.values.money import from_minor
from tests.builders import noon
from tests.soak.model_journals import Journal, Written
from tests.soak.story import CURRENCY, WHO, Story

BANK = "1000"
LINES = st.lists(
    st.tuples(st.sampled_from(["6000", "1400", "6000", "0500", "6000", "1400", "4000", "6100"]), st.integers(1, 10**6)),
    min_size=1,
    max_size=2,
    unique_by=lambda line: line[0],
)
AGO = st.one_of(st.integers(0, 20), st.integers(0, 60))
BACK = st.one_of(st.none(), st.integers(0, 40))


def signed(lines: Written, *, takes: bool) -> Written:
    """Out of the bank, or into it."""
    sign = -1 if takes else 1
    return [*((number, sign * minor) for number, minor in lines), (BANK, -sign * sum(minor for _, minor in lines))]


def offers(lines: Written, currency: str) -> list[JournalLineOffer]:
    """The lines as they are written."""
    return [
        {"account": number, "debit": from_minor(minor, currency)}
        if minor > 0
        else {"account": number, "credit": from_minor(-minor, currency)}
        for number, minor in lines
    ]


def key_of(journal: ManualJournal) -> Any:
    """What the model calls it."""
    return (journal.recurring_id, journal.on) if journal.recurring_id else journal.pk


def journal_of(key: Any) -> ManualJournal:
    """The one that the model calls so."""
    found = {"recurring": key[0], "on": key[1]} if isinstance(key, tuple) else {"pk": key}
    return ManualJournal.objects.get(**found)


def written(**more: Any) -> list[ManualJournal]:
    """Drafts, the oldest first."""
    return list(ManualJournal.objects.waiting().filter(**more).order_by("reference"))


class JournalRules(Story):
    """Journals by hand."""

    @rule(
        lines=LINES,
        currency=CURRENCY,
        takes=st.booleans(),
        who=WHO,
        ago=AGO,
        back=BACK,
        approver=st.one_of(st.none(), WHO, st.just("clara")),
    )
    def write(
        self, lines: Written, currency: str, takes: bool, who: str, ago: int, back: int | None, approver: str | None
    ) -> None:
        """Somebody writes one, maybe of a day whose month is closed by now, or one that takes itself back."""
        known = set(self.model.journals)
        self.draft(lines, currency, takes, who, ago, back)
        new = self.model.journals.keys() - known
        if new and approver:
            self.approve(written(pk__in=new), approver, "approve_written")

    def draft(self, lines: Written, currency: str, takes: bool, who: str, ago: int, back: int | None) -> None:
        """A draft of so many days ago."""
        told, day = signed(lines, takes=takes), self.today - timedelta(days=ago)
        until = None if back is None else day + timedelta(days=back)

        def draft() -> ManualJournal:
            return books.draft_journal(
                self.entity,
                on=day,
                description="Soak",
                lines=offers(told, currency),
                reverses_on=until,
                by=self.by(who),
            )

        def drafted(journal: ManualJournal) -> None:
            self.model.journals[journal.pk] = Journal(day, currency, told, until, {who})

        self.attempt(draft, drafted, name="write")

    @rule(lines=LINES, currency=CURRENCY, who=WHO, ago=st.integers(0, 20))
    def rewrite(self, lines: Written, currency: str, who: str, ago: int) -> None:
        """The newest draft gets another day and other lines, and another maker; one that mirrors stays what it is."""
        if not written():
            self.draft(lines, currency, True, "fay", ago, None)
        if found := written(reverses=None) or written():
            self.change(found[-1], signed(lines, takes=False), currency, who, self.today - timedelta(days=ago))

    def change(self, journal: ManualJournal, told: Written, currency: str, who: str, day: date) -> None:
        """This draft, by somebody."""

        def change() -> ManualJournal:
            return books.change_journal(
                journal, on=day, description="Anew", lines=offers(told, currency), by=self.by(who)
            )

        def changed(_: Any) -> None:
            held = self.model.journals[journal.pk]
            assert held.state == "draft" and held.mirrors is None
            held.on, held.currency, held.lines, held.back = day, currency, told, None
            held.makers.add(who)

        self.attempt(change, changed, name="rewrite")

    @rule(who=WHO)
    @precondition(lambda self: bool(written()))
    def approve_written(self, who: str) -> None:
        """Whoever may says yes, which posts: in a soft-closed month the controller alone."""
        self.approve(written(), who, "approve_written")

    def approve(self, drafts: list[ManualJournal], who: str, name: str) -> None:
        """Somebody says yes to these."""

        def posted(outcome: Any) -> None:
            for journal in outcome.done:
                assert who not in self.model.journals[journal.pk].makers, "nobody approves what they wrote"
                self.model.post(journal.pk, controllers=who == "clara")

        self.attempt(lambda: books.approve_journals(drafts, at=noon(self.today), by=self.by(who)), posted, name=name)

    @rule(who=WHO)
    @precondition(lambda self: bool(written()))
    def discard_written(self, who: str) -> None:
        """The oldest draft is dropped."""

        def dropped(outcome: Any) -> None:
            for journal in outcome.done:
                self.model.drop(journal.pk)

        self.attempt(lambda: books.discard_journals(written()[:1], by=self.by(who)), dropped)

    @rule(data=st.data(), who=WHO)
    @precondition(lambda self: any(each.booked for each in self.model.journals.values()))
    def reverse(self, data: Any, who: str) -> None:
        """A posted journal is to be mirrored: mostly one that nothing takes back yet."""
        apt = [key for key, each in self.model.journals.items() if each.booked and not each.is_taken_back]
        keys = apt if apt and data.draw(st.integers(0, 4)) else [k for k, j in self.model.journals.items() if j.booked]
        journal = journal_of(data.draw(st.sampled_from(sorted(keys, key=str))))

        def mirrored(mirror: ManualJournal) -> None:
            self.model.journals[mirror.pk] = self.model.mirror(key_of(journal), mirror.on, who)
            self.model.journals[key_of(journal)].mirrored = mirror.pk

        self.attempt(lambda: books.draft_reversal(journal, on=self.today, reason="soak", by=self.by(who)), mirrored)
