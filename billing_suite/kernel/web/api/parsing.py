"""Reading a request's JSON within limits (INV-50): size, depth, one meaning only."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from billing_suite.kernel.web.api.problems import TooLarge

DEPTH = 32
MANY = 10_000  # records in one request


class StrictJSONParser(BaseParser):
    """JSON in UTF-8: no NaN, no key twice, no NUL, no lone surrogate, at most 32 levels and 10 MB."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The content; what cannot be read is refused with 400, what is too large with 413."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(f"A request has at most {limit} bytes.")
        try:
            content = json.loads(
                raw.decode("utf-8"), parse_constant=refuse_constant, object_pairs_hook=only_once, parse_float=str_float
            )
        except RecursionError:
            raise ParseError(f"JSON is at most {DEPTH} levels deep.") from None
        except ValueError as error:
            raise ParseError(f"This is no JSON: {str(error)[:200]}") from None
        check(content)
        return content


class Inexact:
    """A JSON number with a point or an exponent: no field takes it, exact numbers are strings (INV-07)."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text[:40]

    __str__ = __repr__


def str_float(text: str) -> Inexact:
    """Keep an inexact number recognisable, so that each field refuses it in its own words."""
    return Inexact(text)


def refuse_constant(name: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise ValueError(f"{name} is no JSON value")


def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands twice would mean two things."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def check(content: Any) -> None:
    """Depth, lengths of lists, and texts that a database cannot keep."""
    level = [content]
    for _ in range(DEPTH):
        if not level:
            return
        level = [inner for value in level for inner in parts(value)]
    if level:
        raise ParseError(f"JSON is at most {DEPTH} levels deep.")


def parts(value: Any) -> list[Any]:
    """What a value is made of, one level down."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        if len(value) > MANY:
            raise TooLarge(f"A request names at most {MANY} records.")
        return value
    if isinstance(value, str):
        check_text(value)
    return []


def check_text(text: str) -> None:
    """A NUL or half a character pair is in no text that people write."""
    if "\0" in text:
        raise ParseError("A text contains the character NUL.")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ParseError("A text contains half a character.")
