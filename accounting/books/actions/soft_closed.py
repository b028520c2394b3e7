"""The controller's yes to what the suite itself computes for a soft-closed period: revaluation, year end (INV-05)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import Group

from accounting.books.actions.posting import APPROVED_AS, Chart
from accounting.books.postings import EntryDraft
from billing_suite.kernel.access.approvals import Approval, content_hash
from billing_suite.kernel.record.acting import Actor


def with_controllers_yes(
    drafts: Sequence[EntryDraft], chart: Chart, *, maker: str, at: datetime, by: Actor
) -> list[EntryDraft]:
    """Computed entries, those dated in a soft-closed period approved by the controller who has them posted.

    Nobody wrote them: their maker is the computation that `maker` names. Whoever is no controller gets them
    back as they were, and a soft-closed period refuses them.
    """
    is_controller = by.kind == "user" and Group.objects.filter(user__pk=by.key, name="controller").exists()
    return [_approved(draft, chart, maker, at, by) if is_controller else draft for draft in drafts]


def _approved(draft: EntryDraft, chart: Chart, maker: str, at: datetime, by: Actor) -> EntryDraft:
    period = chart.period(draft.legal_entity, draft.on, draft.reference, controllers=True)
    if period.status != "soft_closed":
        return draft
    lines = [[line.role, line.key, str(line.account), line.amount, line.base] for line in draft.lines]
    approval = Approval(
        subject=APPROVED_AS,
        version=1,
        content_hash=content_hash([draft.reference, draft.on, draft.rate.base, lines]),
        makers=f"system:{maker}|",
        approver=by.tag,
        approved_at=at,
    )
    return replace(draft, approval=approval)
