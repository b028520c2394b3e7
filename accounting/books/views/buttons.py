"""The verbs on the pages of journals: each one there, and when not now, why."""

from django.urls import reverse

from accounting.books.forms.lines import MOST_LINES
from accounting.books.models import ManualJournal, RecurringJournal
from billing_suite.kernel.web.pages import VerbButton
from billing_suite.kernel.web.show import day_words

OWN = "You wrote or changed it; another person approves it (INV-27)."


def journal_verbs(journal: ManualJournal, *, maker: bool, is_reversed: bool) -> list[VerbButton]:
    """The next step first; what the state rules out for ever is left out."""
    attach = VerbButton("Attach a file", to("manual-journal-attachment", journal), "paperclip", "draft_journal")
    if journal.status == "draft":
        return [_approve(journal, maker=maker), _change(journal), attach, _discard(journal)]
    if journal.status == "posted":
        return [_reverse(journal, is_reversed=is_reversed), attach]
    return [attach]


def to(name: str, record: ManualJournal | RecurringJournal) -> str:
    """The page of a verb on a record."""
    return reverse(name, args=[record.pk])


def _approve(journal: ManualJournal, *, maker: bool) -> VerbButton:
    return VerbButton(
        "Approve",
        to("manual-journal-approval", journal),
        "thumb-up",
        "approve_journals",
        "primary",
        enabled=not maker,
        why_not=OWN,
        confirm=f"{journal.reference} is posted at once, dated {day_words(journal.on)}. From then on it never changes.",
    )


def _change(journal: ManualJournal) -> VerbButton:
    long = len(journal.lines.all()) > MOST_LINES
    why = f"It has more than {MOST_LINES} lines: change it by the API." if long else ""
    return VerbButton(
        "Change",
        to("manual-journal-changes", journal),
        "pencil",
        "draft_journal",
        enabled=not journal.reverses_id and not long,
        why_not=why or "It mirrors another journal to the last cent: discard it instead.",
    )


def _discard(journal: ManualJournal) -> VerbButton:
    words = "The draft ends; what it would have reversed may be reversed anew."
    url = to("manual-journal-discarding", journal)
    return VerbButton("Discard", url, "trash", "draft_journal", confirm=words)


def _reverse(journal: ManualJournal, *, is_reversed: bool) -> VerbButton:
    pending = any(mirror.status != "discarded" for mirror in journal.reversals.all())
    why = ""
    if journal.reverses_id:
        why = "It mirrors another journal; write a new one instead."
    elif journal.reverses_on and not is_reversed:
        why = f"It takes itself back on {day_words(journal.reverses_on)}."
    elif is_reversed or pending:
        why = "A reversal is posted or drafted already."
    return VerbButton(
        "Draft a reversal",
        to("manual-journal-reversal", journal),
        "rotate-clockwise",
        "draft_journal",
        enabled=not why,
        why_not=why,
    )


def recurring_verbs(recurring: RecurringJournal, *, maker: bool) -> list[VerbButton]:
    """Approve a draft, end what comes."""
    end = VerbButton(
        "End",
        to("recurring-journal-ending", recurring),
        "ban",
        "draft_journal",
        confirm="It comes no more. What is posted stays.",
    )
    if recurring.status == "ended":
        return []
    if recurring.status == "active":
        return [end]
    approve = VerbButton(
        "Approve",
        to("recurring-journal-approval", recurring),
        "thumb-up",
        "approve_journals",
        "primary",
        enabled=not maker,
        why_not=OWN,
        confirm="All its occurrences are posted under this one approval; those that are due, at once.",
    )
    return [approve, end]
