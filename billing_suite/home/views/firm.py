"""Legal entities: what each is called, where its customers pay, and the picture on its documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from billing_suite.home.forms import LogoForm
from billing_suite.kernel.firm.actions import LOGO_LIMIT, set_logo
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.files import FileRefused
from billing_suite.kernel.values.addresses import place_lines
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    OneRecord,
    Preset,
    VerbButton,
    VerbPage,
)

RIGHTS = ("see_legal_entities",)


def crumbs(entity: LegalEntity | None = None) -> list[Crumb]:
    """The pages above a legal entity, or above something of it."""
    held = [Crumb("Legal entities", reverse("legal-entities"))]
    return held + ([Crumb(entity.name, reverse("legal-entity", args=[entity.pk]))] if entity else [])


class LegalEntities(ListPage):
    """The firm's companies."""

    model = LegalEntity
    rights = RIGHTS
    title = "Legal entities"
    eyebrow = "Admin"
    intro = "The firm's companies: each issues documents and keeps books in its own currency."
    columns = (
        LinkColumn("Name", "name", "name", to="legal-entity"),
        Column("Legal name", "legal_name", phone="labelled"),
        Column("Country", "country", "country"),
        Column("Currency", "currency"),
    )
    order = "name"
    search = ("name", "legal_name", "code")
    search_hint = "Name"
    presets = (Preset("all", "All", lambda rows, request: rows),)
    empty_title = "No legal entity yet"
    empty_words = "A legal entity is founded through the API or by the set-up."
    empty_icon = "building"


class LegalEntityPage(DetailPage):
    """One of the firm's companies, as its documents present it."""

    model = LegalEntity
    template_name = "home/legal_entity.html"
    rights = RIGHTS
    eyebrow = "Legal entity"
    facts_title = "On its documents"
    status_field = ""

    def title(self) -> str:
        """Its name."""
        return str(self.record)

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Name, address, numbers and bank."""
        entity = self.record
        fields = ("street", "postcode", "city", "region", "country")
        place = place_lines({name: getattr(entity, name) for name in fields})
        told = {
            "Legal name": entity.legal_name,
            "Address": ", ".join([*place, entity.country]),
            "E-mail": entity.email,
            "VAT ID": entity.vat_id,
            "Bank": " ".join(part for part in (entity.bank_name, entity.bank_account, entity.bank_code) if part),
            "Books in": entity.currency,
        }
        return [Fact(label, value) for label, value in told.items() if value]

    def verbs(self) -> Sequence[VerbButton]:
        """Its picture."""
        return [VerbButton("Set the logo", reverse("legal-entity-logo", args=[self.record.pk]), "upload", "set_logo")]

    def more(self) -> Mapping[str, Any]:
        """Where the picture is."""
        return {"picture": reverse("legal-entity-picture", args=[self.record.pk]) if self.record.logo_id else ""}


class SetLogo(VerbPage):
    """The picture at the head of its documents."""

    model = LegalEntity
    verb = staticmethod(set_logo)
    form_class = LogoForm
    title = "Set the logo"
    submit_label = "Set it"

    def crumbs(self) -> Sequence[Crumb]:
        """The legal entity."""
        return crumbs(self.record)

    def question(self) -> str:
        """What comes of it."""
        return f"It stands at the head of what {self.record} issues from now on. Issued documents keep theirs."

    def perform(self, form: Any) -> LegalEntity:
        """One call of the verb; a file that is too large is not even read (INV-50)."""
        upload = form.cleaned_data["picture"]
        if upload.size > LOGO_LIMIT:
            raise FileRefused(f"{upload.name} has {upload.size:,} bytes; the limit is {LOGO_LIMIT:,}", rule="INV-50")
        return set_logo(self.record, name=upload.name, data=upload.read(), at=now(), by=self.by)

    def success_url(self, done: Any) -> str:
        """Back on the legal entity."""
        return reverse("legal-entity", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """What happened."""
        return f"{done} has its logo"


class LogoPicture(OneRecord):
    """The picture itself, for whoever may see the legal entity."""

    model = LegalEntity
    rights = RIGHTS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash."""
        logo = self.record.logo
        if logo is None:
            raise Http404("no logo is set")
        response = HttpResponse(logo.read(), content_type=logo.media_type)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
