"""What a query string may say: the parameters a door declares, each once, each of its type (INV-31)."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from billing_suite.kernel.web.api.fields import (
    DECIMAL,
    DayField,
    DecimalString,
    Field,
    InstantField,
    KeyField,
    TextField,
)
from billing_suite.kernel.web.pages.keyset import field_of

WORDS = {"true": True, "false": False}


class NumberText(Field):
    """A whole number in a query string."""

    def __init__(self, most: int = 2**62, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.least = most, least

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not (data.isascii() and data.isdigit() and len(data) < 20 and self.least <= int(data) <= self.most):
            raise serializers.ValidationError([f"a whole number from {self.least} to {self.most}"])
        return int(data)


class FlagText(Field):
    """true or false in a query string."""

    def to_internal_value(self, data: Any) -> bool:
        """The flag."""
        if data not in WORDS:
            raise serializers.ValidationError(["true or false"])
        return WORDS[data]


def read_query(request: Request, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The declared parameters that were given; an unknown, repeated or wrong one is refused with 400."""
    errors: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, texts in request.query_params.lists():
        if name not in fields:
            errors[name[:60]] = ["there is no such parameter here"]
        elif len(texts) > 1:
            errors[name] = ["given more than once"]
        else:
            try:
                given[name] = fields[name].run_validation(texts[0])
            except serializers.ValidationError as error:
                errors[name] = error.detail
    if errors:
        raise serializers.ValidationError(errors)
    return given


def filter_field(model: type[models.Model], lookup: str) -> Any:
    """The reader of a filter, by the type of the model's field."""
    path = "__".join(part for part in lookup.split("__") if part not in ("gte", "lte", "isnull"))
    field: Any = field_of(model, path)
    if lookup.endswith("__isnull") or isinstance(field, models.BooleanField):
        return FlagText()
    if isinstance(field, models.ForeignKey | models.OneToOneField):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return KeyField()
    if isinstance(field, models.DateTimeField):
        return InstantField()
    if isinstance(field, models.DateField):
        return DayField()
    if isinstance(field, models.IntegerField):
        return NumberText()
    if field.choices:
        return serializers.ChoiceField(choices=field.choices)
    return TextField(max_length=min(field.max_length or 200, 200), trim_whitespace=False)


def parameter(name: str, field: Any, help_text: str = "") -> OpenApiParameter:
    """A declared parameter as the schema tells it."""
    return OpenApiParameter(name, schema_of(field), description=help_text, required=field.required and bool(help_text))


def schema_of(field: Any) -> dict[str, Any]:
    """A reader's type as a schema."""
    if isinstance(field, serializers.ChoiceField):
        return {"type": "string", "enum": list(field.choices)}
    if isinstance(field, NumberText):
        return {"type": "integer", "minimum": field.least, "maximum": field.most}
    if isinstance(field, FlagText):
        return {"type": "boolean"}
    if isinstance(field, DecimalString):
        return {"type": "string", "pattern": DECIMAL}
    formats = {KeyField: "uuid", InstantField: "date-time", DayField: "date"}
    told = {"format": formats[type(field)]} if type(field) in formats else {"maxLength": field.max_length}
    return {"type": "string", **told}
