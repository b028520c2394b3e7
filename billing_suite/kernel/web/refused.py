"""A refusal on a page: as the answer to the request, or as words on the form that asked for it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from billing_suite.kernel.values.refusals import Invalid, Refusal

TITLES = {400: "That cannot be right", 403: "You may not do this"}


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says what was refused, about which record, by which rule."""
    if refusal.status == 404:
        return render(request, "404.html", status=404)  # INV-31: as if it were not there
    context = {"refusal": refusal, "title": TITLES.get(refusal.status, "That is not possible now")}
    return render(request, "kernel/refusal.html", context, status=refusal.status)


def refuse_on(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put the words of a refusal onto the fields it names; the page shows the refusal itself above them.

    `lines.2.account` is a field of the third line that was filled in, of the form set that the form holds as `lines`.
    """
    for name, messages in refusal.fields.items() if isinstance(refusal, Invalid) else ():
        held, field = place_of(form, name)
        if held is not None and (field in held.fields or not field):
            held.add_error(field or None, messages)


def place_of(form: forms.BaseForm, name: str) -> tuple[forms.BaseForm | None, str]:
    """The form that a field's name leads to, and the field's name in it; "" for the form as a whole."""
    if name in form.fields or "." not in name:
        return form, name or "-"
    prefix, place, *rest = name.split(".")
    held = getattr(form, prefix, None)
    filled = [line for line in held.forms if line.has_changed()] if isinstance(held, forms.BaseFormSet) else []
    if not place.isdigit() or int(place) >= len(filled):
        return None, ""
    return filled[int(place)], ".".join(rest)
