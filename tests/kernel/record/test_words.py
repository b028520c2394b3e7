"""A word is found wherever one of the fields holds it, by the index's expression as by each field."""

from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Q

from billing_suite.kernel.record.words import Trigrams, WordIndex, contains
from crm.customers.models import Contact, Customer
from tests.builders import Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
FIELDS = ("name", "legal_name", "reference", "billing_email", "vat_id")
NAMES = ["100% Wolle", "Under_score", "Back\\slash", "O'Neil", "Straße 7", "ÉCLAIR", "Two\nlines"]
WORDS = [
    "%",
    "_",
    "\\",
    "'",
    "wolle",
    "straße",
    "éclair",
    "example",
    "de2",
    "c-0",
    "lightnor",
    "zzz",
    "lines",
]
BEGINNINGS = {"li": {"Two\nlines"}, "wo": {"100% Wolle"}, "n": {"O'Neil", "Nordlicht"}, "ne": {"O'Neil"}, "el": set()}


def each_field(fields: tuple[str, ...], word: str) -> Q:
    return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))


@pytest.fixture
def customers(stage: Stage) -> list[Customer]:
    made = [stage.customer(name) for name in ("nordlicht", "lumiere", "thames")]
    with behind_the_verbs():
        for place, name in enumerate(NAMES):
            Customer.objects.create(
                reference=f"C-9{place}", name=name, legal_name=name, legal_entity=stage.entity, currency="EUR",
                billing_email=f"a{place}@x.example",
            )  # fmt: skip
    return made


@pytest.mark.parametrize("word", WORDS)
def test_by_the_index_as_by_each_field(customers: list[Customer], word: str) -> None:
    for fields in (FIELDS, FIELDS[:3], FIELDS[:1], ("vat_id", "name")):
        asked = set(Customer.objects.filter(contains(Customer, fields, word)).values_list("name", flat=True))
        assert asked == set(Customer.objects.filter(each_field(fields, word)).values_list("name", flat=True))
    there = Contact.objects.filter(contains(Customer, ["name"], word, at="customer"))
    assert set(there) == set(Contact.objects.filter(customer__name__icontains=word))


@pytest.mark.parametrize("word", BEGINNINGS)
def test_one_or_two_letters_begin_a_word(customers: list[Customer], word: str) -> None:
    for rows in (contains(Customer, ("name",), word), contains(Customer, ("vat_id", "name"), word)):
        assert set(Customer.objects.filter(rows).values_list("name", flat=True)) == BEGINNINGS[word]
    assert not Customer.objects.filter(contains(Customer, ("language",), "n")).exists(), "it stands in en, at its end"


def test_a_word_does_not_run_from_one_field_into_the_next(customers: list[Customer]) -> None:
    customer = customers[0]
    run = customer.name[-3:] + customer.legal_name[:3]
    assert not Customer.objects.filter(contains(Customer, FIELDS, run)).exists()


def test_fields_without_an_index_are_asked_one_by_one(customers: list[Customer]) -> None:
    found = Customer.objects.filter(contains(Customer, ("language",), "EN"))
    assert found.count() == Customer.objects.count()
    assert "chr(10)" not in str(found.query)


def test_the_index_stands_where_the_engine_knows_such(db: None) -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "crm_customer")
    assert ("customer_words" in names) == (connection.vendor == "postgresql")


def test_the_index_comes_and_goes_on_each_engine(db: None) -> None:
    index = WordIndex(fields=["name", "vat_id"], name="some_words")
    editor = connection.schema_editor()
    editor.deferred_sql = []  # as inside its own transaction
    with connection.cursor() as cursor:
        for sql in (index.create_sql(Customer, editor), index.remove_sql(Customer, editor)):
            cursor.execute(str(sql))


def test_a_refused_extension_says_who_can_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise DatabaseError("permission denied to create extension")

    monkeypatch.setattr("django.contrib.postgres.operations.CreateExtension.database_forwards", refuse)
    editor: Any = SimpleNamespace(connection=connection)
    with pytest.raises(RuntimeError, match=r"as a superuser.* CREATE EXTENSION pg_trgm; and migrate again"):
        Trigrams().database_forwards("crm", editor, None, None)
