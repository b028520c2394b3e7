"""The common rules, attacked by raw SQL, bulk writes and the ORM, on both engines."""

import pytest
from django.db import connection
from django.utils.dateparse import parse_datetime

from tests.kernel.record.toys.models import Fact, Line, Paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toys")]
WHEN = parse_datetime("2026-01-15T10:00:00+00:00")


@pytest.fixture
def fact():
    return Fact.objects.create(key="a", value=5)


@pytest.fixture
def issued():
    paper = Paper.objects.create(title="one")
    Line.objects.create(paper=paper)
    for status in ("approved", "issued"):
        Paper.objects.filter(pk=paper.pk).update(status=status)
    return paper


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE toys_fact SET value = 6",
        "UPDATE toys_fact SET value = value",  # names no change, but it is nobody's to make
        "UPDATE toys_fact SET id = id + 100",
        "UPDATE toys_fact SET key = 'b', released_at = '2026-01-15 10:00:00+00'",
        "DELETE FROM toys_fact",
        "INSERT INTO toys_fact (id, key, value) SELECT id, key, 6 FROM toys_fact"
        " WHERE true ON CONFLICT (key) DO UPDATE SET value = 6",
    ],
)
def test_inv03_a_fact_never_changes(fact, refused, sql, attack):
    if attack.endswith("value = value"):
        sql(attack)  # an update of nothing but the same is no change of an updatable fact
    else:
        with refused("INV-03 a fact never changes"):
            sql(attack)
    fact.refresh_from_db()
    assert (fact.key, fact.value) == ("a", 5)


@pytest.mark.parametrize("verb", ["REPLACE INTO", "INSERT OR REPLACE INTO"])
@pytest.mark.parametrize("columns", ["id, key, value", "key, value, released_at"])
def test_inv03_a_fact_is_not_replaced(fact, refused, sql, only_sqlite, verb, columns):
    values = {"id": fact.pk, "key": "'a'", "value": 6, "released_at": "null"}
    with refused("INV-03"):
        given = ", ".join(str(values[c]) for c in columns.split(", "))
        sql(f"{verb} toys_fact ({columns}) VALUES ({given})")
    with refused("INV-03"):
        sql("UPDATE OR REPLACE toys_fact SET id = id + 1")
    assert list(Fact.objects.values_list("pk", "value")) == [(fact.pk, 5)]


def test_inv03_the_orm_cannot_either(fact, refused):
    fact.value = 7
    with refused("INV-03"):
        fact.save()
    with refused("INV-03"):
        fact.delete()
    with refused("INV-03"):
        Fact.objects.bulk_update([fact], ["value"])
    with refused("INV-03"):
        Fact.objects.bulk_create(
            [Fact(key="a", value=9)], update_conflicts=True, update_fields=["value"], unique_fields=["key"]
        )
    with refused("INV-03"):
        Fact.objects.all()._raw_delete(connection.alias)
    assert Fact.objects.get().value == 5


@pytest.mark.parametrize("attack", ["TRUNCATE toys_fact", "TRUNCATE toys_paper CASCADE", "TRUNCATE toys_hour"])
def test_inv03_no_guarded_table_is_truncated(fact, refused, sql, only_postgres, attack):
    with refused("INV-03 toys_"):
        sql(attack)
    assert Fact.objects.count() == 1


def test_inv03_new_facts_are_welcome_and_statements_without_rows_pass(sql):
    Fact.objects.bulk_create(Fact(key=f"k{n}", value=n) for n in range(100))
    assert Fact.objects.count() == 100
    sql("DELETE FROM toys_fact WHERE value < 0")
    sql("UPDATE toys_fact SET value = 1 WHERE value < 0")


def test_inv15_what_is_set_once_stays(fact, refused, sql):
    assert Fact.objects.update(released_at=WHEN) == 1
    for value in (None, parse_datetime("2026-01-16T10:00:00+00:00")):
        with refused("INV-15 released_at of a fact is set once"):
            Fact.objects.update(released_at=value)
    assert Fact.objects.get().released_at == WHEN


def test_inv20_an_issued_paper_is_frozen(issued, refused, sql):
    for attack in (
        "UPDATE toys_paper SET title = 'two'",
        "UPDATE toys_paper SET number = 7",
        "UPDATE toys_paper SET title = 'two', note = 'x'",
        "UPDATE toys_paper SET id = id + 50",
        "DELETE FROM toys_paper",
    ):
        with refused("INV-20 this paper is frozen" if "id = id" not in attack else "INV-2"):
            sql(attack)
    with refused("INV-20"):
        Paper.objects.filter(pk=issued.pk).update(extra={"a": 1})
    Paper.objects.update(note="what may change")
    issued.refresh_from_db()
    assert (issued.title, issued.note, issued.number, issued.extra) == ("one", "what may change", None, None)


def test_inv20_a_frozen_paper_cannot_swap_keys_with_a_draft(issued, refused, sql, only_postgres):
    draft = Paper.objects.create(title="draft")
    sql("SET CONSTRAINTS ALL DEFERRED")
    with refused("INV-2"):
        sql("UPDATE toys_paper SET id = CASE id WHEN %s THEN -1 ELSE %s END", issued.pk, issued.pk)
    with refused("INV-2"):
        sql(
            "WITH moved AS (UPDATE toys_paper SET id = 900 WHERE id = %s) UPDATE toys_paper SET id = 901 WHERE id = %s",
            draft.pk,
            issued.pk,
        )
    assert Paper.objects.get(pk=issued.pk).title == "one"


def test_inv20_a_frozen_paper_is_not_replaced(issued, refused, sql, only_sqlite):
    Paper.objects.create(title="numbered", number=1)
    Paper.objects.filter(number=1).update(status="discarded")
    for attack in (
        f"REPLACE INTO toys_paper (id, title, status, note) VALUES ({issued.pk}, 'two', 'draft', '')",
        "REPLACE INTO toys_paper (title, status, note, number) VALUES ('two', 'draft', '', 1)",
    ):
        with refused("INV-20"):
            sql(attack)
    assert set(Paper.objects.values_list("title", flat=True)) == {"one", "numbered"}


def test_inv20_the_lines_of_an_approved_paper_are_frozen(refused, sql):
    approved, draft = (Paper.objects.create(title=t) for t in ("approved", "draft"))
    kept, free = (Line.objects.create(paper=p, minor=5) for p in (approved, draft))
    Paper.objects.filter(pk=approved.pk).update(status="approved")
    attacks = [
        lambda: Line.objects.filter(pk=kept.pk).update(minor=6),
        lambda: Line.objects.filter(pk=kept.pk).update(paper=draft),
        lambda: Line.objects.filter(pk=free.pk).update(paper=approved),
        lambda: Line.objects.filter(pk=kept.pk).delete(),
        lambda: Line.objects.bulk_create([Line(paper=draft), Line(paper=approved)]),
        lambda: sql("INSERT INTO toys_line (paper_id, minor) VALUES (%s, 1)", approved.pk),
        lambda: Line.objects.update(minor=9),
        lambda: Line.objects.all()._raw_delete(connection.alias),
    ]
    for attack in attacks:
        with refused("INV-20 the paper of this line is frozen"):
            attack()
    Line.objects.filter(pk=free.pk).update(minor=8)
    Line.objects.filter(pk=free.pk).delete()
    assert list(Line.objects.values_list("paper", "minor")) == [(approved.pk, 5)]
    Paper.objects.filter(pk=approved.pk).update(status="draft")
    Line.objects.filter(pk=kept.pk).update(minor=6)


def test_inv20_a_frozen_line_is_not_replaced_into_a_draft(issued, refused, sql, only_sqlite):
    draft = Paper.objects.create(title="draft")
    line = Line.objects.get()
    with refused("INV-20"):
        sql(f"REPLACE INTO toys_line (id, paper_id, minor) VALUES ({line.pk}, {draft.pk}, 0)")
    assert Line.objects.get().paper_id == issued.pk


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ((), "issued"),
        ((), ""),
        (("approved",), "discarded"),
        (("approved", "issued"), "draft"),
        (("discarded",), "draft"),
    ],
)
def test_inv26_a_state_follows_its_graph(refused, path, step):
    paper = Paper.objects.create(title="one")
    for status in path:
        Paper.objects.update(status=status)
    with refused("INV-2"):
        Paper.objects.filter(pk=paper.pk).update(status=step)
    paper.refresh_from_db()
    assert paper.status == (path[-1] if path else "draft")


@pytest.mark.parametrize("status", ["approved", "issued", "", "nonsense"])
def test_inv26_nothing_is_born_in_a_later_state(refused, status):
    with refused("INV-26 a paper is not born like this"):
        Paper.objects.bulk_create([Paper(title="fine"), Paper(title="odd", status=status)])
    assert not Paper.objects.exists()


def test_inv26_one_wrong_step_among_many_refuses_all(refused):
    Paper.objects.bulk_create(Paper(title=str(n)) for n in range(10))
    Paper.objects.filter(title="7").update(status="discarded")
    with refused("INV-2"):
        Paper.objects.update(status="approved")
    assert Paper.objects.filter(status="approved").count() == 0
