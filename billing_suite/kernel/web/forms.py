"""Form fields for exact values: money, decimals, hours. What is not plainly a number is refused, never guessed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from billing_suite.kernel.values.hours import clock_of, hours_of, parse_hours
from billing_suite.kernel.values.money import Money, dump, exponent, money, parse_decimal
from billing_suite.kernel.values.refusals import Invalid

LONGEST = 40


class NumberInput(forms.TextInput):
    """A text box with a number pad: the browser's own number boxes take "1e3" and drop what they dislike."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "decimal", "autocomplete": "off", "class": "control-number"}
        super().__init__({**usual, **(attrs or {})})


class TypedField(forms.Field):
    """A short text that stands for an exact value."""

    widget = NumberInput

    def text_of(self, value: Any) -> str:
        """What was typed, trimmed; more than any number needs is refused."""
        text = str(value).strip() if value is not None else ""
        if len(text) > LONGEST:
            raise ValidationError(f"At most {LONGEST} characters", code="too_long")
        return text


class ExactDecimalField(TypedField):
    """A decimal with at most `places` decimals, written plainly: no exponent, underscore or grouping (INV-07).

    Gives a Decimal, or None when empty and not required.
    """

    def __init__(
        self,
        *,
        places: int = 6,
        at_least: Decimal | int | None = None,
        at_most: Decimal | int | None = None,
        **kwargs: Any,
    ) -> None:
        self.places, self.at_least, self.at_most = places, at_least, at_most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """The exact number."""
        if isinstance(value, Decimal | int):
            return Decimal(value)
        text = self.text_of(value)
        if not text:
            return None
        try:
            number = parse_decimal(text)
        except Invalid:
            raise ValidationError("Write a plain number, like 1234.50", code="invalid") from None
        self.check(number)
        return number

    def check(self, number: Decimal) -> None:
        """Decimals and limits."""
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            raise ValidationError(f"At most {self.places} decimals", code="places")
        if self.at_least is not None and number < self.at_least:
            raise ValidationError(f"At least {self.at_least}", code="at_least")
        if self.at_most is not None and number > self.at_most:
            raise ValidationError(f"At most {self.at_most}", code="at_most")

    def prepare_value(self, value: Any) -> Any:
        """A held number back as it would be typed."""
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value


class AmountField(ExactDecimalField):
    """An amount in one known currency: gives Money, with no more decimals than the currency has."""

    def __init__(self, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(places=exponent(currency), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Money in the field's currency."""
        if isinstance(value, Money):
            return value
        number = super().to_python(value)
        return None if number is None else money(number, self.currency)

    def prepare_value(self, value: Any) -> Any:
        """An amount back as it would be typed, with the currency's decimals."""
        return dump(value)["amount"] if isinstance(value, Money) else value


class MoneyInput(forms.MultiWidget):
    """An amount and its currency, side by side."""

    def __init__(self, currencies: list[tuple[str, str]]) -> None:
        pick = forms.Select(choices=currencies, attrs={"class": "control control-currency", "aria-label": "Currency"})
        super().__init__({"currency": pick, "amount": NumberInput({"class": "control control-number"})})

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the amount; the currency has its own words."""
        return f"{id_}_1"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The two controls as one group."""
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        controls = [
            widget._render(part["template_name"], {"widget": part}, renderer)  # type: ignore[attr-defined]
            for widget, part in zip(self.widgets, parts, strict=True)
        ]
        return format_html('<div class="control-group">{}{}</div>', *controls)

    def decompress(self, value: Any) -> list[Any]:
        """Money back into its two boxes."""
        if not isinstance(value, Money):
            return [None, None]
        told = dump(value)
        return [told["currency"], told["amount"]]


class MoneyField(forms.MultiValueField):
    """An amount in one of several currencies: gives Money; decimals beyond the currency's are refused."""

    def __init__(self, currencies: list[str], **kwargs: Any) -> None:
        choices = [(code, code) for code in currencies]
        fields = (forms.ChoiceField(choices=choices), ExactDecimalField(places=10))
        super().__init__(fields, widget=MoneyInput(choices), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> Money | None:
        """The two boxes as one Money."""
        if not data_list or data_list[1] is None:
            return None
        currency, number = data_list
        try:
            return money(number, currency)
        except Invalid:
            raise ValidationError(f"{currency} has {exponent(currency)} decimals", code="places") from None


class HoursField(TypedField):
    """A duration as people write it, "1.5", "1:30" or "90m": gives whole minutes."""

    def to_python(self, value: Any) -> Any:
        """Minutes, or None when empty."""
        if isinstance(value, int):
            return value
        text = self.text_of(value)
        if not text:
            return None
        try:
            return parse_hours(text)
        except Invalid as refusal:
            raise ValidationError(refusal.message, code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Minutes back as they would be typed: as hours where two decimals say them wholly, else "1:40"."""
        if not isinstance(value, int):
            return value
        return clock_of(value) if value % 3 else f"{hours_of(value)}"


class DayField(forms.DateField):
    """A business date, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
