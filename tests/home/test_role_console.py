"""Roles and people: who may what, changed by admins only, never one's own, conflicts shown before they are made."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.access.actions import add_user, deactivate_user, withdraw_conflict
from billing_suite.kernel.access.people import DutyConflict, RoleRight, User, rights_of
from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.values.refusals import NotAllowed, Refusal
from tests.builders import SET_UP, TEAM, Stage

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def rights(name: str) -> list[str]:
    return list(RoleRight.objects.filter(role__name=name).values_list("right", flat=True))


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("otto", 200), ("fay", 403), ("lena", 403)])
def test_inv30_the_console_is_for_admins_and_the_auditor(who: str, status: int, stage: Stage, browser: Browser) -> None:
    conflict = DutyConflict.objects.first()
    assert conflict is not None
    for url in (
        reverse("users"),
        reverse("roles"),
        reverse("duty-conflicts"),
        reverse("user", args=[stage.users["mia"].pk]),
        reverse("role", args=[role("finance").pk]),
        reverse("duty-conflict", args=[conflict.pk]),
    ):
        assert browser(who).get(url).status_code == status, url


def test_the_auditor_reads_and_changes_nothing(stage: Stage, browser: Browser) -> None:
    mia, otto = [stage.users["mia"].pk], browser("otto")
    for url in (
        reverse("user-new"),
        *(reverse(f"user-{verb}", args=mia) for verb in ("roles", "password", "deactivation", "reactivation")),
        reverse("role-rights", args=[role("sales").pk]),
        reverse("duty-conflict-new"),
    ):
        assert otto.get(url).status_code == 403 and otto.post(url).status_code == 403


def test_the_matrix_tells_each_right_by_role(stage: Stage, browser: Browser) -> None:
    page = text(browser("ada").get(reverse("roles")))
    assert "Issue an invoice, issue invoices" in page and "See books" in page and "Finance" in page
    finance = text(browser("ada").get(reverse("role", args=[role("finance").pk])))
    assert "Hannah Schulz" in finance and "Conflicts of duties inside this role" in finance


def test_a_role_gets_and_loses_rights(stage: Stage, browser: Browser) -> None:
    url = reverse("role-rights", args=[role("sales").pk])
    assert browser("ada").get(url).status_code == 200
    wanted = [right for right in rights("sales") if right != "send_quote"] + ["see_time"]
    assert browser("ada").post(url, {"rights": wanted}).status_code == 302
    assert set(rights("sales")) == set(wanted)
    assert "send_quote" not in rights_of(stage.users["lena"].pk)
    assert browser("ada").post(url, {"rights": ["no_such_right"]}).status_code == 400


def test_a_conflict_is_shown_with_who_would_hold_both_before_it_is_made(stage: Stage, browser: Browser) -> None:
    url = reverse("role-rights", args=[role("sales").pk])
    wanted = [*rights("sales"), "approve_invoices"]
    first = browser("ada").post(url, {"rights": wanted})
    assert first.status_code == 403
    assert "Selling and approving what is billed" in text(first) and "Held by Lena Vogt" in text(first)
    assert "approve_invoices" not in rights("sales")
    assert browser("ada").post(url, {"rights": wanted, "accept_conflicts": "on"}).status_code == 302
    assert "approve_invoices" in rights("sales")


def test_a_conflict_over_two_roles_of_one_member_is_seen_too(stage: Stage, browser: Browser) -> None:
    add_user("both@spree.example", name="Bo Both", roles=["sales", "integration"], teams=[TEAM], by=SET_UP)
    url = reverse("role-rights", args=[role("integration").pk])
    answer = browser("ada").post(url, {"rights": [*rights("integration"), "approve_invoices"]})
    assert answer.status_code == 403 and "Held by Bo Both" in text(answer)


def test_nobody_changes_a_role_or_the_roles_of_their_own(stage: Stage, browser: Browser) -> None:
    ada = browser("ada")
    own = ada.post(reverse("role-rights", args=[role("admin").pk]), {"rights": [*rights("admin"), "see_books"]})
    assert own.status_code == 403 and "see_books" not in rights("admin")
    mine = ada.post(reverse("user-roles", args=[stage.users["ada"].pk]), {"roles": ["admin", "finance"]})
    assert mine.status_code == 403
    assert ada.post(reverse("user-deactivation", args=[stage.users["ada"].pk])).status_code == 403
    assert User.objects.get(email="ada@spree.example").is_active
    assert "Nobody changes their own roles." in text(ada.get(reverse("user", args=[stage.users["ada"].pk])))


def test_roles_of_a_person_change_in_two_steps_where_duties_conflict(stage: Stage, browser: Browser) -> None:
    lena = stage.users["lena"]
    url = reverse("user-roles", args=[lena.pk])
    first = browser("ada").post(url, {"roles": ["sales", "finance"]})
    assert first.status_code == 403 and "Selling and approving what is billed" in text(first)
    assert [group.name for group in lena.groups.exclude(name=TEAM)] == ["sales"]
    assert browser("ada").post(url, {"roles": ["sales", "finance"], "accept_conflicts": "on"}).status_code == 302
    assert set(lena.groups.values_list("name", flat=True)) == {"sales", "finance", TEAM}
    page = text(browser("ada").get(reverse("user", args=[lena.pk])))
    assert "Conflicts of duties in this hand" in page


def test_somebody_joins_gets_roles_and_a_password_and_leaves(stage: Stage, browser: Browser) -> None:
    ada = browser("ada")
    answer = ada.post(reverse("user-new"), {"name": "Nia New", "email": "nia@spree.example", "teams": [TEAM]})
    nia = User.objects.get(email="nia@spree.example")
    assert answer.headers["Location"] == reverse("user-roles", args=[nia.pk])
    assert (
        ada.post(reverse("user-roles", args=[nia.pk]), {"roles": ["delivery"], "accept_conflicts": "on"}).status_code
        == 302
    )
    weak = ada.post(reverse("user-password", args=[nia.pk]), {"password": "password1234"})
    assert weak.status_code == 400
    assert ada.post(reverse("user-password", args=[nia.pk]), {"password": "quiet-river-91-stone"}).status_code == 302
    browser_of_nia = Client()
    assert browser_of_nia.login(username="nia@spree.example", password="quiet-river-91-stone")
    assert browser_of_nia.get("/").status_code == 200
    assert ada.post(reverse("user-deactivation", args=[nia.pk])).status_code == 302
    assert browser_of_nia.get("/").status_code == 302  # INV-33: with the next request
    assert ada.post(reverse("user-deactivation", args=[nia.pk])).status_code == 409
    assert ada.post(reverse("user-reactivation", args=[nia.pk])).status_code == 302
    assert ada.post(reverse("user-new"), {"name": "X", "email": "NIA@spree.example"}).status_code == 400


def test_conflicts_are_declared_withdrawn_and_stay_withdrawn(stage: Stage, browser: Browser) -> None:
    ada = browser("ada")
    asked = {"first": "issue_invoices", "second": "record_receipt", "severity": "high", "reason": "Both ends"}
    assert ada.post(reverse("duty-conflict-new"), asked | {"second": "issue_invoices"}).status_code == 400
    assert ada.post(reverse("duty-conflict-new"), asked).status_code == 302
    made = DutyConflict.objects.get(first="issue_invoices", second="record_receipt")
    page = text(ada.get(reverse("duty-conflict", args=[made.pk])))
    assert "Fay Morgan" in page and "Clara Osei" not in page
    assert ada.get(reverse("duty-conflict-withdrawal", args=[made.pk])).status_code == 200
    assert ada.post(reverse("duty-conflict-withdrawal", args=[made.pk])).status_code == 302
    assert not DutyConflict.objects.filter(pk=made.pk).exists()
    shipped = DutyConflict.objects.get(first="approve_time", second="submit_time")
    withdraw_conflict(shipped, by=stage.by("ada"))
    set_up_roles()
    assert not DutyConflict.objects.filter(first="approve_time", second="submit_time").exists()
    with pytest.raises(NotAllowed):
        withdraw_conflict(DutyConflict.objects.first(), by=stage.by("fay"))  # type: ignore[arg-type]


def test_only_who_looks_after_people_ends_a_sign_in(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        deactivate_user(stage.users["mia"], by=stage.by("clara"))
    deactivate_user(stage.users["mia"], by=stage.by("ada"))
    with pytest.raises(Refusal, match="inactive already"):
        deactivate_user(stage.users["mia"], by=stage.by("ada"))


def test_lists_cost_the_same_with_few_people_and_with_many(stage: Stage, browser: Browser) -> None:
    def price() -> list[int]:
        told = []
        for url in (reverse("users"), reverse("roles"), reverse("role", args=[role("delivery").pk])):
            with CaptureQueriesContext(connection) as held:
                ada.get(url)
            told.append(len(held))
        return told

    ada = browser("ada")
    few = price()
    for number in range(30):
        add_user(f"p{number}@spree.example", name=f"P {number}", roles=["delivery"], teams=[TEAM], by=SET_UP)
    assert price() == few
    assert max(few) <= 14
