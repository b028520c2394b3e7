"""Every refusal of the API as RFC 9457 problem+json, translated in this one place (STYLE 14)."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions, serializers

from billing_suite.kernel.values.refusals import BrokenRule, Invalid, Refusal

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
LOCKED = ("database is locked", "could not obtain lock", "canceling statement")


class TooLarge(exceptions.APIException):
    """More than the API takes at once (INV-50)."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "More than the API takes at once."
    default_code = "too-large"


class RefusedRow(serializers.Serializer[Any]):
    """Why one record of a set was refused."""

    record = serializers.CharField(help_text="The reference, number or id of the record.")
    code = serializers.CharField(help_text="Stable, for machines.")
    detail = serializers.CharField(help_text="For people.")
    rule = serializers.CharField(help_text="The rule or invariant behind it, if one is named.")


class Problem(serializers.Serializer[Any]):
    """A refusal by RFC 9457: what was refused, about which record, by which rule; nothing was written."""

    type = serializers.CharField(help_text="A tag URI that ends in the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="For people.")
    code = serializers.CharField(help_text="Stable, for machines.")
    record = serializers.CharField(required=False)
    rule = serializers.CharField(required=False)
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="What is wrong, by field; the way into a nested field is written with dots.",
    )
    refused = RefusedRow(many=True, required=False)
    request_id = serializers.CharField(required=False, help_text="Name it when you ask about this answer.")


def refused_row(refusal: Refusal) -> dict[str, str]:
    """One row of a set that was refused."""
    return {"record": refusal.record, "code": refusal.code, "detail": refusal.message, "rule": refusal.rule}


def answer(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The exception handler of every API view."""
    status, facts, headers = told(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.exception("api_failed", exc_info=error)
        got_request_exception.send(
            sender=type(context.get("view")), request=getattr(context["request"], "_request", None)
        )
    request_id = getattr(context["request"], "request_id", "")
    return problem(status, facts | ({"request_id": request_id} if request_id else {}), headers)


def problem(status: int, facts: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A problem document; what is empty is left out."""
    document = {
        "type": f"tag:billing-suite,2026:{facts['code']}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        **{name: value for name, value in facts.items() if value},
    }
    return HttpResponse(json.dumps(document), status=int(status), content_type=MEDIA_TYPE, headers=headers)


def told(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, facts and headers of an error."""
    if isinstance(error, Refusal):
        return error.status, of_refusal(error), {}
    if isinstance(error, exceptions.APIException):
        return error.status_code, of_framework(error), headers_of(error)
    if isinstance(error, Http404):
        return 404, {"code": "not-found", "detail": "There is nothing here."}, {}
    if isinstance(error, PermissionDenied):
        return 403, {"code": "not-allowed", "detail": "This is not allowed."}, {}
    if isinstance(error, RequestDataTooBig):
        return 413, {"code": "too-large", "detail": str(error)}, {}
    if isinstance(error, SuspiciousOperation):
        return 400, {"code": "malformed", "detail": "The request is malformed."}, {}
    return of_database(error)


def of_refusal(refusal: Refusal) -> dict[str, Any]:
    """A refusal of the suite says the same here as everywhere."""
    facts = {"code": refusal.code, "detail": refusal.message, "record": refusal.record, "rule": refusal.rule}
    return {**facts, "errors": refusal.fields} if isinstance(refusal, Invalid) else facts


def of_framework(error: exceptions.APIException) -> dict[str, Any]:
    """An error of the framework, its messages by field where it has any."""
    if isinstance(error, exceptions.ValidationError):
        errors = dict(flat(error.detail))
        return {"code": "invalid", "detail": "The request does not fit: see errors.", "errors": errors}
    return {"code": str(error.default_code).replace("_", "-"), "detail": str(error.detail)}


def flat(detail: Any, way: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested messages as (way.into.the.field, messages)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from flat(inner, ".".join(filter(None, [way, step])))
    elif isinstance(detail, list) and any(isinstance(inner, Mapping | list) for inner in detail):
        for place, inner in enumerate(detail):
            if inner:
                yield from flat(inner, f"{way}.{place}".lstrip("."))
    elif isinstance(detail, list):
        yield way, [str(message) for message in detail]
    else:
        yield way, [str(detail)]


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """What the status asks to be said in a header."""
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    return headers


def of_database(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The database's own no: a rule that a race got past the verb, a number out of range, a lock."""
    if isinstance(error, IntegrityError):
        return told(BrokenRule(error))
    if isinstance(error, DataError | OverflowError):
        return 400, {"code": "out-of-range", "detail": "A value is larger than can be kept."}, {}
    if isinstance(error, OperationalError) and any(word in str(error) for word in LOCKED):
        return 503, {"code": "busy", "detail": "The database is busy; try again."}, {"Retry-After": "2"}
    return 500, {"code": "fault", "detail": "Something went wrong here. Nothing was written."}, {}
