"""Strict fields: what is not plainly of the type is refused, never converted (INV-07, INV-32)."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing_suite.kernel.values.hours import hours_of, parse_hours
from billing_suite.kernel.values.money import Money, currency_codes, dump, exponent, parse, parse_decimal, to_minor
from billing_suite.kernel.values.refusals import Refusal

if TYPE_CHECKING:
    Field = serializers.Field[Any, Any, Any, Any]
else:
    Field = serializers.Field

AMOUNT = r"^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,4})?$"
DECIMAL = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?$"
DURATION = r"^([0-9]{1,3}:[0-5][0-9]|[0-9]{1,5} ?m(in)?|[0-9]{1,3}([.,][0-9]{1,4})? ?h?)$"
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
LARGEST = 10**15  # minor units in one amount: far beyond any document, and sums of thousands still fit a BIGINT
MONEY_SCHEMA = {
    "type": "object",
    "description": "An exact amount. The amount is a string with no more decimals than the currency has.",
    "properties": {
        "amount": {"type": "string", "pattern": AMOUNT, "example": "1234.50"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "example": "EUR"},
    },
    "required": ["amount", "currency"],
    "additionalProperties": False,
}


class Body(serializers.Serializer[Any]):
    """What a request may say: the fields named here and no other (INV-32)."""

    def to_internal_value(self, data: Any) -> Any:
        """The values by name; a field that is not named is refused, not dropped."""
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name[:60]: ["there is no such field here"] for name in unknown[:20]})
        return super().to_internal_value(data)


class Changes(Body):
    """What is to be different of a record; what is not named stays. Each field's source is `changes.…`."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """At least one field."""
        if not attrs:
            raise serializers.ValidationError(["name what is to be different"])
        return attrs


def rows_of(kind: type[Body], *, most: int, or_none: bool = False, required: bool = True) -> Any:
    """A list of bodies: at least one unless there may be none, at most so many (INV-50)."""
    return kind(many=True, allow_empty=or_none, max_length=most, required=required)  # type: ignore[call-arg]


class TextField(serializers.CharField):
    """A string of at most so many characters; a number is no text."""

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The text without blanks around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Only text is looked at; the framework would take 1 for "1"."""
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class SlugField(TextField):
    """A short code: letters, digits, hyphens and underscores."""

    default_error_messages = {"slug": "Letters, digits, hyphens and underscores only."}

    def to_internal_value(self, data: Any) -> str:
        """The code."""
        text = super().to_internal_value(data)
        if text and not re.fullmatch(r"[-a-zA-Z0-9_]+", text, re.ASCII):
            self.fail("slug")
        return text


class EmailField(serializers.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)


class FlagField(serializers.BooleanField):
    """true or false, and nothing that only looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        """The flag."""
        if data is not True and data is not False:
            self.fail("invalid", input=data)
        return bool(data)


class WholeField(serializers.IntegerField):
    """A whole number; "1", 1.0 and true are none."""

    def __init__(self, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(data)


class DayField(serializers.DateField):
    """A business date as YYYY-MM-DD."""

    default_error_messages = {"far": "A date between 1900-01-01 and 2999-12-31."}

    def to_internal_value(self, value: Any) -> date:
        """The date."""
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DD")
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("far")
        return day


class InstantField(serializers.DateTimeField):
    """An instant with its offset from UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        """The instant, in UTC."""
        if not isinstance(value, str) or not INSTANT.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+hh:mm")
        try:
            instant = datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+hh:mm")
        if not FIRST_DAY <= instant.date() <= LAST_DAY:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+hh:mm")
        return instant


@extend_schema_field({"$ref": "#/components/schemas/Money"})
class MoneyField(Field):
    """{"amount": "1234.50", "currency": "EUR"}; floats, 1e3, 1_000 and full-width digits are refused (INV-07)."""

    default_error_messages = {"large": "This amount is too large."}

    def to_internal_value(self, data: Any) -> Money:
        """The exact amount."""
        try:
            value = parse(data)
        except Refusal as refusal:
            raise serializers.ValidationError([refusal.message]) from None
        if abs(to_minor(value)) > LARGEST:
            self.fail("large")
        return value

    def to_representation(self, value: Money) -> dict[str, str]:
        """The amount as a string with the currency's decimals."""
        return dump(value)


@extend_schema_field({"type": "string", "pattern": DECIMAL, "example": "1.5"})
class DecimalString(Field):
    """An exact number as a string, with at most `places` decimals and within its limits (INV-07)."""

    default_error_messages = {
        "places": "At most {places} decimals.",
        "at_least": "At least {limit}.",
        "at_most": "At most {limit}.",
    }

    def __init__(self, *, at_least: str = "0", at_most: str = "1000000", places: int = 6, **kwargs: Any) -> None:
        self.at_least, self.at_most, self.places = Decimal(at_least), Decimal(at_most), places
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        """The number."""
        try:
            number = parse_decimal(data)
        except Refusal as refusal:
            raise serializers.ValidationError([refusal.message]) from None
        if number != round(number, self.places):
            self.fail("places", places=self.places)
        if number < self.at_least:
            self.fail("at_least", limit=self.at_least)
        if number > self.at_most:
            self.fail("at_most", limit=self.at_most)
        return number

    def to_representation(self, value: Decimal) -> str:
        """The number without trailing zeros and never with an exponent."""
        return f"{value.normalize():f}"


class DecimalText(DecimalString):
    """The same, for verbs that take the number as it was written."""

    def to_internal_value(self, data: Any) -> Any:
        """The text, once it is known to be such a number."""
        super().to_internal_value(data)
        return data


@extend_schema_field({"type": "string", "pattern": DURATION, "example": "1:30"})
class HoursField(Field):
    """A duration, "1.5", "1:30" or "90m"; kept as whole minutes, shown as hours to two decimals (RULES 2)."""

    def to_internal_value(self, data: Any) -> int:
        """Whole minutes."""
        if not isinstance(data, str):
            raise serializers.ValidationError(["write a duration as text: 1.5, 1:30 or 90m"])
        try:
            return parse_hours(data)
        except Refusal as refusal:
            raise serializers.ValidationError([refusal.message]) from None

    def to_representation(self, value: int) -> str:
        """Hours of so many minutes."""
        return f"{hours_of(value)}"


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{3}$", "example": "EUR"})
class CurrencyField(TextField):
    """An ISO 4217 code."""

    default_error_messages = {"currency": "Not an ISO 4217 currency."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, min_length=3, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The code."""
        text = super().to_internal_value(data)
        if text not in currency_codes():
            self.fail("currency")
        exponent(text)
        return text


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{2}$", "example": "DE"})
class CountryField(TextField):
    """An ISO 3166 code of two capital letters."""

    default_error_messages = {"country": "A country is two capital letters."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, min_length=2, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The code."""
        text = super().to_internal_value(data)
        if not re.fullmatch(r"[A-Z]{2}", text, re.ASCII):
            self.fail("country")
        return text


@extend_schema_field({"type": "string", "format": "uuid"})
class KeyField(Field):
    """A record's id, in its usual spelling only."""

    default_error_messages = {"invalid": "This is no id."}

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """The id."""
        key = read_key(data)
        if key is None:
            self.fail("invalid")
        return key

    def to_representation(self, value: Any) -> str:
        """The id as text."""
        return str(value)


def read_key(text: Any) -> uuid.UUID | None:
    """A record's id out of a path, a query or a body, in its usual spelling only."""
    return uuid.UUID(text) if isinstance(text, str) and KEY.fullmatch(text) else None
