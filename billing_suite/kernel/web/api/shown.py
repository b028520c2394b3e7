"""What the API shows of a record: named fields, exact values as text, other records as links."""

import inspect
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing_suite.kernel.values.fields import MoneyValue, SixPlacesField, TenPlacesField, WholeNumberField
from billing_suite.kernel.web.api.fields import DecimalString, MoneyField

if TYPE_CHECKING:
    ModelSerializer = serializers.ModelSerializer[Any]
    RelatedField = serializers.RelatedField[Any, Any, Any]
else:
    ModelSerializer = serializers.ModelSerializer
    RelatedField = serializers.RelatedField

LINK_SCHEMA = {
    "type": "object",
    "description": "Another record: its id, and what people call it.",
    "properties": {"id": {"oneOf": [{"type": "string"}, {"type": "integer"}]}, "name": {"type": "string"}},
    "required": ["id", "name"],
    "additionalProperties": False,
}


@extend_schema_field({"$ref": "#/components/schemas/Link"})
class LinkField(RelatedField):
    """Another record as {"id", "name"}; the listing joins it, so that it costs no query."""

    def __init__(self, **kwargs: Any) -> None:
        for word in ("queryset", "view_name", "to_field"):
            kwargs.pop(word, None)
        super().__init__(**{**kwargs, "read_only": True})

    def to_representation(self, value: Any) -> dict[str, Any]:
        """Id and name."""
        return {"id": value.pk if isinstance(value.pk, int) else str(value.pk), "name": str(value)}


class Shown(ModelSerializer):
    """A record as it is shown: the fields named in Meta, none of them writable (INV-32).

    Foreign keys become links, amounts money, scaled numbers strings.
    """

    serializer_related_field = LinkField
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        SixPlacesField: DecimalString,
        TenPlacesField: DecimalString,
        WholeNumberField: serializers.IntegerField,
    }

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Every field is read-only."""
        return {name: {"read_only": True} for name in self.Meta.fields}

    def include_extra_kwargs(self, kwargs: Any, extra_kwargs: Any) -> Any:
        """A choice that may be left open is shown as "" then; of a read-only field the framework would forget that."""
        open_choice = "choices" in kwargs and kwargs.get("allow_blank", False)
        told = super().include_extra_kwargs(kwargs, extra_kwargs)
        return {**told, "allow_blank": True} if open_choice else told

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """An address that may be left open is shown as "" then, which is neither a URL nor an e-mail address."""
        kind, told = super().build_standard_field(field_name, model_field)
        if model_field.blank and kind in (serializers.URLField, serializers.EmailField):
            return serializers.CharField, {"read_only": True}
        return kind, told

    def build_property_field(self, field_name: str, model_class: Any) -> Any:
        """An amount is kept in minor units and shown as money."""
        if isinstance(inspect.getattr_static(model_class, field_name), MoneyValue):
            return MoneyField, {"read_only": True}
        return super().build_property_field(field_name, model_class)


class NameSheet(serializers.Serializer[Any]):
    """A record that a set verb has dealt with: its id and what people call it now."""

    id = serializers.CharField(source="pk", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


class NothingSheet(serializers.Serializer[Any]):
    """An answer without content of its own."""
