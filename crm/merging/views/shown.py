"""The pairs to review, side by side; the merges that were made; the rules that merge by themselves."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    NumberColumn,
    Preset,
    StatusColumn,
    VerbButton,
)
from crm.customers.views import customer_crumbs
from crm.merging.models import DuplicateCandidate, Merge, MergeRule
from crm.merging.reports import merge_preview, moved_by, sides_of, speaking_against, speaking_for

HELD = ("see_customers",)
MERGE = "merge_customers"


def candidate_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to the candidates."""
    return customer_crumbs(Crumb("Duplicates", reverse("duplicates")), *more)


def merge_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to the merges."""
    return candidate_crumbs(Crumb("Merges", reverse("merges")), *more)


class CandidateList(ListPage):
    """Pairs of customers that may be one."""

    model = DuplicateCandidate
    rights = HELD
    title = "Duplicates"
    eyebrow = "Sales"
    intro = "Pairs of customers that are likely one: looked for whenever one is added or changed, and each night."
    columns = (
        LinkColumn("Customer", "one.name", "one__name", to="duplicate", note="one.reference"),
        Column("Looks like", lambda row: f"{row.other.name} ({row.other.reference})", "other__name"),
        Column("What speaks for it", lambda row: ", ".join(speaking_for(row.reasons))),
        NumberColumn("Score", lambda row: f"{row.score:.1f}", "score"),
        DateColumn("Found", "found_at", "found_at"),
        StatusColumn("State", "state"),
    )
    order = "-score"
    search = ("one__name", "one__reference", "other__name", "other__reference")
    search_hint = "Name or reference of either"
    presets = (
        Preset("open", "To review", lambda rows, request: rows.open()),
        Preset("apart", "Two customers", lambda rows, request: rows.filter(state="apart")),
        Preset("merged", "Merged", lambda rows, request: rows.filter(state="merged")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing to review"
    empty_words = "No two of the customers you may see look like one."
    empty_icon = "users"

    def buttons(self) -> Sequence[Button]:
        """What was merged, and by which rules."""
        return [
            Button("Rules", reverse("merge-rules"), "settings", ""),
            Button("Merges", reverse("merges"), "history", ""),
        ]


class CandidatePage(DetailPage):
    """Two customers side by side: what speaks for one, what against, what a merge would move."""

    model = DuplicateCandidate
    rights = HELD
    template_name = "crm/merging/candidate.html"
    status_field = "state"
    eyebrow = "Duplicates"
    facts_title = "Decision"

    def rows(self) -> Any:
        """With both customers."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def title(self) -> str:
        """Both names."""
        return f"{self.record.one.name} and {self.record.other.name}"

    def intro(self) -> str:
        """What is to be decided."""
        return f"Are {self.record.one.reference} and {self.record.other.reference} one customer?"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the candidates."""
        return candidate_crumbs()

    def facts(self) -> Sequence[Fact]:
        """When it was found, and what was decided."""
        held = self.record
        told = [Fact("Score", f"{held.score:.1f}"), Fact("Found", held.found_at)]
        if held.state != "open":
            told += [Fact("Decided", held.decided_at), Fact("Because", held.why)]
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """One, or two."""
        held, key = self.record, self.record.pk
        live, why = held.state == "open", "It is decided."
        return [
            VerbButton("They are two", reverse("duplicate-apart", args=[key]), "x", MERGE, enabled=live, why_not=why),
            VerbButton(
                "Merge", reverse("duplicate-merge", args=[key]), "check", MERGE, "primary", enabled=live, why_not=why
            ),
        ]

    def more(self) -> dict[str, Any]:
        """The two, field by field, and what a merge of the younger into the older would do."""
        held = self.record
        return {
            "sides": sides_of(held.one, held.other),
            "speaking_for": speaking_for(held.reasons),
            "speaking_against": speaking_against(held.reasons),
            "preview": merge_preview(held.one, held.other) if held.state == "open" else None,
        }


class MergeList(ListPage):
    """What was merged."""

    model = Merge
    rights = HELD
    title = "Merges"
    eyebrow = "Sales"
    intro = "Customers that went into another one. A merge can be undone for thirty days."
    columns = (
        LinkColumn("Merge", "reference", "reference", to="merge"),
        Column("Merged", lambda row: f"{row.merged.name} ({row.merged.reference})", "merged__name"),
        Column("Into", lambda row: f"{row.into.name} ({row.into.reference})", "into__name"),
        DateColumn("On", "at", "at"),
        Column("By rule", "rule.name", "rule__name"),
        DateColumn("Undone", "undone_at", "undone_at"),
    )
    order = "-at"
    search = ("reference", "merged__name", "merged__reference", "into__name", "into__reference")
    search_hint = "Name or reference"
    presets = (
        Preset("standing", "Standing", lambda rows, request: rows.standing()),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing was merged"
    empty_words = "Customers are merged on the page of a pair that looks like one."
    empty_icon = "history"


class MergePage(DetailPage):
    """One merge: what moved, what was taken, until when it can be undone."""

    model = Merge
    rights = HELD
    template_name = "crm/merging/merge.html"
    status_field = ""
    eyebrow = "Merge"

    def rows(self) -> Any:
        """With both customers."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def title(self) -> str:
        """Who went where."""
        return f"{self.record.merged.name} into {self.record.into.name}"

    def intro(self) -> str:
        """Reference and reason."""
        return f"{self.record.reference} · {self.record.reason}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the merges."""
        return merge_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who, when, until when."""
        held = self.record
        told = [
            Fact("Stays", f"{held.into.name} ({held.into.reference})", reverse("customer", args=[held.into_id])),
            Fact("Went", f"{held.merged.name} ({held.merged.reference})"),
            Fact("Merged", held.at),
            Fact("By rule", held.rule),
        ]
        if held.undone_at:
            return [*told, Fact("Undone", held.undone_at), Fact("Because", held.undone_why)]
        return [*told, Fact("Can be undone until", held.undoable_until)]

    def verbs(self) -> Sequence[VerbButton]:
        """Take it back."""
        held = self.record
        why = "It is undone." if held.undone_at else "It is older than thirty days."
        live = held.undone_at is None and now() <= held.undoable_until
        url = reverse("merge-undoing", args=[held.pk])
        return [VerbButton("Undo", url, "rotate-clockwise", MERGE, "danger", enabled=live, why_not=why)]

    def more(self) -> dict[str, Any]:
        """The rows that moved, by kind; the fields that were taken."""
        return {"moved": moved_by(self.record), "taken": self.record.taken}


class RuleList(ListPage):
    """When customers are merged without a person."""

    model = MergeRule
    rights = HELD
    title = "Merge rules"
    eyebrow = "Sales"
    intro = "Without a rule nothing is merged by itself. What a rule merges is listed, and can be undone."
    columns = (
        Column("Rule", "name", "name", kind="title", phone="title"),
        Column("Customers of", "legal_entity.name", "legal_entity__name"),
        Column("The same", lambda row: ", ".join(mark.replace("_", " ") for mark in row.marks)),
        NumberColumn("Least score", lambda row: f"{row.least_score:g}", "least_score"),
        DateColumn("Since", "since", "since"),
        DateColumn("Ended", "ended_at", "ended_at"),
        LinkColumn("", lambda row: "" if row.ended_at else "End", to="merge-rule-end", kind="word", phone="word"),
    )
    order = "name"
    empty_title = "No rules"
    empty_words = "Every pair is decided by a person."
    empty_icon = "scale"

    def buttons(self) -> Sequence[Button]:
        """Declare one."""
        return [Button("Declare a rule", reverse("merge-rule-new"), "plus", "declare_merge_rule", "primary")]

    def crumbs(self) -> Sequence[Crumb]:
        """Under the candidates."""
        return candidate_crumbs()
