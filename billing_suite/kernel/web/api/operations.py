"""An operation is one method at one address; the operations of an address become its view."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing_suite.kernel.record.acting import doorway
from billing_suite.kernel.web.api.problems import MEDIA_TYPE, Problem

ID = "id"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method at one address: the right it asks for, what it does, what the schema says.

    `hides`: without the right it answers 404, like a record that is not there (INV-31).
    """

    path: str
    method: str
    right: str
    run: Callable[..., Any]
    schema: Mapping[str, Any]
    hides: bool = False
    verb: str = ""
    renderers: tuple[Any, ...] = field(default=())


class Door(APIView):
    """The view of one address; made from its operations, never written by hand."""

    operations: ClassVar[Mapping[str, Operation]] = {}
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Everything inside came through the API; no answer is kept by a cache."""
        with doorway("api", getattr(request, "request_id", "")):
            response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def views(operations: Iterable[Operation]) -> list[URLPattern]:
    """One view for each address."""
    by_path: dict[str, dict[str, Operation]] = defaultdict(dict)
    for operation in operations:
        if operation.method in by_path[operation.path]:
            raise ValueError(f"{operation.method} {operation.path} is declared twice")
        by_path[operation.path][operation.method] = operation
    ordered = sorted(by_path, key=lambda address: ("<" in address, address))
    return [path(address, view_of(address, by_path[address]).as_view()) for address in ordered]


def view_of(address: str, operations: Mapping[str, Operation]) -> type[Door]:
    """The view class of one address, a method for each operation."""
    name = "".join(word.title() for word in address.replace("<str:id>", "one").replace("/", "-").split("-"))
    made: dict[str, Any] = {"operations": operations, "__doc__": f"/{address}"}
    renderers = [kind for operation in operations.values() for kind in operation.renderers]
    if renderers:
        made["renderer_classes"] = renderers
    for method, operation in operations.items():
        made[method] = extend_schema(**operation.schema)(handler(operation))
    return type(name, (Door,), made)


def handler(operation: Operation) -> Callable[..., Response]:
    """The method of a view that runs an operation."""

    def handle(view: APIView, request: Request, **kwargs: str) -> Response:
        return operation.run(request, *kwargs.values())  # type: ignore[no-any-return]

    handle.__name__ = operation.method
    return handle


def refusals(*more: int) -> dict[tuple[int, str], Any]:
    """The problems an operation may answer with, for the schema; everything may be 401, 403, 406."""
    return {(status, MEDIA_TYPE): Problem for status in sorted({401, 403, 406, *more})}
