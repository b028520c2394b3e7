"""What is asked for a quote: its lines, its dates, who it goes to, and how a customer answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from crm.catalogue.models import Rate
from crm.customers.models import Contact
from crm.quotes.actions import LineOffer
from crm.quotes.models import SUPPLIES

MOST_LINES = 200
BLANK_LINES = 3


class LineForm(forms.Form):
    """One line of the editor; one that is left empty is left out."""

    description = forms.CharField(max_length=200)
    phase = forms.CharField(max_length=80, initial="Delivery")
    role = forms.ChoiceField()
    supply = forms.ChoiceField(choices=SUPPLIES, initial="services", label="Kind")
    hours = ExactDecimalField(places=2, at_least=0)
    price = ExactDecimalField(places=6, at_least=0, required=False, label="Price an hour")

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [("", "Role"), *((name, name.replace("-", " ").capitalize()) for name in roles)]

    def clean_hours(self) -> Any:
        """No line without hours."""
        if not self.cleaned_data["hours"]:
            raise ValidationError("More than 0")
        return self.cleaned_data["hours"]

    def offer(self) -> LineOffer:
        """The line as the verbs take it; without a price the rate card's holds."""
        given = {name: str(value) for name, value in self.cleaned_data.items() if value is not None and value != ""}
        offer: LineOffer = given  # type: ignore[assignment]
        return offer


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


LineSet = formset_factory(LineForm, formset=Lines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


class QuoteForm(forms.Form):
    """A version of a quote: dates, terms and lines. `named` asks for the quote's name too."""

    name = forms.CharField(max_length=120, widget=forms.TextInput({"data-wide": ""}))
    starts_on = DayField(label="Work starts", help_text="Rates of this day hold where no price is given.")
    valid_until = DayField(help_text="The last day on which it can be accepted.")
    terms = forms.CharField(
        widget=forms.Textarea({"rows": 4}), required=False, max_length=10_000, help_text="Read before the signature."
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, rates: Sequence[Rate], named: bool, lines: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        if not named:
            del self.fields["name"]
        roles = sorted({rate.role for rate in rates})
        self.lines: Any = LineSet(
            data, initial=list(lines) if data is None else None, prefix="lines", form_kwargs={"roles": roles}
        )
        self.lines.extra = max(BLANK_LINES, 5 - len(lines)) if not lines else BLANK_LINES - 1
        self.rates = [
            {
                "role": rate.role,
                "from": rate.card.valid_from.isoformat(),
                "to": rate.card.valid_to.isoformat() if rate.card.valid_to else "",
                "price": f"{rate.price.normalize():f}",
            }
            for rate in rates
        ]

    def is_valid(self) -> bool:
        """Its own fields and every line; both are checked, so that all errors show at once."""
        own, lines = super().is_valid(), self.lines.is_valid()
        return own and bool(lines)


def rows_sent(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines of a form as they were typed, to show them again with further rows; nothing is checked."""
    try:
        count = min(int(data.get("lines-TOTAL_FORMS", 0)), MOST_LINES)
    except ValueError:
        count = 0
    rows = [{name: data.get(f"lines-{i}-{name}", "") for name in LineForm.base_fields} for i in range(count)]
    return [row for row in rows if row["description"] or row["hours"] or row["role"]]


class SendForm(forms.Form):
    """Who a quote is sent to."""

    to = forms.ModelChoiceField(Contact.objects.none(), empty_label=None, label="Contact")

    def __init__(self, *args: Any, customer: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = Contact.objects.visible_to(user).filter(customer=customer)
        to.label_from_instance = lambda contact: f"{contact.name} <{contact.email}>"


class SignatureForm(forms.Form):
    """The customer's yes: the typed name is the signature."""

    signed_by = forms.CharField(
        max_length=120, label="Your full name", help_text="Typing your name here is your signature."
    )
    title = forms.CharField(max_length=80, required=False, label="Your title")
    po_number = forms.CharField(max_length=40, required=False, label="Your PO number")
    consent = forms.BooleanField(
        label="I have read the offer and its terms and accept them for my company.",
        error_messages={"required": "Tick this to accept the offer."},
    )

    def __init__(self, *args: Any, po_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["po_number"].required = po_required
        for name, hint in {"signed_by": "name", "title": "organization-title", "po_number": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint


class DeclineForm(forms.Form):
    """The customer's no, with a reason."""

    reason = forms.CharField(
        max_length=300, label="What made you decide against it?", widget=forms.Textarea({"rows": 3})
    )
