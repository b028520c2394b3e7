"""Whose books a list or a report shows."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from accounting.books.forms.periods import EntityForm
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.pages import Choice, SignedIn


def entities_for(user: Any) -> list[tuple[str, str]]:
    """The legal entities a person sees, for a filter."""
    return [(str(entity.pk), entity.name) for entity in LegalEntity.objects.visible_to(user)]


ENTITY = Choice("legal_entity", "Legal entity", entities_for)


class BooksPage(SignedIn):
    """A page over the books of one legal entity, chosen in a form above it that lands in the address."""

    rights = ("see_books",)
    form_class: ClassVar[type[EntityForm]] = EntityForm
    template_name: ClassVar[str] = ""
    title: ClassVar[str] = ""

    @cached_property
    def entities(self) -> list[LegalEntity]:
        """Whose books the person sees."""
        return list(LegalEntity.objects.visible_to(self.request.user).order_by("code"))

    def first(self, entity: LegalEntity) -> Mapping[str, str]:
        """What stands in the form, besides the entity, where the address leaves it out."""
        return {}

    def form(self) -> EntityForm:
        """The form over what the address says."""
        asked = self.request.GET.dict()
        known = next((one for one in self.entities if str(one.pk) == asked.get("entity")), self.entities[0])
        return self.form_class({"entity": str(known.pk), **self.first(known), **asked}, entities=self.entities)

    def found(self, entity: LegalEntity, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the page shows of these books."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; 400 where the form says something that cannot be."""
        told: dict[str, Any] = {"page": self, "title": self.title}
        if not self.entities:
            return render(request, self.template_name, told)
        form = self.form()
        if not form.is_valid():
            return render(request, self.template_name, told | {"form": form}, status=400)
        shown = self.found(form.cleaned_data["entity"], form.cleaned_data)
        return render(request, self.template_name, {**told, "form": form, **shown})
