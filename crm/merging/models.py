"""Customers that may be one, what was decided of them, and what a merge moved."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer
from crm.duplicates.scoring import MARKED

UNDONE_WITHIN = timedelta(days=30)
STATES = (("open", "To review"), ("apart", "Two customers"), ("merged", "Merged"))


class DoubleKey(models.Model):
    """What a customer may share with its double: a word of its name, a domain, a telephone number."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="double_keys")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = (UniqueConstraint(fields=["customer", "key"], name="a_customer_has_a_key_once"),)
        indexes = (models.Index(fields=["legal_entity", "key"], name="double_keys_by_key"),)

    def __str__(self) -> str:
        return self.key


class CandidateRows(Rows["DuplicateCandidate"]):
    """Candidates: whoever sees both customers sees that they may be one."""

    seen_with = "see_customers"

    def reach(self, user: Any) -> Q:
        """Both must be within reach."""
        within = Customer.objects.filter(Customer.objects.all().reach(user)).values("pk")
        return Q(one__in=within, other__in=within)

    def for_list(self) -> "CandidateRows":
        """With both customers."""
        return self.select_related("one__address", "other__address", "one__legal_entity")

    def open(self) -> "CandidateRows":
        """Nobody has decided yet."""
        return self.filter(state="open")


class DuplicateCandidate(Record):
    """Two customers of a legal entity that are likely one: the score, what speaks for and against, and what was
    decided. `one` is the older of the two.
    """

    one = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    score = SixPlacesField()
    reasons = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default="open")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=200, blank=True)

    objects: ClassVar = CandidateRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["one", "other"], name="two_customers_are_compared_once"),
            CheckConstraint(condition=~Q(one=F("other")), name="a_customer_is_not_its_own_double"),
            CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="a_decided_candidate_says_when",
            ),
        )
        ordering: ClassVar = ["-score", "id"]
        indexes = (
            models.Index(fields=["state", "score"], name="candidates_by_score"),
            models.Index(fields=["other"], name="candidates_of_other"),
        )

    def __str__(self) -> str:
        return f"{self.one.reference} and {self.other.reference}"


class RuleRows(Rows["MergeRule"]):
    """Merge rules: whoever sees customers of the legal entity sees them."""

    seen_with = "see_customers"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "RuleRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class MergeRule(Record):
    """When two customers of a legal entity are merged without a person: each named mark is the same, and the score is
    at least so high. There is none unless a controller declares it.
    """

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="merge_rules")
    name = models.CharField(max_length=80)
    marks = models.JSONField(default=list)
    least_score = SixPlacesField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    history = history()

    objects: ClassVar = RuleRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["legal_entity", "name"], condition=Q(ended_at__isnull=True), name="a_merge_rule_has_a_name"
            ),
            CheckConstraint(condition=Q(least_score__gte=3), name="a_merge_rule_asks_for_a_likely_pair"),
        )
        ordering: ClassVar = ["legal_entity", "name"]

    def __str__(self) -> str:
        return self.name

    def meets(self, reasons: list[str]) -> bool:
        """Whether each mark that it names is the same."""
        return all(any(said.startswith(MARKED[mark]) for said in reasons) for mark in self.marks)


class MergeRows(Rows["Merge"]):
    """Merges: whoever sees the survivor sees them."""

    seen_with = "see_customers"
    anchors: ClassVar = {"customer": "into", "legal_entity": "into__legal_entity"}

    def for_list(self) -> "MergeRows":
        """With both customers and the rule."""
        return self.select_related("into", "merged", "rule")

    def standing(self) -> "MergeRows":
        """Not undone."""
        return self.filter(undone_at__isnull=True)


class Merge(Record):
    """One customer went into another: by whom, why, which fields were taken, who reached both before."""

    reference = models.CharField(max_length=20, unique=True)
    into = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="took_in")
    merged = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="went")
    rule = models.ForeignKey(MergeRule, on_delete=models.PROTECT, null=True, blank=True, related_name="merges")
    reason = models.CharField(max_length=200)
    taken = models.JSONField(default=dict, blank=True)  # field: [what the survivor had, what it took]
    reached = models.JSONField(default=dict, blank=True)  # teams by customer, as they were
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_why = models.CharField(max_length=200, blank=True)

    objects: ClassVar = MergeRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="a_customer_is_merged_once_at_a_time"
            ),
            CheckConstraint(condition=~Q(into=F("merged")), name="a_customer_is_not_merged_with_itself"),
            CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_why="") | Q(undone_at__isnull=False) & ~Q(undone_why=""),
                name="an_undone_merge_says_why",
            ),
        )
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.merged} into {self.into}"

    @property
    def undoable_until(self) -> datetime:
        """The instant from which it stands for good."""
        return self.at + UNDONE_WITHIN


class MergeMove(models.Model):
    """A row that a merge re-pointed from the merged customer to the survivor, by its kind and id."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    row = models.CharField(max_length=40)

    class Meta:
        constraints = (UniqueConstraint(fields=["merge", "kind", "field", "row"], name="a_row_moves_once_a_merge"),)
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


guards.declare(
    guards.audited(DuplicateCandidate),
    guards.audited(MergeRule),
    guards.audited(Merge),
    guards.frozen(Merge, when="OLD.undone_at IS NOT NULL", inv="INV-03", called="undone"),
    guards.append_only(Merge, inv="INV-03", updatable=("undone_at", "undone_by", "undone_why")),
    guards.append_only(MergeMove, inv="INV-03"),
)
