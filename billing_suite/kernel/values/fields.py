"""Exact numbers in the database: scaled BIGINTs, because a decimal column on SQLite is a float (INV-07)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from billing_suite.kernel.values.money import CurrencyMismatch, Money, from_minor, to_minor
from billing_suite.kernel.values.refusals import Invalid

if TYPE_CHECKING:
    BigInteger = models.BigIntegerField[Any, Any]
else:
    BigInteger = models.BigIntegerField


class WholeNumberField(BigInteger):
    """A BIGINT that stays one: SQLite would take 1.5 or text without its CHECK (INV-07)."""

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        """The CHECK of the column, on the engine that has no strict types."""
        if connection.vendor != "sqlite":
            return None
        kinds = "('integer', 'null')" if self.null else "('integer')"
        return f"typeof({connection.ops.quote_name(str(self.column))}) IN {kinds}"


class MinorUnitsField(WholeNumberField):
    """Money as whole minor units; read and written through `MoneyValue` beside it."""


class MoneyValue(property):
    """The amount in `field` (minor units) as Money in the record's currency.

    `currency` names the attribute that holds the ISO code. Setting an amount in another
    currency is refused; setting None clears a nullable amount.
    """

    def __init__(self, field: str, currency: str = "currency") -> None:
        def read(record: Any) -> Money | None:
            minor = getattr(record, field)
            return None if minor is None else from_minor(minor, getattr(record, currency))

        def write(record: Any, value: Money | None) -> None:
            if value is None:
                setattr(record, field, None)
                return
            held = getattr(record, currency)
            if value.currency.code != held:
                raise CurrencyMismatch(f"{value.currency.code} was offered where {held} is kept", rule="INV-07")
            setattr(record, field, to_minor(value))

        super().__init__(read, write)

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        return super().__get__(record, owner)


class ScaledField(WholeNumberField):
    """A Decimal with a fixed number of places, kept as a scaled whole number."""

    places = 0
    _pyi_private_set_type: Any  # for the type checker: not the whole number that the column holds
    _pyi_private_get_type: Any

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        """The stored number as the Decimal it stands for."""
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        """A Decimal out of what a form or code gives; floats are refused (INV-07)."""
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise Invalid(f"{self.name} takes exact numbers, not floats", rule="INV-07")
        return Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        """The scaled whole number; more places than the field has are refused, never rounded."""
        number = self.to_python(value)
        if number is None:
            return None
        scaled = number.scaleb(self.places)
        if not number.is_finite() or scaled != scaled.to_integral_value() or scaled.scaleb(-self.places) != number:
            raise Invalid(f"{number} has more than {self.places} decimals", rule="INV-07")
        return int(scaled)

    def value_to_string(self, obj: models.Model) -> str:
        """The number as text, for serialised rows."""
        return str(self.value_from_object(obj))


class SixPlacesField(ScaledField):
    """Unit prices, quantities and percentages: six decimals."""

    places = 6


class TenPlacesField(ScaledField):
    """Exchange rates: ten decimals."""

    places = 10
