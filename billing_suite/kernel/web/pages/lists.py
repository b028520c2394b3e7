"""List pages: declared columns, filters, search, sorting, keyset pages, export; no query per row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages.buttons import Button, shown_to
from billing_suite.kernel.web.pages.columns import Column
from billing_suite.kernel.web.pages.export import list_download
from billing_suite.kernel.web.pages.keyset import Order, Page, ordered, page_of
from billing_suite.kernel.web.pages.record import Crumb
from billing_suite.kernel.web.pages.searching import searched
from billing_suite.kernel.web.pages.signed_in import SignedIn

PAGE_SIZE = 50


@dataclass(frozen=True)
class Choice:
    """A filter with a fixed set of values on one field: a select in the filter bar.

    `values` are (value, words) pairs, or a callable that takes the viewer's user and returns them.
    """

    field: str
    label: str
    values: Sequence[tuple[str, str]] | Callable[[Any], Sequence[tuple[str, str]]]

    def options(self, user: Any) -> list[tuple[str, str]]:
        """The values on offer to this person."""
        return list(self.values(user) if callable(self.values) else self.values)


@dataclass(frozen=True)
class Preset:
    """A tab of the list: a queryset word with a name. `narrow(rows, request)` returns the narrowed rows."""

    key: str
    label: str
    narrow: Callable[[Any, HttpRequest], Any]


@dataclass(frozen=True)
class Bulk:
    """A verb over the ticked rows: posts their ids as `ids` to the URL."""

    label: str
    url_name: str
    right: str
    icon: str = ""


@dataclass(frozen=True)
class Head:
    """A column heading as the page shows it."""

    label: str
    css: str
    sort_query: str
    direction: str


@dataclass(frozen=True)
class Row:
    """A row as the page shows it: ready cells beside their column."""

    key: str
    label: str
    cells: list[tuple[str, str, Any]]


class ListPage(SignedIn):
    """A list of one model.

    Rows are `model.objects.visible_to(user).for_list()`, narrowed by the preset, the filters and
    the search. Everything the query string may say is declared here; anything else is ignored
    (unknown keys) or refused with 400 (a sort, filter value or page that does not exist).
    """

    model: ClassVar[type[Model]]
    title: ClassVar[str] = ""
    eyebrow: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    order: ClassVar[str] = "-pk"
    search: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str] = "Search"
    choices: ClassVar[Sequence[Choice]] = ()
    filterset_class: ClassVar[type[FilterSet] | None] = None
    presets: ClassVar[Sequence[Preset]] = ()
    bulk: ClassVar[Sequence[Bulk]] = ()
    page_size: ClassVar[int] = PAGE_SIZE
    template_name: ClassVar[str] = "kernel/list.html"
    empty_title: ClassVar[str] = "Nothing here yet"
    empty_words: ClassVar[str] = ""
    empty_icon: ClassVar[str] = "inbox"

    # --- what a page may say for itself ---------------------------------------------------------
    def rows(self) -> QuerySet[Any]:
        """The rows this person may see, with the joins the columns need."""
        return self.model._default_manager.visible_to(self.viewer.reader).for_list()  # type: ignore[attr-defined, no-any-return]

    def buttons(self) -> Sequence[Button]:
        """The page's actions, the most usual one first."""
        return ()

    def crumbs(self) -> Sequence[Crumb]:
        """The pages above this one."""
        return ()

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """Figures over the list, as attributes for the `stat` component; each may cost one query."""
        return ()

    # --- the request ----------------------------------------------------------------------------
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; its table alone for htmx; the whole filtered list as a file for `?format=csv` or `xlsx`."""
        if kind := request.GET.get("format"):
            return list_download(kind, self.file_name, self.columns, ordered(self.narrowed(), self.asked_order))
        template = "kernel/list_region.html" if self.is_partial else self.template_name
        response = render(request, template, self.context())
        patch_vary_headers(response, ["HX-Request"])
        return response

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks for the table's region only."""
        return self.request.headers.get("HX-Request") == "true" and self.request.headers.get("HX-Target") == "list"

    @property
    def file_name(self) -> str:
        """The name of an export, without its ending."""
        return str(self.title or self.model._meta.verbose_name_plural).lower().replace(" ", "-")

    @cached_property
    def sorts(self) -> set[str]:
        """The fields this list may be sorted by (INV-31: an allow-list)."""
        return {column.sort for column in self.columns if column.sort} | {Order.parse(self.order).field}

    @cached_property
    def asked_order(self) -> Order:
        """The ordering in the query string, or the page's own."""
        order = Order.parse(self.request.GET.get("sort", "") or self.order)
        if order.field not in self.sorts:
            raise Invalid(f"this list is not sorted by {order.field[:40]!r}", code="no-such-order", rule="INV-31")
        return order

    @cached_property
    def preset(self) -> Preset | None:
        """The tab in the query string, or the first."""
        if not self.presets:
            return None
        asked = self.request.GET.get("view", "")
        if not asked:
            return self.presets[0]
        found = next((preset for preset in self.presets if preset.key == asked), None)
        if found is None:
            raise Invalid(f"this list has no view {asked[:40]!r}", code="no-such-view", rule="INV-31")
        return found

    def narrowed(self) -> QuerySet[Any]:
        """The rows after preset, choices, filters and search."""
        rows = self.rows()
        if self.preset:
            rows = self.preset.narrow(rows, self.request)
        for choice in self.choices:
            if asked := self.request.GET.get(choice.field, ""):
                rows = rows.filter(**{choice.field: self.allowed(choice, asked)})
        if self.filterset is not None:
            rows = self.filterset.filter_queryset(rows) if self.filterset.is_valid() else rows.none()
        return self.searched(rows)

    def allowed(self, choice: Choice, asked: str) -> str:
        """A filter value, if it is on offer."""
        if asked not in {value for value, _ in choice.options(self.request.user)}:
            raise Invalid(f"{choice.label} has no value {asked[:40]!r}", code="no-such-filter", rule="INV-31")
        return asked

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The page's django-filter set over the query string, if it has one."""
        kind = self.filterset_class
        return kind(self.request.GET, queryset=self.rows(), request=self.request) if kind else None

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Every word must stand in one of the searched fields."""
        return searched(rows, self.search, self.request.GET.get("q", ""))  # type: ignore[no-any-return]

    # --- the page -------------------------------------------------------------------------------
    def context(self) -> dict[str, Any]:
        """What the template arranges; all decided here."""
        found = page_of(
            self.narrowed(),
            self.asked_order,
            size=self.page_size,
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return {
            "page": self,
            "crumbs": self.crumbs(),
            "heads": [self.head(column) for column in self.columns],
            "rows": list(self.shown(found)),
            "found": found,
            "tabs": self.tabs(),
            "filters": [self.filter_shown(choice) for choice in self.choices],
            "asked": self.request.GET.get("q", ""),
            "kept": [(name, self.request.GET[name]) for name in ("view", "sort") if self.request.GET.get(name)],
            "stats": self.stats(),
            "is_narrowed": any(self.request.GET.get(name) for name in ("q", *self.filter_names)),
            "buttons": shown_to(self.viewer, self.buttons()),
            "bulks": [bulk for bulk in self.bulk if bulk.right in self.viewer.rights],
        }

    @property
    def filter_names(self) -> list[str]:
        """The names of all filters in the query string."""
        return [*(choice.field for choice in self.choices), *(self.filterset.filters if self.filterset else ())]

    def shown(self, found: Page) -> Iterator[Row]:
        """Rows as ready cells: the template only prints them."""
        layout = [(column, column.css, column.label) for column in self.columns]
        for row in found.rows:
            yield Row(str(row.pk), str(row), [(css, label, column.cell(row)) for column, css, label in layout])

    def head(self, column: Column) -> Head:
        """A heading; one that sorts turns the order round when it is in force already."""
        if not column.sort:
            return Head(column.label, column.css, "", "")
        order = self.asked_order
        held = order.field == column.sort
        turned = Order(column.sort, down=held and not order.down)
        direction = ("descending" if order.down else "ascending") if held else ""
        return Head(column.label, column.css, self.link(sort=str(turned)), direction)

    def link(self, **changes: str) -> str:
        """The page's own query string with changes, from its first page."""
        asked = self.request.GET.copy()
        for name in ("after", "before", "format", *changes):
            asked.pop(name, None)
        asked.update({name: value for name, value in changes.items() if value})
        return f"?{asked.urlencode()}"

    def tabs(self) -> list[dict[str, Any]]:
        """The presets as tabs."""
        return [
            {"label": preset.label, "url": self.link(view=preset.key), "current": preset is self.preset}
            for preset in self.presets
        ]

    def filter_shown(self, choice: Choice) -> dict[str, Any]:
        """A choice as the select of the filter bar."""
        return {
            "field": choice.field,
            "label": choice.label,
            "options": choice.options(self.request.user),
            "asked": self.request.GET.get(choice.field, ""),
        }
