"""Files that were asked for: the page that waits for one, and its bytes."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from billing_suite.kernel.web.pages import Button, OneRecord
from billing_suite.kernel.work.models import Handout

SHOWN = "application/pdf"  # a browser opens it; everything else is saved


class HandoutPage(OneRecord):
    """A file on its way: asked again until it is made; a PDF then opens by itself."""

    model = Handout
    template_name = "home/handout.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; for htmx the part that moves, or where the PDF is."""
        handout = self.record
        context = {"page": self, "title": handout.about, "record": handout, "buttons": self.buttons()}
        if request.headers.get("HX-Request") != "true":
            return render(request, self.template_name, context)
        answer = render(request, "home/handout_progress.html", context)
        if handout.status == "made" and handout.media_type == SHOWN:
            answer.headers["HX-Redirect"] = reverse("handout-file", args=[handout.pk])
        return answer

    def buttons(self) -> Sequence[Button]:
        """The file, once it is there."""
        handout = self.record
        if handout.status != "made":
            return []
        label, icon = ("Open", "eye") if handout.media_type == SHOWN else ("Download", "download")
        return [Button(label, reverse("handout-file", args=[handout.pk]), icon, "", "primary")]


class HandoutFile(OneRecord):
    """The bytes, to whoever asked for them."""

    model = Handout

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A PDF to look at, everything else to save."""
        handout = self.record
        if handout.status != "made":
            raise Http404("there is no such file")
        response = HttpResponse(bytes(handout.content), content_type=handout.media_type)
        saved = handout.media_type != SHOWN
        response.headers["Content-Disposition"] = content_disposition_header(saved, handout.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
