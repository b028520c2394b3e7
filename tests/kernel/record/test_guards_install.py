"""Guards stand after every migration, can't be taken away from inside, and are missed when they are gone."""

import importlib

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, migrations, models, transaction

from billing_suite.kernel.record import guards
from billing_suite.kernel.record.guards import upkeep
from billing_suite.kernel.record.guards.upkeep import check_guards
from tests.kernel.record.toys.models import Fact, Hour, Line, Paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("toys")]
SQLITE = connection.vendor == "sqlite"


def standing():
    """How many triggers stand on the toys."""
    engine = importlib.import_module(f"billing_suite.kernel.record.guards.{connection.vendor}")
    return len([one for one in engine.installed(connection).values() if one.table.startswith("toys_")])


def all_refuse():
    """Every kind of guard still does its work."""
    fact, paper = Fact.objects.create(key="a", value=1), Paper.objects.create(title="one")
    Line.objects.create(paper=paper)
    Paper.objects.filter(pk=paper.pk).update(status="approved")
    attacks = {
        "INV-03": lambda: Fact.objects.filter(pk=fact.pk).update(value=2),
        "INV-26": lambda: Paper.objects.filter(pk=paper.pk).update(status="discarded"),
        "INV-20": lambda: Line.objects.update(minor=3),
        "INV-43": lambda: Hour.objects.create(minutes=1),
    }
    for inv, attack in attacks.items():
        with pytest.raises(IntegrityError, match=f"^{inv}"), transaction.atomic():
            attack()


def take_away(sql, table="toys_fact", name="guard_append_only_toys_fact_update"):
    with guards.maintenance():
        sql(f"DROP TRIGGER {name}" + ("" if SQLITE else f" ON {table}"))
        assert guards.differences() == [f"guard trigger {name} on {table} is missing"]
        yield


def test_inv45_all_guards_of_the_suite_stand_and_each_has_its_table():
    assert guards.differences() == []
    tables = set(connection.introspection.table_names())
    assert {guard.table for guard in guards.declared()} <= tables
    assert standing() > 15
    all_refuse()


def test_inv45_altering_the_toys_by_migration_keeps_their_guards():
    before = standing()
    for target in ("0001", "0002"):
        call_command("migrate", "toys", target, verbosity=0)
        assert guards.differences() == []
        assert standing() == before
    all_refuse()


@pytest.mark.parametrize(
    "step",
    [
        migrations.RunSQL("SELECT nonsense FROM nowhere"),
        migrations.RunSQL("DELETE FROM toys_paper WHERE id = -2; SELECT nonsense FROM nowhere"),
        migrations.AddField("line", "fact", models.ForeignKey("toys.fact", models.PROTECT, default=-1)),
    ],
    ids=["at once", "after a write", "a foreign key without its row"],
)
def test_inv45_a_failed_migration_leaves_the_guards_standing(monkeypatch, step):
    paper = Paper.objects.create(title="one")
    Line.objects.create(paper=paper)
    call_command("migrate", "toys", "0001", verbosity=0)
    wider = importlib.import_module("tests.kernel.record.toys.migrations.0002_wider").Migration
    with monkeypatch.context() as patch:
        patch.setattr(wider, "operations", [*wider.operations, step])
        with pytest.raises(DatabaseError):
            call_command("migrate", "toys", verbosity=0)
    assert not connection.in_atomic_block
    assert guards.differences() == []
    call_command("migrate", "toys", verbosity=0)
    Line.objects.all().delete()
    all_refuse()


def test_inv45_every_guarded_table_of_the_suite_keeps_its_guards_when_altered():
    engine = importlib.import_module(f"billing_suite.kernel.record.guards.{connection.vendor}")
    before = engine.installed(connection)
    with guards.maintenance():
        guards.lower()
        assert engine.installed(connection) == {}
        with connection.schema_editor() as editor:
            for model in {guard.model for guard in guards.declared()}:
                field = next(f for f in model._meta.concrete_fields if not f.primary_key)
                wider = models.TextField(null=True)
                wider.set_attributes_from_name(f"{field.name}_beside")
                wider.model = model
                editor.add_field(model, wider)
                if SQLITE:
                    editor._remake_table(model)
                else:
                    editor.remove_field(model, wider)
    assert engine.installed(connection) == before
    all_refuse()


def test_inv45_a_missing_guard_is_found_and_put_up_again(sql):
    for _ in take_away(sql):
        pass
    assert guards.differences() == []


def test_inv45_an_altered_guard_is_found(sql):
    name = "guard_append_only_toys_fact_delete"
    with guards.maintenance():
        if SQLITE:
            sql(f"DROP TRIGGER {name}")
            sql(f"CREATE TRIGGER {name} BEFORE DELETE ON toys_fact WHEN OLD.value < 0 BEGIN SELECT 1; END")
        else:
            sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$")
        assert guards.differences() == [f"guard trigger {name} on toys_fact was altered"]
    assert guards.differences() == []


@pytest.mark.parametrize(
    "attack",
    [
        "ALTER TABLE toys_fact DISABLE TRIGGER guard_append_only_toys_fact_delete",
        "ALTER TABLE toys_fact ENABLE TRIGGER guard_append_only_toys_fact_delete",
        "ALTER FUNCTION guard_append_only_toys_fact_delete() SECURITY INVOKER",
        "ALTER FUNCTION guard_append_only_toys_fact_delete() SET search_path = pg_temp, public",
        "ALTER FUNCTION guard_append_only_toys_fact_delete() RESET ALL",
    ],
)
def test_inv45_a_weakened_guard_is_found(sql, only_postgres, attack):
    sql(attack)
    assert guards.differences() == ["guard trigger guard_append_only_toys_fact_delete on toys_fact was altered"]
    call_command("guards", "--install", verbosity=0)
    assert guards.differences() == []


def test_inv45_a_foreign_trigger_under_our_name_is_found(sql):
    with guards.maintenance():
        if SQLITE:
            sql("CREATE TRIGGER guard_mine BEFORE DELETE ON toys_hour BEGIN SELECT RAISE(IGNORE); END")
        else:
            sql("CREATE FUNCTION guard_mine() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$")
            sql("CREATE TRIGGER guard_mine BEFORE DELETE ON toys_hour EXECUTE FUNCTION guard_mine()")
        assert guards.differences() == ["guard trigger guard_mine on toys_hour is not declared"]
    assert guards.differences() == []


def test_inv45_the_system_check_and_the_command_tell(sql, capsys):
    call_command("guards", "--check")
    assert "stand" in capsys.readouterr().out
    assert not [e for e in run_checks(databases=["default"]) if e.id == "guards.E001"]
    engine = importlib.import_module(f"billing_suite.kernel.record.guards.{connection.vendor}")
    with guards.without("set_once_toys_fact_released_at"), guards.maintenance():
        guards.install()
    name = "guard_set_once_toys_fact_released_at_update"
    assert name not in engine.installed(connection)
    errors = [e for e in run_checks(databases=["default"]) if e.id == "guards.E001"]
    assert [e.msg for e in errors] == [f"guard trigger {name} on toys_fact is missing"]
    with pytest.raises(CommandError, match=name):
        call_command("guards", "--check")
    with pytest.raises(guards.GuardsDiffer, match=name):
        guards.refuse_unguarded()
    call_command("guards", "--install")
    assert check_guards(databases=["default"]) == []


def test_inv45_guards_are_lowered_under_maintenance_only():
    for touch in (guards.lower, guards.install):
        with pytest.raises(RuntimeError, match="under maintenance"):
            touch()
    all_refuse()


def test_inv45_a_plan_and_a_migration_with_nothing_to_do_touch_no_guard(monkeypatch):
    touched = []
    monkeypatch.setattr(upkeep, "_run", lambda _, statements: touched.extend(statements))
    call_command("migrate", "toys", "0001", plan=True, verbosity=0)
    call_command("migrate", "toys", check_unapplied=True, verbosity=0)
    call_command("migrate", verbosity=0)
    assert touched == []


@pytest.mark.parametrize(
    "attack",
    [
        "DROP TRIGGER guard_append_only_toys_fact_delete",
        "DROP TABLE toys_fact",
        "drop table TOYS_FACT",
        "ALTER TABLE toys_fact RENAME TO gone",
        "ALTER TABLE toys_fact ADD COLUMN extra text",
        "ALTER TABLE toys_fact RENAME COLUMN value TO worth",
        "CREATE TRIGGER mine BEFORE INSERT ON toys_fact BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TEMP TRIGGER mine BEFORE INSERT ON toys_fact BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TEMP TABLE toys_fact (id integer)",
        "CREATE TEMP VIEW toys_fact AS SELECT 1 AS id",
        "CREATE TRIGGER guard_mine BEFORE INSERT ON django_session BEGIN SELECT 1; END",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA recursive_triggers(0)",
        "pragma main.Foreign_Keys = 0",
        "PRAGMA foreign_keys = no",
        "PRAGMA writable_schema = ON",
        "PRAGMA writable_schema(1)",
        "PRAGMA ignore_check_constraints = true",
        "VACUUM INTO '/tmp/never-written.sqlite3'",
    ],
)
def test_inv03_sqlite_denies_what_would_take_a_guard_away(sql, only_sqlite, attack):
    Fact.objects.create(key="a", value=1)
    with pytest.raises(DatabaseError, match=r"not authorized|authorization denied|prohibited"):
        sql(attack)
    assert guards.differences() == []
    assert Fact.objects.filter(key="a").count() == 1


def test_inv03_sqlite_leaves_what_is_harmless(sql, only_sqlite):
    assert sql("PRAGMA foreign_keys") == [(1,)]
    assert sql("PRAGMA recursive_triggers") == [(1,)]
    sql("PRAGMA foreign_keys = ON")
    sql("PRAGMA writable_schema = off")
    sql("CREATE TEMP TABLE notes (id integer)")
    sql("DROP TABLE notes")
    connection.check_constraints()


def test_inv03_maintenance_ends_on_the_connection_too(sql, only_sqlite):
    with guards.maintenance():
        sql("PRAGMA foreign_keys = OFF")
        sql("PRAGMA foreign_keys = ON")
    for _ in range(2):
        with pytest.raises(DatabaseError):
            sql("PRAGMA foreign_keys = OFF")
    assert sql("PRAGMA foreign_keys") == [(1,)]


@pytest.fixture
def app_role(sql, only_postgres):
    """The app as it runs in production: it owns no table, and has no right on the trail."""
    sql("DROP ROLE IF EXISTS guardwork_app")
    sql("CREATE ROLE guardwork_app")
    sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guardwork_app")
    sql("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO guardwork_app")
    sql("REVOKE INSERT, UPDATE, DELETE ON kernel_audit_row, kernel_audit_personal FROM guardwork_app")
    sql("SET ROLE guardwork_app")
    yield
    sql("RESET ROLE")
    sql("DROP OWNED BY guardwork_app")
    sql("DROP ROLE guardwork_app")


def test_inv03_the_apps_role_cannot_take_a_guard_away(sql, app_role, as_job):
    for attack in (
        "DROP TRIGGER guard_append_only_toys_fact_delete ON toys_fact",
        "ALTER TABLE toys_fact DISABLE TRIGGER ALL",
        "ALTER TABLE toys_fact DROP COLUMN released_at",
        "DROP FUNCTION guard_append_only_toys_fact_delete() CASCADE",
        "TRUNCATE toys_fact",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            sql(attack)
    with as_job():
        Hour.objects.create(minutes=5)  # the trail is written with its owner's right
    all_refuse()
    sql("CREATE TEMP TABLE mine (id bigint, minutes bigint, note text)")
    with pytest.raises(DatabaseError, match="permission denied for function"):
        sql(
            "CREATE TRIGGER forged AFTER INSERT ON mine REFERENCING NEW TABLE AS new_rows"
            " EXECUTE FUNCTION guard_audited_toys_hour_insert()"
        )


def test_inv03_a_table_of_ones_own_does_not_slip_under_a_guard(sql, app_role):
    paper = Paper.objects.create(title="one")
    Line.objects.create(paper=paper)
    Paper.objects.update(status="approved")
    sql("CREATE TEMP TABLE toys_paper AS SELECT id, 'draft'::text AS status FROM public.toys_paper")
    try:
        with pytest.raises(IntegrityError, match=r"^INV-20"):
            sql("UPDATE toys_line SET minor = 7")
    finally:
        sql("DROP TABLE pg_temp.toys_paper")


def test_inv03_replication_role_does_not_silence_guards(sql, only_postgres):
    Fact.objects.create(key="a", value=1)
    sql("SET session_replication_role = replica")
    try:
        with pytest.raises(IntegrityError, match=r"^INV-03"):
            sql("DELETE FROM toys_fact")
    finally:
        sql("RESET session_replication_role")
