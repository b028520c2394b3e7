"""The benchmark of lists: each page as a person asks for it, its queries and its milliseconds on the server."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web.pages.keyset import Order, write_cursor
from crm.customers.models import Customer
from crm.merging.looking import READ, look_for_doubles
from tests.benchmarks.customers import MIDDAY, FilledSales, fill_sales
from tests.benchmarks.filling import FilledBooks
from tests.benchmarks.measuring import Pair, benchmark

QUERIES, MILLISECONDS, ROUNDS = 15, 60, 5
HELD: list[FilledSales] = []
WORDS = {"common": "gmbh", "usual": "brewery", "rare": "quagga", "two words": "gmbh brewery", "none": "xylophon"}
WORDS |= {"a reference": "C-0777", "two letters": "qx", "a person": "keller"}
SORTS = {
    "customers": "name -name reference currency owner__name",
    "contacts": "name title customer__name email",
    "opportunities": "name customer__name stage__position stage__probability closes_on amount_minor owner__name",
    "leads": "name firm source__name campaign__name received_at owner__name",
    "activities": "subject customer__name due_on owner__name",
    "quotes": "reference opportunity__customer__name current__status current__valid_until current__net_minor",
}
VIEWS = {
    "opportunities": "open mine stalled won lost all",
    "leads": "open queue mine qualified all",
    "activities": "mine ahead overdue done all",
    "quotes": "all mine waiting",
}
API = {
    "customers": ["", "order=-reference", "q=gmbh", "q=brewery", "q=quagga", "q=xylophon", "country=DE"],
    "contacts": ["", "q=keller", "q=xylophon"],
    "opportunities": ["", "order=reference", "q=audit", "q=xylophon"],
    "leads": ["", "q=brewery", "q=xylophon"],
    "activities": ["", "order=due_on", "q=xylophon"],
    "quotes": ["", "q=audit", "q=xylophon"],
}


@dataclass(frozen=True)
class Read:
    """One page: who asked for what, in how many queries and milliseconds."""

    who: str
    path: str
    queries: int
    milliseconds: float


def addresses() -> Iterator[str]:
    """Every page that is measured."""
    half = Customer.objects.order_by("name", "pk")[Customer.objects.count() // 2]
    yield f"/customers/?after={write_cursor(half, Order('name'))}"
    yield f"/customers/?before={write_cursor(half, Order('name'))}"
    for name, sorts in SORTS.items():
        view = "view=all&" if name in VIEWS else ""
        yield f"/{name}/"
        yield from (f"/{name}/?{view}sort={sort}" for sort in sorts.split())
        yield from (f"/{name}/?{view}q={word}" for word in WORDS.values())
        yield from (f"/{name}/?view={view}" for view in VIEWS.get(name, "").split())
    yield from (
        "/opportunities/board/",
        "/opportunities/board/?view=mine",
        "/opportunities/board/worth/",
        "/customers/duplicates/",
        "/",
    )
    yield from (f"/api/v1/{name}/?{asked}" for name, every in API.items() for asked in every)


def signed_in(user: User) -> Client:
    """A browser of this person, at the one host that is always served."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def read(who: str, user: User) -> Iterator[Read]:
    """Each page as this person: once to warm up, once to count queries, then timed: the best, since others only add."""
    client = signed_in(user)
    for path in addresses():
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        with CaptureQueriesContext(connection) as held:
            client.get(path)
            count = len(held)  # the next request forgets them
        told = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            client.get(path).content  # noqa: B018 - a streamed answer is read
            told.append(time.perf_counter() - started)
        yield Read(who, path, count, min(told) * 1000)


def floor(user: User) -> Any:
    """The least that a page costs: fifty rows by the primary key, and a page of the shell without a list."""
    client = signed_in(user)

    def once() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM crm_customer ORDER BY id LIMIT 50")
            cursor.fetchall()
        client.get("/customers/merges/")

    return once


def timed(work: Any) -> float:
    """Milliseconds, the best of some."""
    told = []
    for _ in range(4 * ROUNDS):
        started = time.perf_counter()
        work()
        told.append(time.perf_counter() - started)
    return min(told) * 1000


def told_of(sales: FilledSales) -> list[Read]:
    """Every page of every person, printed as it is read, with its ratio to the floor."""
    reads = []
    for who, user in vars(sales).items():
        least = timed(floor(user))
        sys.stdout.write(f"{who}: floor {least:.1f} ms\n")
        for each in read(who, user):
            reads.append(each)
            slow = "SLOW" if each.milliseconds > MILLISECONDS or each.queries >= QUERIES else ""
            ratio = each.milliseconds / least
            sys.stdout.write(
                f"{who:6}{each.queries:4} {each.milliseconds:8.1f} ms {ratio:6.2f} x  {each.path} {slow}\n"
            )
            sys.stdout.flush()
    return reads


def filled(books: FilledBooks) -> FilledSales:
    """The customers, filled once a run."""
    if not HELD:
        HELD.append(fill_sales(books.stage))
    return HELD[0]


@benchmark(
    "crm_lists",
    says="the slowest of all lists, searches and boards of 100,000 customers, against a bare page",
    target=12,
    reads_books=False,
)
def lists(books: FilledBooks) -> Pair:
    """Of all pages the slowest, once more by turns with the floor."""
    sales = filled(books)
    slowest = max(told_of(sales), key=lambda each: each.milliseconds)
    user = getattr(sales, slowest.who)
    client = signed_in(user)
    return Pair(lambda: client.get(slowest.path), floor(user))


@benchmark(
    "crm_doubles",
    says="the nightly look for doubles among 99,000 customers with their keys kept, against reading them",
    target=60,
    reads_books=False,
)
def doubles(books: FilledBooks) -> Pair:
    """A night after the first, which writes down by what each customer is found."""
    filled(books)
    entity, by = books.stage.entity, Actor.system("look_for_doubles")
    rows = Customer.objects.filter(legal_entity=entity, survivor__isnull=True)

    def look() -> None:
        look_for_doubles(entity, at=MIDDAY, by=by)

    look()
    return Pair(look, lambda: list(rows.values(*READ)), rounds=2)
