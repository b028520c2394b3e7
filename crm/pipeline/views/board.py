"""The board: a pipeline's open stages side by side, cards dragged or moved by their menu, each move one verb."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.pages import OneRecord
from billing_suite.kernel.web.pages.signed_in import SignedIn
from crm.pipeline.actions import move_opportunity
from crm.pipeline.models import Opportunity, Pipeline, Stage
from crm.pipeline.reports import board_columns

CARDS = 25  # a column shows so many; the list shows all


class Board(SignedIn):
    """A pipeline as columns of cards: everybody's, or one's own."""

    rights = ("see_opportunities",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The board of the pipeline that is named, or of the first."""
        pipelines = list(Pipeline.objects.filter(active=True).order_by("position"))
        asked = request.GET.get("pipeline", "")
        pipeline = next((one for one in pipelines if str(one.pk) == asked), pipelines[0] if pipelines else None)
        rows = Opportunity.objects.visible_to(self.viewer.reader)
        whose = "mine" if request.GET.get("view") == "mine" else "all"
        if whose == "mine":
            rows = rows.filter(owner=self.viewer.user)
        stages = list(pipeline.stages.order_by("position")) if pipeline else []
        columns = list(board_columns(stages, rows, on=today("UTC"), most=CARDS))
        at = now()
        context = {
            "title": "Board",
            "page": self,
            "pipelines": pipelines,
            "pipeline": pipeline,
            "whose": whose,
            "columns": columns,
            "late": {card.pk for _, cards, _ in columns for card in cards if card.is_stalled(at)},
            "targets": [stage for stage in stages if stage.outcome != "won"],
            "may_move": "open_opportunity" in self.viewer.rights,
        }
        return render(request, "crm/pipeline/board.html", context)


class BoardMove(OneRecord):
    """A card that was dropped on a column, or sent there by its menu: one move, or why not."""

    model = Opportunity
    rights = ("see_opportunities",)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb; a refusal is told in words, and the card goes back. Losing it asks why, on its own page."""
        asked = request.POST.get("stage", "")
        stage = Stage.objects.filter(pk=asked).first() if asked.isdecimal() else None
        if stage is None:
            return JsonResponse({"message": "There is no such stage."}, status=400)
        if stage.outcome == "lost":
            return JsonResponse({"goto": f"{reverse('opportunity-move', args=[self.record.pk])}?stage={stage.pk}"})
        try:
            move_opportunity(self.record, stage=stage, at=now(), by=self.by)
        except Refusal as refusal:
            return JsonResponse({"message": refusal.message}, status=refusal.status)
        return HttpResponse(status=204)
