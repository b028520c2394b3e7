"""Who does a task, what it waits for, how a project began, and plans to be used again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record
from projects.people.models import Person
from projects.plan.models.work import Project, Task


class Assignment(models.Model):
    """Somebody is to do a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints = (UniqueConstraint(fields=["task", "person"], name="one_assignment_a_person"),)
        ordering: ClassVar = ["person__user__name"]

    def __str__(self) -> str:
        return f"{self.person}: {self.task}"


class Dependency(models.Model):
    """A task that starts no earlier than so many working days after another has ended."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needed_by")
    lag_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["task", "needs"], name="one_dependency_a_pair"),
            CheckConstraint(condition=~Q(task=F("needs")), name="a_task_does_not_wait_for_itself"),
        )
        verbose_name_plural = "dependencies"

    def __str__(self) -> str:
        return f"{self.task} after {self.needs}"


class Kickoff(models.Model):
    """How a project began: what was in place, what was not, and who let it begin all the same, with their reason."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="kickoff")
    at = models.DateTimeField()
    missing = models.JSONField(default=list, blank=True)  # the sentences of what was not in place
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(missing=[], overridden_by__isnull=True, reason="")
                | ~Q(missing=[]) & Q(overridden_by__isnull=False) & ~Q(reason=""),
                name="a_kickoff_that_lacks_something_is_overridden_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Kickoff of {self.project}"


class PlanTemplateRows(OfficeRows["PlanTemplate"]):
    """Plan templates."""

    seen_with = "see_projects"


class PlanTemplate(Record):
    """How work of a kind is usually parted into tasks."""

    name = models.CharField(max_length=80, unique=True)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = PlanTemplateRows.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class TemplateTask(models.Model):
    """One part of it: its share of the minutes, and which part it waits for."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    share = SixPlacesField()
    after = models.PositiveSmallIntegerField(null=True, blank=True)  # the position of an earlier part

    class Meta:
        constraints = (
            UniqueConstraint(fields=["template", "position"], name="one_template_task_a_position"),
            UniqueConstraint(fields=["template", "name"], name="one_template_task_a_name"),
            CheckConstraint(condition=Q(share__gt=0), name="a_template_task_has_a_share"),
            CheckConstraint(
                condition=Q(after__isnull=True) | Q(after__lt=F("position")),
                name="a_template_task_waits_for_an_earlier",
            ),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


guards.declare(
    guards.audited(Assignment),
    guards.audited(Dependency),
    guards.append_only(Kickoff, inv="INV-26"),
    guards.audited(Kickoff),
    guards.audited(PlanTemplate),
    guards.audited(TemplateTask),
)
