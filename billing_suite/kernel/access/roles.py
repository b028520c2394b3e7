"""The roles as shipped: which rights each holds, and which duties conflict, from fixtures/roles.json."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group

from billing_suite.kernel.access.actions import change_role, declare_conflict
from billing_suite.kernel.access.people import DutyConflict, RoleRight
from billing_suite.kernel.record.acting import Actor


def shipped_roles() -> dict[str, Any]:
    """The file's content."""
    content: dict[str, Any] = json.loads((Path(settings.BASE_DIR) / "fixtures" / "roles.json").read_text())
    return content


def set_up_roles() -> int:
    """Give each shipped role that holds no right yet its rights; roles and conflicts that people edited stay."""
    shipped, by, made = shipped_roles(), Actor.system("set-up"), 0
    for conflict in shipped["conflicts"]:
        first, second = sorted((conflict["first"], conflict["second"]))
        if not DutyConflict.history.filter(first=first, second=second).exists():  # nor one that people withdrew
            declare_conflict(by=by, **conflict)
    for name, rights in shipped["roles"].items():
        if RoleRight.objects.filter(role__name=name).exists():
            continue
        role, _ = Group.objects.get_or_create(name=name)
        change_role(role, rights=rights, accept_conflicts=True, by=by)
        made += 1
    return made
