"""What is asked for an offer: its dates, its lines, its milestones."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from billing_suite.kernel.web.forms import AmountField, DayField, ExactDecimalField
from crm.catalogue.models import BILLED_BY, BY_PERIOD, SPANS, SUPPLIES, UNITS, Price, PriceList, Rate, RateCard
from crm.quotes.actions import LineOffer, MilestoneOffer
from crm.quotes.lines import MOST_PERIODS

MOST_LINES = 200
BLANK_LINES = 3


class LineForm(forms.Form):
    """One line of the editor; one that is left empty is left out. What is not billed by time says more of itself."""

    product = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    description = forms.CharField(max_length=200)
    phase = forms.CharField(max_length=80, initial="Delivery")
    billed_by = forms.ChoiceField(choices=BILLED_BY, initial="time", label="Billed by", required=False)
    role = forms.ChoiceField(required=False)
    hours = ExactDecimalField(places=2, at_least=0, required=False)
    price = ExactDecimalField(places=6, at_least=0, required=False, label="Price")
    supply = forms.ChoiceField(choices=SUPPLIES, initial="services", label="Kind of supply")
    quantity = ExactDecimalField(places=6, at_least=0, required=False)
    unit = forms.ChoiceField(choices=[("", "—"), *UNITS], required=False)
    span = forms.ChoiceField(choices=[("", "—"), *SPANS], required=False, label="Every")
    periods = forms.IntegerField(
        min_value=1,
        max_value=MOST_PERIODS,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        label="How many times",
    )
    discount = ExactDecimalField(places=4, at_least=0, at_most=100, required=False, label="Discount in %")
    optional = forms.BooleanField(required=False, label="Optional: the customer may leave it")

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [("", "Role"), *((name, name.replace("-", " ").capitalize()) for name in roles)]

    @property
    def product_code(self) -> str:
        """The product it was picked as."""
        return str(self["product"].value() or "")

    @property
    def first(self) -> list[forms.BoundField]:
        """What every line says."""
        return [self[name] for name in ("description", "phase", "billed_by", "role", "hours", "price")]

    @property
    def further(self) -> list[forms.BoundField]:
        """What some lines say besides."""
        return [self[name] for name in ("supply", "quantity", "unit", "span", "periods", "discount", "optional")]

    @property
    def says_more(self) -> bool:
        """Whether a line says something in what unfolds, or has an error there."""
        usual = {"supply": "services"}
        told = any(str(field.value() or "") not in ("", "False", usual.get(field.name, "")) for field in self.further)
        return told or any(field.errors for field in self.further)

    def clean(self) -> dict[str, Any]:
        """What is billed by time has a role and hours; anything else a price."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        held["billed_by"] = held.get("billed_by") or "time"
        if held["billed_by"] == "time":
            if not held.get("role"):
                self.add_error("role", "Choose a role")
            if not held.get("hours"):
                self.add_error("hours", "More than 0")
        else:
            if held.get("price") is None and not held.get("product"):
                self.add_error("price", "Name a price")
            if held["billed_by"] in BY_PERIOD and not held.get("span"):
                self.add_error("span", "Month, quarter or year")
        return held

    def offer(self) -> LineOffer:
        """The line as the verbs take it; without a price the rate card's holds."""
        typed = ("periods", "optional")
        given = {
            name: value if name in typed else str(value)
            for name, value in self.cleaned_data.items()
            if value is not None and value != "" and value is not False
        }
        if given.get("billed_by") == "time":
            for name in ("quantity", "unit", "span", "periods"):
                given.pop(name, None)
        offer: LineOffer = given  # type: ignore[assignment]
        return offer


class MilestoneForm(forms.Form):
    """A delivery that bills a part of every fixed price, or of the lines that are named."""

    name = forms.CharField(max_length=120, label="Milestone")
    due_on = DayField(required=False, label="By")
    percent = ExactDecimalField(places=6, at_least=0, at_most=100, label="Bills, in %")
    lines = forms.CharField(
        max_length=200, required=False, label="Of lines", widget=forms.TextInput({"placeholder": "all, or 1, 3"})
    )

    def clean_lines(self) -> list[int]:
        """Positions, as numbers with commas between."""
        try:
            return [int(part) for part in self.cleaned_data["lines"].replace(";", ",").split(",") if part.strip()]
        except ValueError:
            raise ValidationError("Numbers of lines, like 1, 3") from None

    def offer(self) -> MilestoneOffer:
        """The milestone as the verbs take it."""
        held = self.cleaned_data
        offer: MilestoneOffer = {"name": held["name"], "percent": str(held["percent"]), "due_on": held["due_on"]}
        return offer | {"lines": held["lines"]} if held["lines"] else offer


class Lines(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The lines of a quote, all of them optional rows."""

    def initial_form_count(self) -> int:
        """Once sent, no row is bound to stay: an emptied one leaves the quote."""
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        """At least one line."""
        if not any(form.has_changed() for form in self.forms):
            raise ValidationError("A quote has at least one line.")

    def offers(self) -> list[LineOffer]:
        """The lines that were filled in."""
        return [form.offer() for form in self.forms if form.has_changed()]


class Milestones(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The milestones of a quote; a row left empty is none."""

    def initial_form_count(self) -> int:
        """Once sent, no row is bound to stay."""
        return 0 if self.is_bound else super().initial_form_count()

    def offers(self) -> list[MilestoneOffer]:
        """The milestones that were filled in."""
        return [form.offer() for form in self.forms if form.has_changed()]


MilestoneSet = formset_factory(MilestoneForm, formset=Milestones, extra=2, max_num=MOST_LINES, absolute_max=MOST_LINES)
LineSet = formset_factory(LineForm, formset=Lines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


class QuoteForm(forms.Form):
    """A version of a quote: dates, terms and lines. `named` asks for the quote's name too."""

    name = forms.CharField(max_length=120, widget=forms.TextInput({"data-wide": ""}))
    starts_on = DayField(label="Work starts", help_text="Rates of this day hold where no price is given.")
    valid_until = DayField(help_text="The last day on which it can be accepted.")
    discount = ExactDecimalField(places=4, at_least=0, at_most=100, required=False, label="Discount on the whole, in %")
    terms = forms.CharField(
        widget=forms.Textarea({"rows": 4}), required=False, max_length=10_000, help_text="Read before the signature."
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        rates: Sequence[Rate],
        named: bool,
        currency: str,
        shelf: Sequence[tuple[str, str]] = (),
        prices: Sequence[Price] = (),
        lines: Any = (),
        milestones: Any = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["discount_amount"] = AmountField(
            currency, at_least=0, required=False, label="Or an amount off it", help_text="A percentage or an amount."
        )
        self.order_fields(["name", "starts_on", "valid_until", "discount", "discount_amount", "terms"])
        self.milestones: Any = MilestoneSet(
            data, initial=list(milestones) if data is None else None, prefix="milestones"
        )
        if not named:
            del self.fields["name"]
        roles = sorted({rate.role for rate in rates})
        self.lines: Any = LineSet(
            data, initial=list(lines) if data is None else None, prefix="lines", form_kwargs={"roles": roles}
        )
        self.lines.extra = max(BLANK_LINES, 5 - len(lines)) if not lines else BLANK_LINES - 1
        self.shelf = list(shelf)
        self.rates = [{"role": rate.role, **_priced(rate.card, rate.price)} for rate in rates]
        self.rates += [{"product": each.product.code, **_priced(each.price_list, each.price)} for each in prices]

    def is_valid(self) -> bool:
        """Its own fields, every line and milestone; all are checked, so that all errors show at once."""
        own, lines, milestones = super().is_valid(), self.lines.is_valid(), self.milestones.is_valid()
        return own and bool(lines) and bool(milestones)

    def offer(self) -> dict[str, Any]:
        """The whole offer as the verbs take it."""
        held = {name: value for name, value in self.cleaned_data.items() if name != "discount"}
        told = {"lines": self.lines.offers(), "milestones": self.milestones.offers()}
        return held | told | {"discount": self.cleaned_data["discount"] or Decimal(0)}


def _priced(held: RateCard | PriceList, price: Decimal) -> dict[str, str]:
    """A price and the days it holds, for the editor's script."""
    through = held.valid_to.isoformat() if held.valid_to else ""
    return {"from": held.valid_from.isoformat(), "to": through, "price": f"{price.normalize():f}"}


def rows_sent(data: Mapping[str, Any], prefix: str = "lines") -> list[dict[str, str]]:
    """The rows of a form as they were typed, to show them again with further ones; nothing is checked."""
    fields = (LineForm if prefix == "lines" else MilestoneForm).base_fields
    try:
        count = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), MOST_LINES)
    except ValueError:
        count = 0
    rows = [{name: data.get(f"{prefix}-{i}-{name}", "") for name in fields} for i in range(count)]
    return [row for row in rows if any(row.get(name) for name in ("description", "hours", "role", "name", "percent"))]
