"""The audit trail: exactly one row for every change of an audited row, whoever writes and however."""

import datetime
import time
import uuid
from collections import Counter

import pytest
from django.db import connection

from billing_suite.kernel.record.acting import Actor, acting
from billing_suite.kernel.record.audit import AuditPersonal, AuditRow
from billing_suite.kernel.record.guards.sqlite import digest
from tests.kernel.record.toys.models import Hour, Member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toys")]
MOMENT = datetime.datetime(2026, 1, 15, 10, 0, 0, 250000, tzinfo=datetime.UTC)


def trail(table="toys_hour"):
    return list(AuditRow.objects.filter(table=table).order_by("id"))


def counted(table="toys_hour"):
    return Counter(AuditRow.objects.filter(table=table).values_list("operation", flat=True))


def test_inv43_an_insert_an_update_and_a_delete_leave_a_row_each(as_job):
    with as_job():
        hour = Hour.objects.create(minutes=60, note="work")
        Hour.objects.filter(pk=hour.pk).update(minutes=90)
        Hour.objects.all().delete()
    born, changed, gone = trail()
    assert {(r.actor, r.door, r.request_id, r.timeline, r.row_key) for r in (born, changed, gone)} == {
        ("system:test", "task", "request-1", "play-1", str(hour.pk))
    }
    assert (born.operation, born.before, born.after) == (
        "insert",
        None,
        {"id": hour.pk, "minutes": 60, "note": "work"},
    )
    assert (changed.operation, changed.before, changed.after) == ("update", {"minutes": 60}, {"minutes": 90})
    assert (gone.operation, gone.before, gone.after) == (
        "delete",
        {"id": hour.pk, "minutes": 90, "note": "work"},
        None,
    )
    assert abs(born.at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)  # noqa: TID251


def test_inv43_bulk_writes_are_counted_exactly(as_job, sql):
    with as_job():
        Hour.objects.bulk_create(Hour(minutes=n) for n in range(500))
        assert counted() == {"insert": 500}
        hours = list(Hour.objects.filter(minutes__lt=100))
        for hour in hours:
            hour.note = "seen"
        Hour.objects.bulk_update(hours, ["note"], batch_size=30)
        assert counted() == {"insert": 500, "update": 100}
        Hour.objects.update(note="seen")
        assert counted() == {"insert": 500, "update": 500}
        sql("UPDATE toys_hour SET minutes = minutes + 1 WHERE minutes >= 400")
        assert counted() == {"insert": 500, "update": 600}
        Hour.objects.filter(minutes__lt=50).delete()
        assert counted() == {"insert": 500, "update": 600, "delete": 50}


def test_inv43_an_upsert_is_counted_by_what_it_did(as_job):
    with as_job():
        old = Hour.objects.create(minutes=1)
        Hour.objects.bulk_create(
            [Hour(pk=old.pk, minutes=2), Hour(pk=old.pk + 1000, minutes=3)],
            update_conflicts=True,
            update_fields=["minutes"],
            unique_fields=["id"],
        )
        Hour.objects.bulk_create([Hour(pk=old.pk, minutes=9)], ignore_conflicts=True)
    assert counted() == {"insert": 2, "update": 1}


def test_inv43_a_replaced_row_is_gone_and_born(as_job, sql, only_sqlite):
    with as_job():
        hour = Hour.objects.create(minutes=1)
        sql("REPLACE INTO toys_hour (id, minutes, note) VALUES (%s, 2, '')", hour.pk)
        sql("INSERT OR IGNORE INTO toys_hour (id, minutes, note) VALUES (%s, 3, '')", hour.pk)
    assert counted() == {"insert": 2, "delete": 1}


def test_inv43_copy_and_merge_are_counted(as_job, only_postgres):
    with as_job(), connection.cursor() as cursor:
        with cursor.copy("COPY toys_hour (minutes, note) FROM STDIN") as copy:
            for n in range(300):
                copy.write_row((n, "copied"))
        cursor.execute(
            "MERGE INTO toys_hour h USING (SELECT 7 AS minutes UNION SELECT 5000) s ON h.minutes = s.minutes"
            " WHEN MATCHED THEN UPDATE SET note = 'merged'"
            " WHEN NOT MATCHED THEN INSERT (minutes, note) VALUES (s.minutes, 'new')"
        )
        cursor.execute(
            "WITH gone AS (DELETE FROM toys_hour WHERE minutes > 4000 RETURNING minutes)"
            " INSERT INTO toys_hour (minutes, note) SELECT minutes, 'back' FROM gone"
        )
    assert counted() == {"insert": 302, "update": 1, "delete": 1}


def test_inv43_what_changes_nothing_writes_nothing(as_job):
    with as_job():
        hour = Hour.objects.create(minutes=60)
        hour.save()
        Hour.objects.update(minutes=60)
        Hour.objects.filter(pk=-1).delete()
    Hour.objects.update(minutes=60)
    assert counted() == {"insert": 1}


def test_inv43_a_write_with_no_actor_is_refused(as_job, refused, sql):
    with as_job():
        hour = Hour.objects.create(minutes=60)
    for attack in (
        "INSERT INTO toys_hour (minutes, note) VALUES (5, '')",
        "UPDATE toys_hour SET minutes = 0",
        "DELETE FROM toys_hour",
    ):
        with refused("INV-43 no actor"):
            sql(attack)
    with refused("INV-43 no actor"):
        Hour.objects.bulk_create([Hour(minutes=1)], ignore_conflicts=True)
    assert [h.minutes for h in Hour.objects.all()] == [hour.minutes]
    assert counted() == {"insert": 1}


def test_inv43_nested_verbs_are_put_down_to_whoever_acts(as_job):
    with as_job("outer"):
        Hour.objects.create(minutes=1)
        with as_job("inner"):
            Hour.objects.create(minutes=2)
        with acting(Actor("policy", "small-invoices-v3", "Small invoices")):
            Hour.objects.create(minutes=3)
        Hour.objects.create(minutes=4)
    assert [row.actor for row in trail()] == [
        "system:outer",
        "system:inner",
        "policy:small-invoices-v3",
        "system:outer",
    ]


def test_inv43_a_key_never_changes(as_job, refused, sql):
    with as_job():
        Hour.objects.bulk_create([Hour(minutes=1), Hour(minutes=2)])
        with refused("INV-43 the key of a hour never changes"):
            sql("UPDATE toys_hour SET id = id + 1000")


@pytest.fixture
def member(as_job):
    with as_job():
        boss = Member.objects.create(name="Grace", level=2**60)
        return Member.objects.create(
            name="Ada",
            email="ada@example.org",
            password="md5$x",
            active=False,
            born_on=datetime.date(1815, 12, 10),
            joined_at=MOMENT,
            seal=b"\x00\xff",
            traits={"likes": ["engines", None, 'a "quote"']},
            boss=boss,
        )


def test_inv43_both_engines_write_the_same_words(member, as_job):
    row = trail("toys_member")[1]
    assert row.row_key == str(member.pk)
    after = {k: v for k, v in row.after.items() if k not in ("name", "email")}
    assert after == {
        "id": str(member.pk),
        "password": "*",
        "active": False,
        "level": 0,
        "born_on": "1815-12-10",
        "joined_at": after["joined_at"],
        "seal": r"\x00ff",
        "traits": {"likes": ["engines", None, 'a "quote"']},
        "boss_id": str(member.boss_id),
    }
    assert after["joined_at"].startswith("2026-01-15T10:00:00.25")
    assert datetime.datetime.fromisoformat(after["joined_at"]) == MOMENT
    assert trail("toys_member")[0].after["level"] == 2**60
    with as_job():
        Member.objects.filter(pk=member.pk).update(active=True, traits=None, boss=None, seal=None)
    changed = trail("toys_member")[2]
    assert changed.before["active"] is False
    assert changed.after == {"active": True, "traits": None, "boss_id": None, "seal": None}


def test_inv44_personal_values_stand_apart_under_a_salted_digest(member, as_job):
    with as_job():
        Member.objects.filter(pk=member.pk).update(name="Ada Lovelace", level=3)
        Member.objects.filter(pk=member.pk).update(email=None)
        Member.objects.filter(pk=member.pk).delete()
    _, born, renamed, nameless, gone = trail("toys_member")
    assert not {"Ada", "ada@example.org"} & set(map(str, (*born.after.values(), *gone.before.values())))
    assert nameless.after == {"email": None}
    assert renamed.after.keys() == {"name", "level"}
    apart = {(p.audit_id, p.field): p for p in AuditPersonal.objects.all()}
    expected = {
        (born.pk, "name"): (None, "Ada"),
        (born.pk, "email"): (None, "ada@example.org"),
        (renamed.pk, "name"): ("Ada", "Ada Lovelace"),
        (nameless.pk, "email"): ("ada@example.org", None),
        (gone.pk, "name"): ("Ada Lovelace", None),
    }
    found = {k: (p.value_before, p.value_after) for k, p in apart.items()}
    assert {k: v for k, v in found.items() if v != (None, "Grace")} == expected
    assert len({p.salt for p in apart.values()}) == len(apart)
    for row in (born, renamed, nameless, gone):
        for field in ("name", "email"):
            one = apart.get((row.pk, field))
            for side, value in (("before", one and one.value_before), ("after", one and one.value_after)):
                if value is not None:
                    assert getattr(row, side)[field] == {"sha256": digest(one.salt, value)}


def test_inv43_secrets_are_not_kept_and_a_last_visit_leaves_no_trace(member, as_job):
    Member.objects.filter(pk=member.pk).update(last_seen=MOMENT)
    with as_job():
        Member.objects.filter(pk=member.pk).update(password="md5$y", last_seen=None)
        Member.objects.filter(pk=member.pk).update(password=None)
    changes = [(r.before, r.after) for r in trail("toys_member") if r.operation == "update"]
    assert changes == [({"password": "*"}, {"password": "*"}), ({"password": "*"}, {"password": None})]
    assert "md5$" not in "".join(str(row.before) + str(row.after) for row in trail("toys_member"))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE kernel_audit_row SET actor = 'user:somebody-else'",
        "DELETE FROM kernel_audit_row",
        "DELETE FROM kernel_audit_personal",
        "UPDATE kernel_audit_personal SET value_after = 'forged'",
        "UPDATE kernel_audit_personal SET salt = 'forged'",
        "UPDATE kernel_audit_personal SET field = field || '2'",
    ],
)
def test_inv44_the_trail_is_append_only(member, refused, sql, attack):
    with refused("INV-44"):
        sql(attack)


def test_inv44_only_guards_write_the_trail(member, refused, sql, as_job):
    columns = 'at, "table", row_key, operation, actor, door, request_id, timeline'
    message = "INV-44 only a guard writes" if connection.vendor == "postgresql" else "not authorized"
    with as_job():
        with refused(message):
            sql(
                f"INSERT INTO kernel_audit_row ({columns}) SELECT {columns} FROM kernel_audit_row",
            )
        with refused(message):
            AuditPersonal.objects.create(audit=trail("toys_member")[0], field="x", value_after="y")
    assert counted("toys_member") == {"insert": 2}


def test_inv44_erasure_empties_the_values_and_leaves_the_rows(member):
    before = AuditRow.objects.get(row_key=str(member.pk)).after
    AuditPersonal.objects.filter(audit__row_key=str(member.pk), field="email").update(
        value_before=None, value_after=None, salt=None
    )
    assert AuditRow.objects.get(row_key=str(member.pk)).after == before
    assert list(AuditPersonal.objects.filter(salt=None).values_list("field", "value_after")) == [("email", None)]


def test_inv43_a_bare_key_in_another_case_is_no_way_round(as_job, refused, sql):
    with as_job():
        Hour.objects.create(minutes=1)
    with refused("INV-43 no actor"):
        sql('UPDATE "toys_hour" SET "minutes" = 2')


def test_inv44_a_lowered_counter_cannot_silence_the_trail(as_job, sql, only_sqlite):
    key = uuid.uuid4().hex
    with as_job():
        Member.objects.create(name="Grace")
        Hour.objects.create(minutes=1)
        sql("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'kernel_audit_row'")
        sql(f"INSERT OR IGNORE INTO toys_member (id, name, active, level) VALUES ('{key}', 'Eve', 1, 0)")
        sql("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'kernel_audit_row'")
        sql("INSERT OR IGNORE INTO toys_hour (minutes, note) VALUES (2, '')")
    assert counted("toys_member") == counted("toys_hour") == {"insert": 2}


def test_inv44_personal_values_of_a_bulk_write_stand_with_their_own_rows(as_job):
    with as_job():
        Member.objects.bulk_create(Member(name=f"n{n}", email=f"{n}@example.org") for n in range(50))
        Member.objects.update(email="one@example.org")
        Member.objects.all()._raw_delete(connection.alias)
    assert counted("toys_member") == {"insert": 50, "update": 50, "delete": 50}
    rows = AuditRow.objects.in_bulk()
    apart = list(AuditPersonal.objects.all())
    assert len(apart) == 50 * 2 + 50 + 50 * 2
    for one in apart:
        for side, value in (("before", one.value_before), ("after", one.value_after)):
            if value is not None:
                assert getattr(rows[one.audit_id], side)[one.field] == {"sha256": digest(one.salt, value)}


def test_inv43_a_bulk_update_does_not_compare_every_row_with_every_row(as_job, sql):
    count = 30_000
    with as_job():
        sql(
            f"WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count})"
            " INSERT INTO toys_hour (minutes, note) SELECT n, '' FROM g"
        )
        start = time.perf_counter()
        Hour.objects.update(note="seen")
        taken = time.perf_counter() - start
    assert counted() == {"insert": count, "update": count}
    assert taken < 8  # about 0.4 s; 22 s and more where the planner nests loops over the two tables
