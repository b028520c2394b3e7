"""Activities: the list, and one of them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
)
from billing_suite.kernel.web.show import show_status
from billing_suite.kernel.web.thread import address_of
from crm.activities.models import KINDS, Activity

HELD = ("see_customers",)
LOG = "log_activity"


def activity_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to an activity's pages."""
    return [Crumb("Activities", reverse("activities")), *more]


def state_of(activity: Activity) -> str:
    """How it stands today, where the customer is served."""
    on = activity.customer.legal_entity.local_date(now())
    is_late = activity.status == "planned" and activity.due_on is not None and activity.due_on < on
    return "overdue" if is_late else activity.status


class ActivityList(ListPage):
    """What is to do and what was done with customers, one's own first."""

    model = Activity
    rights = HELD
    title = "Activities"
    eyebrow = "Sales"
    intro = "Calls, meetings, e-mails and tasks with customers: what is to do, and what was done."
    columns = (
        LinkColumn("Activity", "subject", "subject", to="activity", note="get_kind_display"),
        LinkColumn("Customer", "customer.name", "customer__name", to="customer", key="customer_id", phone="word"),
        Column("Contact", "contact.name"),
        DateColumn("Due", "due_on", "due_on"),
        DateColumn("Happened", lambda row: row.happened_at or row.done_at),
        Column("Owner", "owner.name", "owner__name"),
        StatusColumn("Status", state_of),
    )
    order = "due_on"
    search = ("subject", "text", "customer__name", "contact__name")
    search_hint = "Subject, customer or contact"
    choices = (Choice("kind", "Kind", KINDS),)
    presets = (
        Preset("mine", "Mine, due", lambda rows, request: rows.own(request.user).due(on=today("UTC"))),
        Preset("ahead", "Mine, to do", lambda rows, request: rows.own(request.user).to_do()),
        Preset("overdue", "Overdue", lambda rows, request: rows.overdue(on=today("UTC"))),
        Preset("done", "Done", lambda rows, request: rows.done()),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing here"
    empty_words = "An activity is logged or planned on the page of its customer."
    empty_icon = "calendar-due"

    def buttons(self) -> Sequence[Button]:
        """Where one is logged; one's own calendar."""
        return [
            Button("Calendar feed", reverse("calendar"), "calendar", LOG),
            Button("Choose a customer", reverse("customers"), "plus", LOG, "primary"),
        ]


class ActivityPage(DetailPage):
    """One activity: what, with whom, about what, and what came of it."""

    model = Activity
    rights = HELD
    template_name = "crm/activities/activity.html"
    status_field = ""

    def rows(self) -> Any:
        """With customer, contact and owner."""
        return super().rows().for_list().select_related("done_by")  # type: ignore[attr-defined]

    @property
    def eyebrow(self) -> str:  # type: ignore[override]
        """Its kind."""
        return str(self.record.get_kind_display())

    def intro(self) -> str:
        """With whom."""
        held = self.record
        return " · ".join(part for part in (held.contact and held.contact.name, held.customer.name) if part)

    def crumbs(self) -> Sequence[Crumb]:
        """Under activities."""
        return activity_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who, when, about what."""
        held = self.record
        told = [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Contact", held.contact, reverse("contact", args=[held.contact_id]) if held.contact_id else ""),
            Fact("Owner", held.owner.name),
        ]
        if held.about_kind:
            told.append(Fact("About", held.about_reference, address_of(held.about_kind, held.about_id)))
        if held.due_on is None:
            return [*told, Fact("Happened", held.happened_at)]
        told += [Fact("Due", held.due_on), Fact("Reminder", held.remind_on or "None")]
        return [*told, Fact("Done", held.done_at), Fact("Done by", held.done_by.name)] if held.done_by else told

    def verbs(self) -> Sequence[VerbButton]:
        """Do it, or put it off."""
        held, key = self.record, self.record.pk
        live = held.status == "planned"
        if held.due_on is None:
            return []
        why = "It is done already."
        return [
            VerbButton(
                "Postpone",
                reverse("activity-postponement", args=[key]),
                "calendar",
                LOG,
                enabled=live,
                why_not=why,
            ),
            VerbButton(
                "Complete",
                reverse("activity-completion", args=[key]),
                "check",
                LOG,
                "primary",
                enabled=live,
                why_not=why,
            ),
        ]

    def more(self) -> dict[str, Any]:
        """How it stands."""
        return {"standing": show_status(state_of(self.record))}
