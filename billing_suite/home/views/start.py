"""The home page: what waits for the person who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from billing_suite.home.reports import Desk, for_me
from billing_suite.kernel.access.people import ROLES
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import SignedIn


class HomePage(SignedIn):
    """One's own desk: a queue for each kind of thing one may act on, those with something in them first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The queues that hold something, what cannot wait before the rest; the empty ones by name."""
        queues = for_me(Desk(request.user, self.viewer.rights, self.viewer.roles, now()))
        waiting = sorted((queue for queue in queues if queue.count), key=lambda queue: not queue.urgent)
        context = {
            "title": "Home",
            "queues": waiting,
            "clear": [queue for queue in queues if not queue.count],
            "roles": ", ".join(sorted(role.capitalize() for role in self.viewer.roles if role in ROLES)),
            "has_rights": bool(self.viewer.rights),
        }
        return render(request, "home/home.html", context)
