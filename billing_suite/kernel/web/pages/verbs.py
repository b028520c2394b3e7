"""Pages that do something: a form is shown, its answer calls one verb, a refusal comes back in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from billing_suite.kernel.access.verb import VERBS
from billing_suite.kernel.values.refusals import NotAllowed, NotFound, Refusal
from billing_suite.kernel.web.pages.record import Crumb, OneRecord
from billing_suite.kernel.web.pages.signed_in import SignedIn
from billing_suite.kernel.web.refused import refuse_on


class FormPage(SignedIn):
    """A form and the one verb it leads to.

    GET shows the form; POST checks it and calls `perform`. A refusal becomes words on the form,
    with its own HTTP status, code, record and rule; success goes to `success_url` with a message.
    `verb` is the verb function; its right is asked before the form is shown.
    """

    verb: ClassVar[Callable[..., Any] | None] = None
    form_class: ClassVar[type[forms.BaseForm]] = forms.Form
    template_name: ClassVar[str] = "kernel/form.html"
    title: ClassVar[str] = ""
    eyebrow: ClassVar[str] = ""
    submit_label: ClassVar[str] = "Save"
    danger: ClassVar[bool] = False
    two_columns: ClassVar[bool] = False
    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without the verb's right there is no form either; the verb asks again (INV-30)."""
        if request.user.is_authenticated and self.right and self.right not in self.viewer.rights:
            raise NotAllowed(f"{request.user} may not {self.verb_title}", rule=f"right {self.right}")
        return super().dispatch(request, *args, **kwargs)

    @property
    def right(self) -> str:
        """The right of the verb."""
        entry = VERBS.get(getattr(self.verb, "__name__", ""))
        return entry.right if entry else ""

    @property
    def verb_title(self) -> str:
        """What people call the verb."""
        entry = VERBS.get(getattr(self.verb, "__name__", ""))
        return entry.title if entry else "do this"

    @property
    def look(self) -> str:
        """The look of the button that does it."""
        return "danger" if self.danger else "primary"

    # --- what a page may say for itself ---------------------------------------------------------
    def perform(self, form: Any) -> Any:
        """Call the verb with what was filled in."""
        if self.verb is None:
            raise NotImplementedError("a form page names its verb or says how to perform it")
        return type(self).verb(**form.cleaned_data, **self.arguments(), by=self.by)  # type: ignore[misc]

    def arguments(self) -> Mapping[str, Any]:
        """What the verb needs besides the form: doors read the clock here."""
        return {}

    def initial(self) -> Mapping[str, Any]:
        """What stands in the form at first."""
        return {}

    def form_arguments(self) -> Mapping[str, Any]:
        """What the form's constructor needs besides data and initial."""
        return {}

    def question(self) -> str:
        """What is asked above the form, and what will come of it."""
        return ""

    def crumbs(self) -> Sequence[Crumb]:
        """The pages above this one."""
        return ()

    def cancel_url(self) -> str:
        """Where "Cancel" leads: the page above."""
        return next((crumb.url for crumb in reversed(self.crumbs())), "/")

    def success_url(self, done: Any) -> str:
        """Where to go after the verb."""
        raise NotImplementedError("a form page says where success leads")

    def success_message(self, done: Any) -> str:
        """What is said there; "" where the page speaks for itself."""
        return f"{self.title or 'Saved'}: done"

    # --- the request ----------------------------------------------------------------------------
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The empty form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb, once the form is right."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            done = self.perform(form)
        except NotFound:
            raise
        except Refusal as refusal:
            refuse_on(form, refusal)
            return self.page(form, status=refusal.status, refusal=refusal)
        if told := self.success_message(done):
            messages.success(request, told)
        return HttpResponseRedirect(self.success_url(done))

    def form(self, data: Any = None, files: Any = None) -> Any:
        """The form, filled or not."""
        return self.form_class(data, files, initial=dict(self.initial()), **self.form_arguments())

    def page(self, form: Any, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """The form's page."""
        return render(self.request, self.template_name, {**self.context(form), "refusal": refusal}, status=status)

    def context(self, form: Any) -> dict[str, Any]:
        """What the template arranges."""
        return {
            "page": self,
            "form": form,
            "title": self.title,
            "question": self.question(),
            "crumbs": self.crumbs(),
            "cancel_url": self.cancel_url(),
        }


class VerbPage(FormPage, OneRecord):
    """A verb on one record: its page asks what the verb needs and says what will come of it.

    The verb takes the record first and the form's fields by keyword.
    """

    submit_label: ClassVar[str] = "Confirm"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question, if the record is there for this person."""
        self.record  # noqa: B018 - found, or 404
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> Any:
        """Call the verb on the record."""
        return type(self).verb(self.record, **form.cleaned_data, **self.arguments(), by=self.by)  # type: ignore[misc]

    def context(self, form: Any) -> dict[str, Any]:
        """The form's context with the record."""
        return {**super().context(form), "record": self.record}
