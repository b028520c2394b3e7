"""Form controls: how a Django widget is dressed so that it looks and speaks like the rest."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString

TICKS = (forms.CheckboxInput,)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def is_tick(field: BoundField) -> bool:
    """Whether the label stands after its control."""
    return isinstance(field.field.widget, TICKS)


def is_choice_group(field: BoundField) -> bool:
    """Whether the control is several, named together by a legend."""
    return isinstance(field.field.widget, GROUPS)


def described_by(field: BoundField) -> str:
    """The ids of what explains a control: its help, then its errors."""
    ids = [f"{field.auto_id}_help"] if field.help_text else []
    return " ".join([*ids, *([f"{field.auto_id}_errors"] if field.errors else [])])


def choices_of(field: BoundField) -> list[BoundWidget]:
    """The controls of a choice, dressed, each with its own label."""
    field.field.widget.attrs["class"] = "check"
    if field.errors:
        field.field.widget.attrs["aria-invalid"] = "true"
    return field.subwidgets


def dressed(field: BoundField) -> SafeString:
    """The control with class, aria-describedby and aria-invalid."""
    widget = field.field.widget
    attrs: dict[str, Any] = {"aria-invalid": "true"} if field.errors else {}
    if words := described_by(field):
        attrs["aria-describedby"] = words
    if not isinstance(widget, forms.MultiWidget):  # its parts are dressed by themselves
        kind = "check" if is_tick(field) or is_choice_group(field) else "control"
        attrs["class"] = " ".join(filter(None, [kind, widget.attrs.get("class", "")]))
    return field.as_widget(attrs=attrs)
