"""The tax preview: who sells what to whom, or one's own definitions; nothing is stored."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from accounting.tax.actions import load_buyers, load_sellers, rates_to_preview
from accounting.tax.api.previews import read_preview
from accounting.tax.decision import Buyer
from accounting.tax.forms.setup import DefinitionsForm, PreviewForm
from accounting.tax.models import CATEGORIES
from accounting.tax.preview import preview_facts
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.web.pages import SignedIn

EXAMPLE = {
    "currency": "EUR",
    "rounding": "document",
    "lines": [{"quantity": "3", "unit_price": "10.25", "discount_percent": "10", "taxes": ["vat"]}],
    "taxes": [{"code": "vat", "kind": "percent", "rate": "19"}],
}
NAMES = dict(CATEGORIES)


class TaxPreview(SignedIn):
    """Which tax a supply would bear, why, and what it adds up to."""

    rights = ("see_tax",)
    template_name = "accounting/tax/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form over what the address says, and beneath it the answer."""
        asked = "line0-quantity" in request.GET
        form = PreviewForm(request.GET if asked else None, user=request.user, initial=self.first())
        told: dict[str, Any] = {"form": form, "page": self}
        status = 200
        if asked and form.is_valid():
            try:
                told |= self.answer(form.cleaned_data)
            except Refusal as refusal:
                told["refusal"], status = refusal, refusal.status
        elif asked:
            status = 400
        return render(request, self.template_name, told, status=status)

    def first(self) -> dict[str, Any]:
        """A business today, in the currency of the first legal entity's books."""
        return {"date": now().date(), "is_business": True, "currency": "EUR"}

    def answer(self, told: dict[str, Any]) -> dict[str, Any]:
        """The preview, its amounts as money."""
        entity, customer = told["entity"], told["customer"]
        seller = load_sellers([entity])[entity.pk]
        buyer = load_buyers([customer])[customer.pk] if customer else typed(told)
        rates, _ = rates_to_preview({seller.country, buyer.country})
        return shown(preview_facts(told, seller, buyer, rates))


def typed(told: dict[str, Any]) -> Buyer:
    """A buyer who is not on record."""
    return Buyer("the buyer", told["country"], told["region"], told["is_business"], told["vat_id"])


def shown(made: dict[str, Any]) -> dict[str, Any]:
    """A preview as the page prints it."""
    currency = made["currency"]
    rows = [
        {
            "label": f"{part['component']} {part['rate']} %",
            "category": f"{group['category']} · {group['reason'] or NAMES[group['category']]}",
            "base": money(part["base"], currency),
            "amount": money(part["amount"], currency),
            "certificate": group["certificate"],
            "registration": part["registration"],
        }
        for group in made.get("groups", [])
        for part in group["components"]
    ]
    rows += [
        {"label": tax["code"], "base": money(tax["base"], currency), "amount": money(tax["amount"], currency)}
        for tax in made.get("taxes", [])
    ]
    named = ("net", "tax", "gross", "withheld", "rounding", "payable")
    totals = [(name.capitalize(), money(made[name], currency)) for name in named if name in made]
    return {"rows": rows, "totals": totals, "made": json.dumps(made, indent=2)}


class TaxDefinitions(SignedIn):
    """A computation by one's own definitions, so that any integrator can check ours."""

    rights = ("see_tax",)
    template_name = "accounting/tax/definitions.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form with a small computation in it."""
        form = DefinitionsForm(initial={"definitions": json.dumps(EXAMPLE, indent=2)})
        return render(request, self.template_name, {"form": form, "page": self})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The same form, and beneath it what comes out."""
        form = DefinitionsForm(request.POST)
        told: dict[str, Any] = {"form": form, "page": self}
        status = 200
        try:
            if form.is_valid():
                told |= shown(read_preview(read(form.cleaned_data["definitions"])))
        except Refusal as refusal:
            told["refusal"], status = refusal, refusal.status
        return render(request, self.template_name, told, status=status if form.is_valid() else 400)


def read(text: str) -> Any:
    """JSON, or a refusal."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"this is no JSON: {error}") from error
