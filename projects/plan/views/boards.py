"""The board of a project's tasks, and its plan on a calendar."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.pages import Crumb, OneRecord
from projects.plan.actions import move_task
from projects.plan.gantt import drawn
from projects.plan.models import Project, Task
from projects.plan.reports import board_of, scheduled
from projects.plan.views.work import crumb_of, project_crumbs


class OfProject(OneRecord):
    """A page that shows one project's plan."""

    model = Project
    rights = ("see_projects",)
    template_name = ""
    title = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        crumbs: Sequence[Crumb] = project_crumbs(crumb_of(self.record))
        context = {"title": self.title, "page": self, "record": self.record, "crumbs": crumbs, **self.shown()}
        return render(request, self.template_name, context)

    def shown(self) -> dict[str, Any]:
        """What the template arranges."""
        raise NotImplementedError


class TaskBoard(OfProject):
    """Tasks as cards: to do, doing, done."""

    template_name = "projects/plan/board.html"
    title = "Task board"

    def shown(self) -> dict[str, Any]:
        """Its columns."""
        may_move = "plan_work" in self.viewer.rights and self.record.status != "closed"
        columns = [
            (status, name, cards, format_html_join("", '<option value="{}">{}</option>', others))
            for status, name, cards, others in board_of(self.record)
        ]
        return {"columns": columns, "may_move": may_move}


class TaskMove(OneRecord):
    """A card that was dropped on a column, or sent there by its menu: one move, or why not."""

    model = Task
    rights = ("see_projects",)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb; a refusal is told in words, and the card goes back."""
        try:
            move_task(self.record, status=request.POST.get("stage", "")[:8], by=self.by)
        except Refusal as refusal:
            return JsonResponse({"message": refusal.message}, status=refusal.status)
        return HttpResponse(status=204)


class PlanPage(OfProject):
    """The plan on a calendar: bars for tasks, lines for what waits, diamonds for milestones."""

    template_name = "projects/plan/gantt.html"
    title = "Plan"

    def rows(self) -> Any:
        """With whose day it is."""
        return super().rows().select_related("legal_entity")

    def shown(self) -> dict[str, Any]:
        """The drawing, and the same in words."""
        plan = scheduled(self.record)
        on = today(self.record.legal_entity.time_zone)
        return {
            "plan": plan,
            "chart": drawn(plan, on=on),
            "may_plan": "plan_work" in self.viewer.rights and self.record.status != "closed",
            "board": reverse("project-board", args=[self.record.pk]),
        }
