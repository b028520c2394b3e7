"""A verb whose arguments stand in the address: its page asks for a yes only."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from accounting.books.forms.periods import EntityForm
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import Crumb, FormPage


class AskedByAddress(FormPage):
    """The page above leads here with a legal entity and a day in the address."""

    eyebrow = "Books"
    asks: ClassVar[type[EntityForm]]
    above: ClassVar[tuple[str, str]]

    def told(self) -> Mapping[str, Any]:
        """The verb's arguments out of the address; nonsense is a refusal."""
        form = self.asks(self.request.GET, entities=list(LegalEntity.objects.visible_to(self.request.user)))
        if not form.is_valid():
            raise Invalid(f"this page does not know its {' and '.join(form.errors)}")
        return form.cleaned_data

    def crumbs(self) -> Sequence[Crumb]:
        """The page that led here."""
        label, name = self.above
        return [Crumb(label, f"{reverse(name)}?{urlencode(self.request.GET)}")]

    def success_url(self, done: Any) -> str:
        """The page that led here, as it is now."""
        return str(self.crumbs()[-1].url)
