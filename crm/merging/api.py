"""Doubles, merges, merge rules and what other systems call a customer, in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.actions import name_externally
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DecimalString, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CUSTOMERS
from crm.duplicates.scoring import MARKED
from crm.merging.actions import (
    TAKEABLE,
    declare_merge_rule,
    end_merge_rule,
    keep_apart,
    merge_customers,
    propose_double,
    undo_merge,
)
from crm.merging.models import DuplicateCandidate, Merge, MergeRule


class CandidateSheet(Shown):
    """Two customers that may be one."""

    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = DuplicateCandidate
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "one",
            "other",
            "score",
            "reasons",
            "found_at",
            "state",
            "decided_at",
            "why",
        )


class RuleSheet(Shown):
    """When customers are merged without a person."""

    marks = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = MergeRule
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "name", "marks", "least_score", "since", "ended_at")


class MergeSheet(Shown):
    """One customer that went into another."""

    taken = serializers.DictField(read_only=True)

    class Meta:
        model = Merge
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "into",
            "merged",
            "rule",
            "reason",
            "taken",
            "at",
            "undone_at",
            "undone_why",
        )


class ExternalIdSheet(serializers.Serializer[Any]):
    """What another system calls a record."""

    system = serializers.CharField(read_only=True)
    external_id = serializers.CharField(read_only=True)
    record = serializers.UUIDField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class ProposalBody(Body):
    """The customer that it is the same as."""

    other = RecordField(CUSTOMERS)


class MergeBody(Body):
    """Who goes into the customer in the path, whose fields it takes, and why."""

    merged = RecordField(CUSTOMERS)
    take = serializers.ListField(child=serializers.ChoiceField(choices=TAKEABLE), max_length=20, required=False)
    reason = TextField(max_length=200)


class WhyBody(Body):
    """Why they are two."""

    why = TextField(max_length=200)


class RuleBody(Body):
    """What must be the same, and how high the score is at least."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    name = TextField(max_length=80)
    marks = serializers.ListField(child=serializers.ChoiceField(choices=tuple(MARKED)), min_length=1, max_length=9)
    least_score = DecimalString(at_least="3", at_most="999", places=3)


class ExternalIdBody(Body):
    """The system, a short name in small letters, and its id."""

    system = serializers.RegexField(r"^[a-z0-9_-]{1,40}\Z")
    external_id = TextField(max_length=120)


DUPLICATES = Listing(
    path="duplicates",
    model=DuplicateCandidate,
    row=CandidateSheet,
    filters={"state": "state", "one": "one", "other": "other"},
    orders=("-score", "found_at"),
)
MERGES = Listing(
    path="merges", model=Merge, row=MergeSheet, filters={"into": "into", "merged": "merged"}, orders=("-at",)
)
MERGE_RULES = Listing(
    path="merge-rules", model=MergeRule, row=RuleSheet, filters={"legal_entity": "legal_entity"}, orders=("name",)
)
DOORS = (
    DUPLICATES,
    Deed(path="customers/<str:id>/duplicates/", verb=propose_double, on=CUSTOMERS, body=ProposalBody, shows=DUPLICATES),
    Deed(path="duplicates/<str:id>/separation/", verb=keep_apart, on=DUPLICATES, body=WhyBody, shows=DUPLICATES),
    MERGES,
    Deed(path="customers/<str:id>/merges/", verb=merge_customers, on=CUSTOMERS, body=MergeBody, shows=MERGES),
    Deed(path="merges/<str:id>/undoing/", verb=undo_merge, on=MERGES, body=WhyBody, shows=MERGES),
    MERGE_RULES,
    Deed(path="merge-rules/", verb=declare_merge_rule, body=RuleBody, shows=MERGE_RULES),
    Deed(path="merge-rules/<str:id>/end/", verb=end_merge_rule, on=MERGE_RULES, shows=MERGE_RULES),
    Deed(
        path="customers/<str:id>/external-ids/",
        verb=name_externally,
        on=CUSTOMERS,
        body=ExternalIdBody,
        shows=ExternalIdSheet,
    ),
)
