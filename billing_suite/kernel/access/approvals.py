"""Four eyes: who made a record does not approve it, on any route (INV-27, RULES 37)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.people import User
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated, in_force
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.money import Money, dump, to_minor
from billing_suite.kernel.values.refusals import NotAllowed, Refusal


class OwnWork(NotAllowed):
    """The checker is one of the makers."""

    code = "approver-is-a-maker"


class PolicyMissing(Refusal):
    """No approval policy says who approves this: nothing is approved by default."""

    code = "approval-policy-missing"


class ApprovalPolicy(Record, Dated):
    """From an amount on, people of this role approve this kind of document, in this currency."""

    subject = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    above_minor = MinorUnitsField(default=0)
    above = MoneyValue("above_minor")
    role = models.ForeignKey(Group, on_delete=models.PROTECT)
    history = history()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["subject", "currency", "above_minor", "valid_from"], name="one_policy_a_threshold"
            ),
        )
        verbose_name_plural = "approval policies"

    def __str__(self) -> str:
        return f"{self.subject} above {self.above_minor} {self.currency}: {self.role}"


class Making(models.Model):
    """Somebody drafted or edited a record: every editor is a maker (INV-27)."""

    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    maker = models.CharField(max_length=80)

    class Meta:
        constraints = (UniqueConstraint(fields=["subject", "subject_id", "maker"], name="a_maker_stands_once"),)

    def __str__(self) -> str:
        return f"{self.maker} made {self.subject} {self.subject_id}"


class Approval(Record):
    """Somebody who is no maker (or a policy) said yes to one version of one record, by its content's hash."""

    subject = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    version = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    makers = models.TextField()  # "user:…|user:…|", copied and frozen
    approver = models.CharField(max_length=80, null=True)
    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.PROTECT, null=True)
    automatic = models.BooleanField(default=False)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["subject", "subject_id", "version"], name="one_approval_a_version"),
            CheckConstraint(  # INV-27
                condition=Q(approver__isnull=False, automatic=False)
                | Q(approver__isnull=True, automatic=True, policy__isnull=False),
                name="approved_by_a_person_or_a_policy",
            ),
            CheckConstraint(  # INV-27
                condition=Q(approver__isnull=True) | ~Q(makers__contains=F("approver")),
                name="approver_is_no_maker",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} v{self.version} by {self.approver or self.policy}"


guards.declare(guards.append_only(Approval, inv="INV-27"), guards.audited(ApprovalPolicy))


@dataclass(frozen=True)
class Subject:
    """A record put up for approval: its kind and id, the version and content hash, what it is worth."""

    kind: str
    id: str
    version: int
    content_hash: str
    worth: Money
    label: str


def content_hash(content: Any) -> str:
    """SHA-256 of what an approval covers, independent of key order (INV-28)."""
    text = json.dumps(content, sort_keys=True, default=_plain, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return dump(value) if isinstance(value, Money) else str(value)


def note_makers(kind: str, ids: Iterable[Any], makers: Sequence[Actor]) -> None:
    """Remember who drafted or edited these records. Call within a verb."""
    Making.objects.bulk_create(
        [Making(subject=kind, subject_id=str(i), maker=maker.tag) for i in ids for maker in makers],
        ignore_conflicts=True,
    )


def makers_of(kind: str, ids: Iterable[Any]) -> dict[str, list[str]]:
    """The makers' tags by record id, in one query."""
    found: dict[str, list[str]] = {}
    rows = Making.objects.filter(subject=kind, subject_id__in=[str(i) for i in ids]).order_by("id")
    for subject_id, maker in rows.values_list("subject_id", "maker"):
        found.setdefault(subject_id, []).append(maker)
    return found


@dataclass(frozen=True)
class ApprovalFacts:
    """What approving needs to know about a set of subjects: their makers, the policies, the checker's roles."""

    makers: Mapping[str, Sequence[str]]
    policies: Sequence[ApprovalPolicy]
    roles: frozenset[str]
    checker: Actor


def load_approval_facts(kind: str, ids: Iterable[Any], *, by: Actor, on: date) -> ApprovalFacts:
    """Three queries, whatever the number of records."""
    policies = ApprovalPolicy.objects.filter(in_force(on), subject=kind).select_related("role")
    roles = Group.objects.filter(user__pk=by.key).values_list("name", flat=True) if by.kind == "user" else ()
    ranked = sorted(policies, key=lambda policy: policy.above_minor, reverse=True)
    return ApprovalFacts(makers_of(kind, ids), ranked, frozenset(roles), by)


def decide_approval(facts: ApprovalFacts, subject: Subject, *, at: datetime) -> Approval:
    """The approval row to write, or a refusal: own work, no policy for the currency, threshold above the role."""
    makers = facts.makers.get(subject.id, ())
    if not makers:
        raise PolicyMissing(f"{subject.label} has no known maker", record=subject.label, rule="INV-27")
    if facts.checker.tag in makers:  # INV-27
        raise OwnWork(
            f"{facts.checker.label} made {subject.label} and cannot approve it",
            record=subject.label,
            rule="INV-27",
        )
    policy = policy_for(facts.policies, subject)
    if not may_approve(policy, facts.roles):
        raise NotAllowed(
            f"{subject.label} is worth {subject.worth}: it is for the {policy.role.name} to approve",
            code="above-threshold",
            record=subject.label,
            rule="DESIGN 6",
        )
    return Approval(
        subject=subject.kind,
        subject_id=subject.id,
        version=subject.version,
        content_hash=subject.content_hash,
        makers="".join(f"{maker}|" for maker in makers),
        approver=facts.checker.tag,
        policy=policy,
        approved_at=at,
    )


def policy_for(policies: Sequence[ApprovalPolicy], subject: Subject) -> ApprovalPolicy:
    """The policy with the highest threshold that the worth reaches, in the document's currency."""
    worth, currency = abs(to_minor(subject.worth)), subject.worth.currency.code
    for policy in policies:
        if policy.currency == currency and worth >= policy.above_minor:
            return policy
    raise PolicyMissing(f"no approval policy for {subject.kind} in {currency}", record=subject.label, rule="INV-27")


def may_approve(policy: ApprovalPolicy, roles: frozenset[str]) -> bool:
    """The policy's role, or the controller, who stands above every threshold."""
    return policy.role.name in roles or "controller" in roles


def users_with_role(role: str) -> models.QuerySet[User]:
    """Active people of a role."""
    return User.objects.filter(groups__name=role, is_active=True)
