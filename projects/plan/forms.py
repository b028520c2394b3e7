"""What is asked for a plan: who does what by when, what is handed over, and how it is answered."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import ROLES
from billing_suite.kernel.values.money import parse_decimal
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.forms import DayField, HoursField
from crm.customers.models import Contact
from projects.contracts.models import ContractLine
from projects.people.models import Person
from projects.plan.actions import Part
from projects.plan.models import Dependency, Milestone, Phase, PlanTemplate, Project, Task


class StaffForm(forms.Form):
    """Who leads a project, and the team that reaches it."""

    lead = forms.ModelChoiceField(Person.objects.none(), empty_label=None, help_text="Answers for hours and budget.")
    team = forms.ModelChoiceField(
        Group.objects.none(),
        empty_label=None,
        to_field_name="name",
        help_text="Its people see the project and all that hangs on it, as far as their roles go.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = Person.objects.visible_to(user).for_list().filter(left_on__isnull=True)
        team: Any = self.fields["team"]
        team.queryset = Group.objects.exclude(name__in=ROLES).order_by("name")


class AcceptanceForm(forms.Form):
    """The customer accepts a milestone: the typed name is the signature."""

    signed_by = forms.CharField(
        max_length=120, label="Your full name", help_text="Typing your name here is your signature."
    )
    title = forms.CharField(max_length=80, label="Your title")
    consent = forms.BooleanField(
        label="I have seen what was delivered and accept it for my company.",
        error_messages={"required": "Tick this to accept it."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in {"signed_by": "name", "title": "organization-title"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint


class ReturnForm(forms.Form):
    """The customer does not accept it yet."""

    reason = forms.CharField(max_length=1000, label="What is missing?", widget=forms.Textarea({"rows": 3}))


class RecordedAcceptanceForm(forms.Form):
    """An acceptance that reached us otherwise than by the link."""

    signed_by = forms.CharField(max_length=120, label="Who accepted it")
    title = forms.CharField(max_length=80, required=False, label="Their title")
    how = forms.CharField(max_length=200, label="How it reached us", help_text="Such as: letter of 2 March.")


class DeliveryForm(forms.Form):
    """Whom a milestone is handed to, and what we say to it."""

    to = forms.ModelChoiceField(Contact.objects.none(), empty_label=None, label="To")
    note = forms.CharField(max_length=1000, required=False, label="Our note", widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, customer: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = Contact.objects.visible_to(user).filter(customer=customer).order_by("name")


class DueForm(forms.Form):
    """When a milestone is to be reached."""

    due_on = DayField(required=False, label="Due")


class PhaseForm(forms.Form):
    """A further phase."""

    name = forms.CharField(max_length=80)


class TaskForm(forms.Form):
    """A task of a project: the promise it delivers, where it stands, and how much it is."""

    line = forms.ModelChoiceField(ContractLine.objects.none(), empty_label=None, label="Delivers")
    phase = forms.ModelChoiceField(Phase.objects.none(), empty_label=None)
    name = forms.CharField(max_length=200)
    minutes = HoursField(label="Hours")
    parent = forms.ModelChoiceField(
        Task.objects.none(), required=False, label="Part of", help_text="Its hours are taken from that task."
    )
    milestone = forms.ModelChoiceField(Milestone.objects.none(), required=False, label="Leads to")
    starts_on = DayField(required=False, label="Starts")
    ends_on = DayField(required=False, label="Ends")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, project)


class TaskChangesForm(forms.Form):
    """What may be changed of a task."""

    name = forms.CharField(max_length=200)
    estimate_minutes = HoursField(label="Hours")
    phase = forms.ModelChoiceField(Phase.objects.none(), empty_label=None)
    milestone = forms.ModelChoiceField(Milestone.objects.none(), required=False, label="Leads to")
    starts_on = DayField(required=False, label="Starts")
    ends_on = DayField(required=False, label="Ends")
    percent = forms.IntegerField(min_value=0, max_value=100, label="Done, in per cent")
    note = forms.CharField(max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, project)


def offer(form: forms.Form, project: Project) -> None:
    """The lines, phases, tasks and milestones of this project alone."""
    offered = {
        "line": ContractLine.objects.filter(contract=project.contract_id),
        "phase": project.phases.all(),
        "parent": project.tasks.order_by("position"),
        "milestone": project.milestones.exclude(status="accepted"),
    }
    for name, rows in offered.items():
        if name in form.fields:
            field: Any = form.fields[name]
            field.queryset = rows


class AssignmentForm(forms.Form):
    """Who is to do a task."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Who does it"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = Person.objects.visible_to(user).for_list().filter(left_on__isnull=True)


class WaitingForm(forms.Form):
    """What a task waits for."""

    needs = forms.ModelChoiceField(Task.objects.none(), empty_label=None, label="Waits for")
    lag_days = forms.IntegerField(min_value=0, max_value=365, initial=0, label="And so many working days")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs: Any = self.fields["needs"]
        taken = Dependency.objects.filter(task=task).values("needs")
        others = Task.objects.filter(project=task.project_id).exclude(pk=task.pk).exclude(pk__in=taken)
        needs.queryset = others.order_by("position")


class NoLongerWaitingForm(forms.Form):
    """What a task no longer waits for."""

    needs = forms.ModelMultipleChoiceField(
        Task.objects.none(), widget=forms.CheckboxSelectMultiple, label="No longer waits for"
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs: Any = self.fields["needs"]
        needs.queryset = Task.objects.filter(needed_by__task=task).order_by("position")


class KickoffForm(forms.Form):
    """Why a project begins though something is missing."""

    reason = forms.CharField(max_length=500, label="Why it begins all the same", widget=forms.Textarea({"rows": 2}))


class TemplateChoiceForm(forms.Form):
    """The template that parts a task."""

    template = forms.ModelChoiceField(PlanTemplate.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.queryset = PlanTemplate.objects.visible_to(user).filter(active=True)


class TemplateNameForm(forms.Form):
    """What a template made of a task is called."""

    name = forms.CharField(max_length=80)


class TemplateForm(TemplateNameForm):
    """A template by hand: a line a part, with its share and the number of the part it waits for."""

    tasks = forms.CharField(
        widget=forms.Textarea({"rows": 8}),
        label="Parts",
        help_text="A line a part: name; share; number of the part it waits for, if any. Such as: Build; 60; 1.",
    )

    def clean_tasks(self) -> list[Part]:
        """The parts, each line read."""
        told = []
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["tasks"].splitlines())), start=1):
            name, _, rest = line.partition(";")
            share, _, after = rest.partition(";")
            try:
                place = int(after) if after.strip() else None
                part = Part(name=name.strip(), share=parse_decimal(share.strip()), after=place)
            except (Refusal, ValueError):
                raise forms.ValidationError(f"line {number}: name; share; number of the part it waits for") from None
            told.append(part)
        return told
