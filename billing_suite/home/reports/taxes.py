"""What waits of tax returns: those whose days are over and that nobody filed, and those filed and not paid."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounting.returns.models import TaxReturn
from accounting.returns.reports import is_overdue
from billing_suite.home.reports.desk import READ, Desk, Line, Queue


def returns_to_file(desk: Desk) -> Queue:
    """Returns whose span is over; on one's own desk without those one prepared."""
    over = Q(pk__in=[])
    for entity in desk.entities:
        over |= Q(registration__legal_entity=entity, ends_on__lt=entity.local_date(desk.at))
    rows = TaxReturn.objects.visible_to(desk.user).filter(over, status="open")
    if desk.mine:
        rows = rows.exclude(prepared_by=desk.tag)
    return _queue(desk, "Tax returns to file", "send", "open", rows, whom="the controllers")


def returns_to_remit(desk: Desk) -> Queue:
    """Returns that were filed with something to pay."""
    rows = TaxReturn.objects.visible_to(desk.user).to_remit()
    return _queue(desk, "Tax returns to remit", "cash", "filed", rows, whom="finance")


def _queue(desk: Desk, title: str, icon: str, view: str, rows: Any, *, whom: str) -> Queue:
    """The soonest due first; urgent where one is overdue: one query."""
    held = list(rows.for_list().order_by("due_on", "pk")[:READ])
    late = {one.pk for one in held if is_overdue(one, today=one.registration.legal_entity.local_date(desk.at))}
    lines = [
        Line(
            f"{one.registration} {one.starts_on:%Y-%m}",
            reverse("tax-return", args=[one.pk]),
            note=one.reference,
            whom="" if desk.mine else whom,
            since=one.due_on,
            amount=one.payable if one.status == "filed" else None,
            status="overdue" if one.pk in late else "due",
        )
        for one in held
    ]
    return Queue(title, icon, f"{reverse('tax-returns')}?view={view}", lines, urgent=bool(late))
