"""Every page where we deliver: it opens for whom it is, for nobody else, and costs the same however long it gets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.access.actions import add_user
from projects.contracts.models import Contract
from projects.people.actions import add_person
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project, Task
from projects.time.actions import submit_time
from projects.time.models import TimeEntry
from tests.builders import CUSTOMERS, MARCH, SET_UP, TEAM, Stage
from tests.projects.time.cast import second_office

Browser = Callable[[str], Client]
LISTS = ("people", "contracts", "projects", "tasks", "time-entries", "time-approvals")
pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(stage: Stage) -> TimeEntry:
    """An approved entry of Mia's on Nordlicht's project, and a submitted one beside it."""
    task = stage.task(stage.contract())
    stage.logged(task, 60)
    return stage.approved(task, 90)


def records(entry: TimeEntry) -> dict[str, str]:
    """The pages of the records that an entry hangs on."""
    contract = Contract.objects.get(project=entry.project_id)
    return {
        "person": reverse("person", args=[entry.person_id]),
        "contract": reverse("contract", args=[contract.pk]),
        "project": reverse("project", args=[entry.project_id]),
        "task": reverse("task", args=[entry.task_id]),
        "time-entry": reverse("time-entry", args=[entry.pk]),
    }


def forms(entry: TimeEntry) -> dict[str, str]:
    """The pages of the verbs somebody of delivery has."""
    names = {
        "project-staffing": entry.project_id,
        "project-closing": entry.project_id,
        "project-reopening": entry.project_id,
    }
    names |= {f"time-entry-{verb}": entry.pk for verb in ("changes", "submission", "approval", "return")}
    return {name: reverse(name, args=[key]) for name, key in names.items()} | {
        "my-time": reverse("my-time"),
        "time-entry-new": reverse("time-entry-new"),
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_lead_opens_every_list(entry: TimeEntry, browser: Browser, name: str) -> None:
    lead, url = browser("jonas"), reverse(name)
    for query in ({}, {"format": "csv"}, {"q": "nord"}):
        assert lead.get(url, query).status_code == 200, query
    for query in ({"sort": "password"}, {"view": "theirs"}):
        assert lead.get(url, query).status_code in (200, 400)
    assert lead.get(url, {"sort": "password"}).status_code == 400


def test_a_lead_opens_every_record_and_form(entry: TimeEntry, browser: Browser) -> None:
    lead = browser("jonas")
    for name, url in (records(entry) | forms(entry)).items():
        assert lead.get(url).status_code == 200, name


def test_every_record_shows_its_thread(entry: TimeEntry, browser: Browser) -> None:
    for name, url in records(entry).items():
        shown = browser("clara").get(url).content.decode()
        assert ("lead to ledger" in shown) == (name != "person"), name
        if name != "person":
            for hop in ("Opportunity", "Quote", "Contract", "Project", "Time", "Invoice"):
                assert f'<span class="hop-kind">{hop}</span>' in shown, (name, hop)


def test_each_task_shows_the_quote_line_it_comes_from(entry: TimeEntry, browser: Browser) -> None:
    shown = browser("clara").get(records(entry)["project"]).content.decode()
    version = Contract.objects.get().version
    assert f"{version.reference}</a>, line 1" in shown and f"{version.reference}</a>, line 2" in shown
    assert reverse("quote-version", args=[version.pk]) in shown
    hidden = browser("jonas").get(records(entry)["project"]).content.decode()
    assert reverse("quote-version", args=[version.pk]) not in hidden


def test_hours_so_far_stand_beside_the_budget(entry: TimeEntry, browser: Browser) -> None:
    shown = browser("jonas").get(records(entry)["project"]).content.decode()
    assert "Hours so far" in shown
    for hours in ("120.00", "2.50", "1.50", "117.50"):  # budget, logged, approved, left
        assert f"{hours}<span" in shown, hours


@pytest.mark.parametrize("role", ["lena", "ada", "fay"])
def test_a_list_opens_for_who_holds_its_right(entry: TimeEntry, browser: Browser, role: str) -> None:
    may = {
        "lena": {"contracts", "projects", "tasks"},
        "ada": {"people"},
        "fay": {"people", "contracts", "projects", "tasks", "time-entries"},
    }[role]
    for name in LISTS:
        assert browser(role).get(reverse(name)).status_code == (200 if name in may else 403), name


def test_reading_is_not_writing(entry: TimeEntry, browser: Browser) -> None:
    auditor = browser("otto")
    for name, url in records(entry).items():
        assert auditor.get(url).status_code == 200, name
    posts = ["time-submission", "time-approval", "time-return", "time-import-confirmation"]
    refused = {**forms(entry), **{name: reverse(name) for name in posts}, "time-import": reverse("time-import")}
    for name, url in (refused | {"person-new": reverse("person-new"), "roles": reverse("delivery-roles")}).items():
        assert auditor.post(url, {"ids": [str(entry.pk)], "comment": "x"}).status_code == 403, name
        if name not in posts:
            assert auditor.get(url).status_code == 403, name


def test_strangers_are_asked_to_sign_in(entry: TimeEntry, client: Client) -> None:
    for url in (records(entry) | forms(entry)).values():
        answer = client.get(url)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")


def test_inv31_what_is_not_yours_is_not_there(stage: Stage, entry: TimeEntry, browser: Browser) -> None:
    """New York's contract, project, task and person answer like nothing, to read and to write."""
    theirs = second_office().contract("thames")
    project = Project.objects.get(contract=theirs)
    task = project.tasks.first()
    assert task is not None
    urls = {
        "contract": theirs.pk,
        "project": project.pk,
        "task": task.pk,
        "person": Person.objects.get(user__email="uma@spree.example").pk,
        "project-staffing": project.pk,
        "project-closing": project.pk,
    }
    lead = browser("jonas")
    for name, key in urls.items():
        assert lead.get(reverse(name, args=[key])).status_code == 404, name
    assert lead.post(reverse("project-closing", args=[project.pk])).status_code == 404
    assert (
        lead.post(reverse("time-entry-new"), {"task": task.pk, "work_date": MARCH, "minutes": "1"}).status_code == 400
    )
    for name in LISTS:
        shown = lead.get(reverse(name)).content.decode()
        assert "Thames" not in shown and project.reference not in shown, name


def costs(client: Client, urls: dict[str, str]) -> dict[str, int]:
    """How many queries each page takes."""
    told = {}
    for name, url in urls.items():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, name
        told[name] = len(queries)
    return told


@pytest.mark.once
def test_pages_cost_the_same_with_one_row_and_with_thirty(stage: Stage, entry: TimeEntry, browser: Browser) -> None:
    """Lists within 17 queries, records within 50; a longer one costs no more."""
    lead, worker, controller = browser("jonas"), browser("mia"), browser("clara")
    lists, week = {name: reverse(name) for name in LISTS}, {"my-time": f"{reverse('my-time')}?week={MARCH}"}
    submit(stage, TimeEntry.objects.get(status="draft"))
    few = costs(lead, lists) | costs(worker, week) | costs(controller, records(entry))
    many(stage, entry)
    lots = costs(lead, lists) | costs(worker, week) | costs(controller, records(entry))
    for name, url in lists.items():
        assert lead.get(url).content.decode().count("<tr role") >= 30, name
    assert not {name: (few[name], lots[name]) for name in few if lots[name] > few[name]}
    assert not {name: lots[name] for name in lots if lots[name] > (50 if name in records(entry) else 17)}


def submit(stage: Stage, *entries: TimeEntry) -> None:
    """Put up for approval by Mia."""
    assert not submit_time(list(entries), by=stage.by("mia")).refused


def many(stage: Stage, entry: TimeEntry, count: int = 30) -> None:
    """More of everything: people, contracts with their projects, and entries of Mia's."""
    role = DeliveryRole.objects.get(code="developer")
    for number in range(count):
        user = add_user(
            f"p{number}@spree.example", name=f"Person {number}", roles=["delivery"], teams=[TEAM], by=SET_UP
        )
        add_person(user, entity=stage.entity, role=role, joined_on=MARCH, by=SET_UP)
        CUSTOMERS.setdefault(f"firm{number}", {"currency": "EUR", "country": "DE", "city": "Kiel", "vat_id": ""})
        stage.contract(f"firm{number}")
    entries = [stage.logged(entry.task, 5, MARCH + timedelta(days=n % 5)) for n in range(count)]
    submit(stage, *entries)


def test_a_person_is_added_and_a_role_named(stage: Stage, browser: Browser) -> None:
    administrator = browser("ada")
    assert administrator.get(reverse("person-new")).status_code == 200
    named = {"code": "architect", "name": "Architect"}
    assert administrator.post(reverse("delivery-roles"), named).status_code == 302
    assert administrator.post(reverse("delivery-roles"), named).status_code == 400
    role = DeliveryRole.objects.get(code="architect")
    given = {"user": stage.users["lena"].pk, "entity": stage.entity.pk, "role": role.pk, "joined_on": "2026-02-01"}
    assert administrator.post(reverse("person-new"), given | {"joined_on": "yesterday"}).status_code == 400
    answer = administrator.post(reverse("person-new"), given)
    person = Person.objects.get(user=stage.users["lena"])
    assert answer.headers["Location"] == reverse("person", args=[person.pk]) and person.role == role
    assert administrator.post(reverse("person-new"), given).status_code == 400
    assert browser("jonas").get(reverse("person-new")).status_code == 403


def test_a_project_is_staffed_closed_and_reopened(stage: Stage, entry: TimeEntry, browser: Browser) -> None:
    lead, urls, project = browser("jonas"), forms(entry), entry.project
    person = stage.people["tom"]
    assert lead.post(urls["project-staffing"], {"lead": person.pk, "team": "admin"}).status_code == 400
    assert lead.post(urls["project-staffing"], {"lead": person.pk, "team": TEAM}).status_code == 302
    project.refresh_from_db()
    assert project.lead == stage.users["tom"]
    assert lead.post(urls["project-reopening"]).status_code == 409
    assert lead.post(urls["project-closing"]).status_code == 302
    refused = lead.post(urls["project-closing"])
    assert refused.status_code == 409 and "project-not-open" in refused.content.decode()
    again = browser("mia").post(reverse("time-entry-new"), typed(entry.task))
    assert again.status_code == 400, "tasks of closed projects are not on offer"
    assert lead.post(urls["project-reopening"]).status_code == 302


def typed(task: Task, **more: Any) -> dict[str, Any]:
    """An entry as it is typed."""
    return {"task": task.pk, "work_date": "2026-03-03", "minutes": "1:30", "note": "Checkout", "billable": "on"} | more
