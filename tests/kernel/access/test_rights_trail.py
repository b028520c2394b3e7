"""Who may do what is a matter of record: each change of roles and rights has its audit row (INV-43)."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from billing_suite.kernel.access.actions import change_role, change_roles
from billing_suite.kernel.access.models import User
from billing_suite.kernel.record.audit import AuditRow
from tests.builders import Stage

pytestmark = pytest.mark.django_db
ROLES_TABLE = User.groups.through._meta.db_table


def test_inv43_a_changed_role_says_who_changed_it(stage: Stage) -> None:
    before = AuditRow.objects.filter(table=ROLES_TABLE).count()
    change_roles(stage.users["mia"], roles=["sales"], by=stage.by("ada"))
    rows = AuditRow.objects.filter(table=ROLES_TABLE).order_by("id")[before:]
    assert sorted(row.operation.lower() for row in rows) == ["delete", "insert"]  # delivery went, sales came
    assert {row.actor for row in rows} == {stage.by("ada").tag}


def test_inv43_a_changed_right_says_who_changed_it(stage: Stage) -> None:
    sales = Group.objects.get(name="sales")
    rights = [*sales.rights.values_list("right", flat=True), "see_books"]
    change_role(sales, rights=rights, accept_conflicts=True, by=stage.by("ada"))
    row = AuditRow.objects.filter(table="kernel_roleright").latest("id")
    assert row.actor == stage.by("ada").tag and row.after["right"] == "see_books"


def test_inv43_raw_sql_gives_nobody_a_role(stage: Stage) -> None:
    group = Group.objects.get(name="finance")
    mia = User._meta.pk.get_db_prep_value(stage.users["mia"].pk, connection)
    with pytest.raises(IntegrityError, match="INV-43"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {ROLES_TABLE} (user_id, group_id) VALUES (%s, %s)", [mia, group.pk])
    assert not stage.users["mia"].groups.filter(name="finance").exists()
