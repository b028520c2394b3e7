"""Pages that log, plan, complete and postpone an activity."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from billing_suite.kernel.access.visible import find_visible
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, VerbPage
from billing_suite.kernel.web.thread import address_of
from crm.activities.actions import complete_activity, log_activity, plan_activity, postpone_activity
from crm.activities.forms import CompletionForm, LogForm, PlanForm, PostponementForm
from crm.activities.models import Activity
from crm.activities.views.shown import activity_crumbs
from crm.customers.models import Contact, Customer
from crm.customers.views import crumb_of, customer_crumbs


def about_query(record: Model) -> str:
    """The query string that says which record an activity is about."""
    return urlencode({"about": f"{record._meta.label_lower}:{record.pk}"})


def asked_record(text: str, user: Any) -> Any:
    """The record that a page was asked to be about, if this person may see it."""
    kind, _, key = text.partition(":")
    return find_visible(kind, key, user)


class OfCustomer(VerbPage):
    """An activity with a customer; `?contact=` and `?about=` say with whom and about what."""

    model = Customer
    two_columns = True

    def rows(self) -> Any:
        """With who serves them."""
        return super().rows().select_related("legal_entity")

    @cached_property
    def about(self) -> Any:
        """The record the person came from."""
        return asked_record(self.request.GET.get("about", ""), self.request.user)

    def form_arguments(self) -> dict[str, Any]:
        """The customer gives the contacts."""
        return {"customer": self.record, "user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """The contact the person came from."""
        contact = asked_record(f"crm.contact:{self.request.GET.get('contact', '')}", self.request.user)
        return {"contact": contact if isinstance(contact, Contact) else getattr(self.about, "contact", None)}

    def question(self) -> str:
        """With whom, about what."""
        return f"With {self.record.name}, about {self.about}." if self.about else f"With {self.record.name}."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the record it is about, else under the customer."""
        held = [crumb_of(self.record)]
        if self.about and (url := address_of(self.about._meta.label_lower, str(self.about.pk))):
            held.append(Crumb(str(self.about), url))
        return customer_crumbs(*held)

    def success_url(self, done: Activity) -> str:
        """Back to where the person came from."""
        return self.cancel_url()


class LogActivity(OfCustomer):
    """Something that happened with a customer."""

    verb = staticmethod(log_activity)
    form_class = LogForm
    title = "Log an activity"
    submit_label = "Log"

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {**super().initial(), "day": self.record.legal_entity.local_date(now())}

    def perform(self, form: Any) -> Activity:
        """One call of the verb."""
        at, told = now(), dict(form.cleaned_data)
        for name in ("day", "hour"):
            told.pop(name)
        return log_activity(self.record, **told, happened_at=form.happened_at(at), about=self.about, at=at, by=self.by)

    def success_message(self, done: Activity) -> str:
        """Named."""
        return f"{done.get_kind_display()} logged: {done.subject}"


class PlanActivity(OfCustomer):
    """Something to be done with a customer."""

    verb = staticmethod(plan_activity)
    form_class = PlanForm
    title = "Plan an activity"
    submit_label = "Plan"

    def initial(self) -> dict[str, Any]:
        """One's own."""
        return {**super().initial(), "owner": self.request.user}

    def perform(self, form: Any) -> Activity:
        """One call of the verb."""
        return plan_activity(self.record, **form.cleaned_data, about=self.about, by=self.by)

    def success_message(self, done: Activity) -> str:
        """Named."""
        return f"{done.get_kind_display()} planned: {done.subject}"


class OneActivity(VerbPage):
    """A verb on one activity."""

    model = Activity

    def crumbs(self) -> Sequence[Crumb]:
        """Under the activity."""
        return activity_crumbs(Crumb(self.record.subject, reverse("activity", args=[self.record.pk])))

    def success_url(self, done: Activity) -> str:
        """Back to it."""
        return reverse("activity", args=[done.pk])


class CompleteActivity(OneActivity):
    """It is done."""

    verb = staticmethod(complete_activity)
    form_class = CompletionForm
    title = "Complete the activity"
    submit_label = "Complete"

    def arguments(self) -> dict[str, Any]:
        """Just now."""
        return {"at": now()}

    def question(self) -> str:
        """What is done."""
        return f"{self.record.subject}: done, and what came of it."

    def success_message(self, done: Activity) -> str:
        """Said."""
        return f"{done.subject} is done."


class PostponeActivity(OneActivity):
    """To another day."""

    verb = staticmethod(postpone_activity)
    form_class = PostponementForm
    title = "Postpone the activity"
    submit_label = "Postpone"

    def initial(self) -> dict[str, Any]:
        """The days it has."""
        return {"due_on": self.record.due_on, "remind_on": self.record.remind_on}

    def success_message(self, done: Activity) -> str:
        """Until when."""
        return f"{done.subject} is due {done.due_on:%d %b %Y}."
