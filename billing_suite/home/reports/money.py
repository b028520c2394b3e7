"""What waits in finance: approvals, issuing, receivables, receipts, work to bill."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, Sum
from django.urls import reverse

from accounting.billing.drafting import unclaimed
from accounting.billing.models import Invoice, OpenItem
from accounting.billing.reports import past_due
from accounting.cash.models import Receipt
from accounting.cash.reports import left
from billing_suite.home.reports.desk import READ, Desk, Line, Queue, amount_of
from billing_suite.kernel.access.approvals import ApprovalPolicy, Subject, makers_of, may_approve, policy_for
from billing_suite.kernel.access.people import User
from billing_suite.kernel.values.dates import in_force, month_start
from billing_suite.kernel.values.refusals import Refusal
from projects.time.models import TimeEntry


def invoices_to_approve(desk: Desk) -> Queue:
    """Drafts: for whoever may approve that amount and made none of it. Four queries."""
    drafts = Invoice.objects.visible_to(desk.user).in_state("draft").select_related("customer", "run")
    held = list(drafts.order_by("reference")[:READ])
    makers = makers_of("invoice", [draft.pk for draft in held])
    policies = sorted(
        ApprovalPolicy.objects.filter(in_force(desk.at.date()), subject="invoice").select_related("role"),
        key=lambda policy: policy.above_minor,
        reverse=True,
    )
    people = {} if desk.mine else people_by_role()
    lines = []
    for draft in held:
        policy = policy_of(policies, draft)
        tags = makers.get(str(draft.pk), [])
        if desk.mine and (policy is None or desk.tag in tags or not may_approve(policy, frozenset(desk.roles))):
            continue
        lines.append(
            Line(
                draft.reference,
                reverse("invoice", args=[draft.pk]),
                note=draft.customer.name,
                whom="" if desk.mine else approvers(policy, people, tags),
                since=draft.run.started_at,
                amount=draft.gross,
                status="draft",
            )
        )
    return Queue("Invoices to approve", "thumb-up", f"{reverse('invoices')}?view=drafts", lines)


def policy_of(policies: Sequence[ApprovalPolicy], draft: Invoice) -> ApprovalPolicy | None:
    """The policy that says who approves a draft, or None where nobody may."""
    subject = Subject("invoice", str(draft.pk), draft.version, "", draft.gross, draft.reference)
    try:
        return policy_for(policies, subject)
    except Refusal:
        return None


def people_by_role() -> dict[str, list[tuple[str, str]]]:
    """Tag and name of the active people of each role: one query."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = User.objects.filter(is_active=True, groups__isnull=False).order_by("name")
    for pk, name, role in rows.values_list("pk", "name", "groups__name"):
        found[role].append((f"user:{pk}", name))
    return found


def approvers(policy: ApprovalPolicy | None, people: dict[str, list[tuple[str, str]]], makers: Sequence[str]) -> str:
    """The names of those who may say yes: the policy's role without the makers."""
    if policy is None:
        return "nobody: no approval policy covers it"
    free = [name for tag, name in people.get(policy.role.name, []) if tag not in makers]
    return " or ".join(free) or f"somebody of {policy.role.name} who did not make it"


def invoices_to_issue(desk: Desk) -> Queue:
    """Approved drafts without a number yet."""
    rows = Invoice.objects.visible_to(desk.user).in_state("approved").select_related("customer", "approval")
    lines = [
        Line(
            one.reference,
            reverse("invoice", args=[one.pk]),
            note=one.customer.name,
            whom="" if desk.mine else "finance",
            since=one.approval.approved_at if one.approval else None,
            amount=one.gross,
            status="approved",
        )
        for one in rows.order_by("reference")[:READ]
    ]
    return Queue("Invoices to issue", "send", f"{reverse('invoices')}?view=approved", lines)


def overdue_receivables(desk: Desk) -> Queue:
    """Open items past their due date, the oldest first."""
    late = OpenItem.objects.visible_to(desk.user).for_list().still_open().filter(past_due(desk.entities, at=desk.at))
    lines = [
        Line(
            str(item.invoice.number),
            reverse("invoice", args=[item.pk]),
            note=item.customer.name,
            whom="" if desk.mine else item.customer.name,
            since=item.due_on,
            amount=item.open,
            status="overdue",
        )
        for item in late.order_by("due_on", "pk")[:READ]
    ]
    return Queue("Overdue receivables", "coins", f"{reverse('receivables')}?view=overdue", lines, urgent=True)


def receipts_to_allocate(desk: Desk) -> Queue:
    """Money that is not set against an invoice yet."""
    rows = Receipt.objects.visible_to(desk.user).for_list().filter(allocated_minor__lt=F("amount_minor"))
    lines = [
        Line(
            one.reference,
            reverse("receipt", args=[one.pk]),
            note=one.customer.name,
            whom="" if desk.mine else "finance",
            since=one.received_on,
            amount=left(one),
            status="partial" if one.allocated_minor else "open",
        )
        for one in rows.order_by("received_on", "reference")[:READ]
    ]
    return Queue("Receipts to allocate", "cash", f"{reverse('receipts')}?view=open", lines)


def work_to_bill(desk: Desk) -> Queue:
    """Approved billable work through the end of last month that is on no invoice, by legal entity: two queries."""
    ends = {entity.pk: last_month_end(entity.local_date(desk.at)) for entity in desk.entities}
    through = Q(pk__in=[])
    for pk, end in ends.items():
        through |= Q(project__legal_entity=pk, work_date__lte=end)
    seen = (
        TimeEntry.objects.visible_to(desk.user)
        .approved()
        .by_entry()
        .filter(through, project__contract__status="active")
    )
    sums: dict[Any, Any] = {
        row["project__legal_entity"]: row
        for row in unclaimed(seen)
        .order_by()
        .values("project__legal_entity")
        .annotate(n=Count("pk"), minutes=Sum("minutes"), first=Min("work_date"))
    }
    start = reverse("billing-run-start")
    lines = [
        Line(
            entity.name,
            f"{start}?entity={entity.pk}&through={ends[entity.pk]}",
            note=f"{amount_of(sums[entity.pk]['n'], sums[entity.pk]['minutes'])} approved",
            whom="" if desk.mine else "finance",
            since=sums[entity.pk]["first"],
        )
        for entity in desk.entities
        if entity.pk in sums
    ]
    return Queue("Work to bill", "stack-2", start, lines)


def last_month_end(day: date) -> date:
    """The last day of the month before."""
    return date.fromordinal(month_start(day).toordinal() - 1)
