"""A verb over HTTP is a noun that is created (STYLE 16): read the request, call the verb, show the answer."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from drf_spectacular.utils import OpenApiResponse, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_suite.kernel.access.verb import VERBS, Verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import NotFound, Refusal
from billing_suite.kernel.web.api.fields import Body, KeyField, WholeField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.operations import Operation, refusals
from billing_suite.kernel.web.api.parsing import MANY
from billing_suite.kernel.web.api.problems import RefusedRow, TooLarge, problem, refused_row
from billing_suite.kernel.web.api.query import read_query
from billing_suite.kernel.web.api.shown import NameSheet

LAST = 2**63 - 1  # the highest number of a numbered record
PROBLEMS = (400, 404, 409, 413, 415)


class NoBody(Body):
    """Nothing needs to be said."""


def read_body(kind: type[Body], request: Request) -> dict[str, Any]:
    """The validated body; unknown fields and wrong values are refused with 400 (INV-32)."""
    read_query(request, {})
    body = kind(data=request.data, context={"request": request})
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def who(request: Request) -> Actor:
    """The person behind the session or the token."""
    user: Any = request.user
    return Actor.user(user)


def verb_of(function: Callable[..., Any]) -> Verb:
    """The registered verb behind a function."""
    return VERBS[function.__name__]


def subject_of(function: Callable[..., Any]) -> str:
    """The name of what a verb is about: its first argument."""
    return next(iter(verb_of(function).signature.parameters))


@dataclass(frozen=True, kw_only=True)
class Deed:
    """POST that calls one verb.

    The body's fields are named like the verb's arguments (or say so by `source`). With `on`, the
    record in the path is the verb's first argument. The door gives the time (`at`), the actor (`by`)
    and, with `today`, the local date of the legal entity that this callable finds (`on`). `nothing` says
    what it means that the verb makes nothing: the answer is then 204.
    """

    path: str
    verb: Callable[..., Any]
    shows: Listing | type[serializers.Serializer[Any]]
    body: type[Body] = NoBody
    on: Listing | None = None
    today: Callable[[Mapping[str, Any]], LegalEntity] | None = None
    defaults: tuple[tuple[str, Any], ...] = ()
    nothing: str = ""

    def run(self, request: Request, key: str = "") -> Response:
        """Read, call, show."""
        record = self.on.find(request.user, key) if self.on else None
        given = {**dict(self.defaults), **read_body(self.body, request)}
        if record is not None:
            given[subject_of(self.verb)] = record
        made = self.verb(**given, **self.circumstances(request, given))
        return self.shown(made, request)

    def circumstances(self, request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
        """Who, and when by the door's clock (INV-49)."""
        at, takes = now(), verb_of(self.verb).signature.parameters
        told: dict[str, Any] = {"by": who(request)}
        if "at" in takes:
            told["at"] = at
        if self.today is not None:
            told["on"] = self.today(given).local_date(at)
        return told

    def shown(self, made: Any, request: Request) -> Response:
        """What the verb made: the record, and where it is."""
        if made is None and self.nothing:
            return Response(status=204)
        if isinstance(self.shows, Listing):
            where = request.build_absolute_uri(f"/api/v1/{self.shows.path}/{made.pk}/")
            told = self.shows.shown(self.shows.again(request.user, made), request)
            return Response(told, status=201, headers={"Location": where})
        many = isinstance(made, Sequence) and not isinstance(made, str)
        return Response(self.shows(made, many=many, context={"request": request}).data, status=201)

    def operations(self) -> list[Operation]:
        """The one door of this verb."""
        entry = verb_of(self.verb)
        told = (self.shows.sheet or self.shows.row) if isinstance(self.shows, Listing) else self.shows
        many = entry.signature.return_annotation
        lists = getattr(many, "__origin__", None) is list
        return [
            Operation(
                path=self.path,
                method="post",
                right=entry.right,
                verb=entry.name,
                run=self.run,
                schema={
                    "operation_id": operation_id(entry.name, self.path, self.on),
                    "summary": capfirst(entry.title),
                    "description": inspect.getdoc(entry.function) or "",
                    "parameters": [self.on.id_parameter()] if self.on else [],
                    "request": None if self.body is NoBody else self.body,
                    "responses": {
                        201: told(many=True) if lists else told,
                        **({204: OpenApiResponse(None, self.nothing)} if self.nothing else {}),
                        **refusals(*PROBLEMS),
                    },
                },
            )
        ]


def operation_id(name: str, path: str, on: Listing | None) -> str:
    """The verb's name; a verb that stands at several addresses names each by its record."""
    return f"{name}_of_{on.path.replace('-', '_')}" if on and path.endswith("/grants/") else name.strip("_")


@dataclass(frozen=True, kw_only=True)
class SetDeed:
    """POST that calls one verb on many records: 200 all done, 207 some refused, else the refusal's own problem.

    The body names the records in a list called as the listing's path; further fields as in `Deed`.
    """

    path: str
    verb: Callable[..., Outcome[Any]]
    of: Listing
    body: type[Body] = Body
    today: Callable[[Any], LegalEntity] | None = None

    @property
    def field(self) -> str:
        """The list's name in the body."""
        return self.of.path.replace("-", "_")

    @cached_property
    def kind(self) -> type[Body]:
        """The body: the ids, and what else the verb wants."""
        reader: Any = WholeField(1, LAST) if self.of.numbered else KeyField()
        ids = serializers.ListField(
            child=extend_schema_field(self.of.id_schema())(reader),
            allow_empty=False,
            max_length=MANY,
            help_text=f"Ids of up to {MANY} records.",
        )
        name = "".join(word.title() for word in self.path.strip("/").split("-"))
        return type(f"{name}Body", (self.body,), {self.field: ids, "__doc__": f"Ids of {self.field}."})

    def run(self, request: Request) -> Any:
        """Read, call once for each business date, show each record's outcome."""
        given = read_body(self.kind, request)
        ids = list(dict.fromkeys(given.pop(self.field)))
        found, missing = self.load(request, ids)
        done: list[Any] = []
        refused: list[Refusal] = missing
        for told, records in self.by_day(found):
            outcome = self.call(records, request, {**given, **told})
            done += outcome.done
            refused += outcome.refused
        return set_answer(done, refused)

    def load(self, request: Request, ids: Sequence[Any]) -> tuple[list[Any], list[Refusal]]:
        """The records the person may read, and a refusal for each other id (INV-31)."""
        if len(ids) > MANY:
            raise TooLarge(f"A request names at most {MANY} records.")
        found = {record.pk: record for record in self.of.seen_by(request.user).filter(pk__in=ids)}
        code = f"no-such-{self.of.name.replace(' ', '-')}"
        missing: list[Refusal] = [
            NotFound(f"no such {self.of.name}", code=code, record=str(key)) for key in ids if key not in found
        ]
        return [found[key] for key in ids if key in found], missing

    def by_day(self, records: list[Any]) -> list[tuple[dict[str, Any], list[Any]]]:
        """The records by the local date of their legal entity, where the verb asks for one (RULES 36)."""
        if not records:
            return []
        if self.today is None:
            return [({}, records)]
        at, entity_of = now(), self.today

        def day(record: Any) -> date:
            return entity_of(record).local_date(at)

        return [({"on": on}, list(group)) for on, group in groupby(sorted(records, key=day), key=day)]

    def call(self, records: list[Any], request: Request, given: Mapping[str, Any]) -> Outcome[Any]:
        """The verb itself."""
        entry = verb_of(self.verb)
        told: dict[str, Any] = {subject_of(self.verb): records, "by": who(request), **given}
        if "at" in entry.signature.parameters:
            told["at"] = now()
        return self.verb(**told)

    def operations(self) -> list[Operation]:
        """The one door of this verb."""
        entry = verb_of(self.verb)
        return [
            Operation(
                path=self.path,
                method="post",
                right=entry.right,
                verb=entry.name,
                run=self.run,
                schema={
                    "operation_id": entry.name,
                    "summary": capfirst(entry.title),
                    "description": f"{inspect.getdoc(entry.function) or ''}\n\n{SET_WORDS}",
                    "request": self.kind,
                    "responses": {
                        200: OpenApiResponse(SetAnswer, "All are done."),
                        207: OpenApiResponse(SetAnswer, "Some are done, each other is refused with its reason."),
                        **refusals(*PROBLEMS),
                    },
                },
            )
        ]


SET_WORDS = (
    "Each record stands for itself: those that can are done, the others are refused with their reason. "
    "All done: 200. Some refused: 207. None done: the refusals' own status (409 where they differ) as a problem "
    "that lists them under `refused`."
)


class SetAnswer(serializers.Serializer[Any]):
    """What became of each record of a set."""

    done = NameSheet(many=True)
    refused = RefusedRow(many=True)


def set_answer(done: Sequence[Any], refused: Sequence[Refusal]) -> Any:
    """200, 207, or the problem of a set of which nothing was done."""
    rows = [refused_row(refusal) for refusal in refused]
    if done or not refused:
        return Response({"done": NameSheet(done, many=True).data, "refused": rows}, status=207 if refused else 200)
    first = refused[0]
    status = first.status if len({refusal.status for refusal in refused}) == 1 else 409
    return problem(status, {**rows[0], "refused": rows})


__all__ = ["Deed", "NoBody", "RecordField", "SetDeed", "read_body", "set_answer"]
