"""Every address of the suite, filled in with keys that name nothing."""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, converters, get_resolver
from django.urls.exceptions import NoReverseMatch
from django.urls.resolvers import RoutePattern

NOTHING = UUID("01900000-0000-7000-8000-000000000000")
EXAMPLES: tuple[tuple[type, object], ...] = (
    (converters.UUIDConverter, NOTHING),
    (converters.IntConverter, 999_999_999),
    (converters.PathConverter, "some/where"),
    (converters.SlugConverter, "nothing"),
    (converters.StringConverter, "nothing"),
)
WORD = re.compile(r"[a-z_]{3,}")
TRIES: tuple[object, ...] = (NOTHING, 999_999_999, "nothing", "json", ".json", "2026-01")


def addresses() -> list[tuple[str, str]]:
    """Each pattern's full name (or route) and one path that it answers to."""
    return sorted(set(_walk(get_resolver().url_patterns, "", "/")))


def _walk(patterns: Iterable[URLPattern | URLResolver], space: str, prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + _filled(pattern)
        if isinstance(pattern, URLResolver):
            name = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, name, path)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else path), path


def _filled(pattern: URLPattern | URLResolver) -> str:
    """This part of the path with each of its parameters given a value that names no record."""
    route = pattern.pattern
    if isinstance(route, RoutePattern):
        text = str(route)
        for name, converter in route.converters.items():
            value = next(value for kind, value in EXAMPLES if isinstance(converter, kind))
            start = next(part for part in (f"<{n}{name}>" for n in _kinds(text)) if part in text)
            text = text.replace(start, converter.to_url(value))
        return text
    return _filled_expression(route)


def _kinds(text: str) -> list[str]:
    """The `kind:` prefixes that stand in a route, and none."""
    return ["", *(f"{part.split(':')[0]}:" for part in text.split("<") if ":" in part)]


def _filled_expression(route: object) -> str:
    """A regular expression's path, as Django would reverse it."""
    from django.utils.regex_helper import normalize

    expression = str(getattr(route, "_regex", ""))
    for path, names in normalize(expression):
        for value in (*TRIES, *WORD.findall(expression)):
            candidate: str = path % dict.fromkeys(names, str(value)) if names else path
            if getattr(route, "regex").search(candidate):  # noqa: B009 the stubs do not know it
                return candidate
    raise NoReverseMatch(expression)
