"""Kicking a project off by page."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from billing_suite.kernel.values.clock import now
from projects.plan.actions import override_kickoff, start_project
from projects.plan.forms import KickoffForm
from projects.plan.kickoff import findings_of
from projects.plan.models import Project
from projects.plan.views.planning import OnProject


class StartProject(OnProject):
    """What has to be in place, and the start."""

    verb: ClassVar[Callable[..., Any] | None] = staticmethod(start_project)
    template_name = "projects/plan/kickoff.html"
    title = "Start the project"
    submit_label = "Start project"

    def rows(self) -> Any:
        """With what the conditions ask for."""
        return super().rows().select_related("customer", "contract__version")

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record}: from now on time is booked on it."

    def context(self, form: Any) -> dict[str, Any]:
        """With what was looked at."""
        found = findings_of(self.record)
        return {**super().context(form), "findings": found, "is_ready": all(each.is_met for each in found)}

    def success_message(self, done: Project) -> str:
        """Named."""
        return f"{done.reference} has begun."


class OverrideKickoff(StartProject):
    """Somebody lets it begin though something is missing."""

    verb: ClassVar[Callable[..., Any] | None] = staticmethod(override_kickoff)
    form_class = KickoffForm
    title = "Let the project begin all the same"
    submit_label = "Let it begin"
    danger = True

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record}: your name, your reason and what is missing stay with the project."
