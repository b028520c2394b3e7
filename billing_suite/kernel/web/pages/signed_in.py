"""Pages for colleagues: signed in, or sent to the sign-in page."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import NotAllowed
from billing_suite.kernel.web.viewer import Viewer, viewer_of


class SignedIn(LoginRequiredMixin, View):
    """Every page of the office begins here: the person is known, and holds one of the named rights or roles.

    Without either name, being signed in is enough (the rows themselves are filtered by
    `visible_to`). `areas` are the groups of the sidebar the page belongs to, for its eyebrow.
    """

    rights: ClassVar[Collection[str]] = ()
    roles: ClassVar[Collection[str]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse before anything is read (INV-30)."""
        if request.user.is_authenticated and not self.viewer.may(self.rights, self.roles):
            raise NotAllowed("your role does not include this page", rule=f"right {', '.join(self.rights)}".strip())
        return super().dispatch(request, *args, **kwargs)

    @property
    def viewer(self) -> Viewer:
        """Who looks at this page."""
        return viewer_of(self.request)

    @property
    def by(self) -> Actor:
        """The viewer as the one who acts."""
        return Actor.user(self.viewer.user)
