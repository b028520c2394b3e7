"""What is asked for time: an entry, its corrections, a reason to return it, a file to import."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.web.forms import DayField, HoursField
from projects.plan.models import Task

DATE_FORMATS = (
    ("", "2026-01-31"),
    ("%d.%m.%Y", "31.01.2026"),
    ("%d/%m/%Y", "31/01/2026"),
    ("%m/%d/%Y", "01/31/2026"),
)


class EntryForm(forms.Form):
    """Minutes on one task and day; the tasks on offer are those of open projects."""

    task = forms.ModelChoiceField(Task.objects.none(), empty_label=None)
    work_date = DayField(label="Day")
    minutes = HoursField(label="Hours", help_text="1.5, 1:30 or 90m")
    note = forms.CharField(max_length=300, required=False, help_text="May be read by the customer.")
    billable = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, tasks: QuerySet[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task: Any = self.fields["task"]
        task.queryset = tasks
        task.choices = grouped(tasks)


def grouped(tasks: QuerySet[Task]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Tasks under their project, for a select; one query."""
    rows = tasks.select_related("project__customer").order_by("-project__reference", "position")
    return [
        (
            f"{project.name}, {project.customer.name}",
            [(str(task.pk), f"{project.reference} · {task.name}") for task in held],
        )
        for project, held in groupby(rows, lambda task: task.project)
    ]


class ChangeForm(forms.Form):
    """A draft as it is to be."""

    minutes = HoursField(label="Hours", help_text="1.5, 1:30 or 90m")
    note = forms.CharField(max_length=300, required=False)
    billable = forms.BooleanField(required=False)


class CorrectForm(forms.Form):
    """Approved time as it should have been."""

    minutes = HoursField(label="Right hours", help_text="1.5, 1:30 or 90m; 0 takes it back whole.")
    reason = forms.CharField(max_length=200, label="What was wrong")
    note = forms.CharField(max_length=300, required=False, help_text="Of the right entry; may be read by the customer.")
    billable = forms.BooleanField(required=False)
    on = DayField(
        required=False, label="Dated", help_text="Left out, as the entry. Another day where its books are closed."
    )


class TimerForm(forms.Form):
    """What the clock is to run on."""

    task = forms.ModelChoiceField(Task.objects.none(), empty_label=None)
    note = forms.CharField(max_length=300, required=False, help_text="May be read by the customer.")

    def __init__(self, *args: Any, tasks: QuerySet[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task: Any = self.fields["task"]
        task.queryset = tasks
        task.choices = grouped(tasks)


class ReturnForm(forms.Form):
    """Why time comes back to who logged it."""

    comment = forms.CharField(
        max_length=300, label="What has to change", widget=forms.Textarea({"rows": 3}), help_text="They read this."
    )


class SheetForm(forms.Form):
    """A time sheet of another tool."""

    sheet = forms.FileField(
        label="CSV file",
        allow_empty_file=True,
        help_text=f"At most {LIMIT // 1024 // 1024} MB. Its first line names the columns.",
        widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
    )
    date_format = forms.ChoiceField(
        choices=DATE_FORMATS, required=False, label="How days are written", help_text="Days are never guessed."
    )
