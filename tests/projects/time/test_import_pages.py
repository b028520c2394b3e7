"""Importing a sheet on a page: what is shown is what is booked, and nothing before it is confirmed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.work.models import Event
from projects.plan.actions import close_project
from projects.plan.models import Project
from projects.time.models import TimeEntry
from tests.builders import Stage

Browser = Callable[[str], Client]
HEAD = "Date,Email,Project,Task,Hours,Note,Mood"
pytestmark = pytest.mark.django_db


@pytest.fixture
def project(stage: Stage) -> Project:
    """Nordlicht's portal."""
    return Project.objects.get(contract=stage.contract())


def rows(project: Project, *lines: str) -> str:
    """A sheet; REF stands for the project."""
    return "\n".join([HEAD, *(line.replace("REF", project.reference) for line in lines)])


GOOD = "2026-03-02,mia@spree.example,REF,Build,1:30,Größe,fine"
TOO = "2026-03-03,tom@spree.example,REF,Design,2,=1+1,good"
BAD = "2026-03-03,nobody@spree.example,REF,Build,2,,"


def upload(client: Client, text: str | bytes, name: str = "march.csv", **more: Any) -> Any:
    """The first step."""
    data = text.encode() if isinstance(text, str) else text
    return client.post(reverse("time-import"), {"sheet": SimpleUploadedFile(name, data), "date_format": "", **more})


def token_of(answer: Any) -> str:
    """What the preview hands on."""
    found = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def confirm(client: Client, token: str, **more: str) -> Any:
    """The second step."""
    return client.post(reverse("time-import-confirmation"), {"token": token, **more})


def test_a_preview_tells_every_row_and_books_none(project: Project, browser: Browser) -> None:
    events = Event.objects.count()
    answer = upload(browser("fay"), rows(project, GOOD, TOO, BAD))
    shown = answer.content.decode()
    assert answer.status_code == 200 and not TimeEntry.objects.exists() and Event.objects.count() == events
    for words in ("Mia Keller", "Tom Brandt", "Größe", "3.50<span", "Line 4", "no person", "Ignored columns", "Mood"):
        assert words in shown, words
    assert "Import 2 good rows, leave 1 out" in shown


def test_what_was_shown_is_booked_once(project: Project, browser: Browser) -> None:
    clerk = browser("fay")
    token = token_of(upload(clerk, rows(project, GOOD, TOO)))
    assert confirm(clerk, token).headers["Location"] == "/time/entries/?view=draft"
    assert sorted(TimeEntry.objects.values_list("minutes", flat=True)) == [90, 120]
    again = clerk.get(confirm(clerk, token).headers["Location"]).content.decode()
    assert "0 entries (0.00 h) booked as drafts, 2 known from before." in again
    assert TimeEntry.objects.count() == 2
    assert "Every row of this file was imported before" in upload(clerk, rows(project, GOOD, TOO)).content.decode()


def test_wrong_rows_are_left_out_only_when_that_was_confirmed(project: Project, browser: Browser) -> None:
    clerk = browser("fay")
    token = token_of(upload(clerk, rows(project, GOOD, BAD)))
    assert confirm(clerk, token).status_code == 400 and not TimeEntry.objects.exists()
    assert confirm(clerk, token, partial="yes").status_code == 302
    assert TimeEntry.objects.count() == 1


def test_a_file_in_windows_letters_keeps_them(project: Project, browser: Browser) -> None:
    clerk = browser("fay")
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        token = token_of(upload(clerk, rows(project, GOOD).encode(encoding)))
    confirm(clerk, token)
    assert TimeEntry.objects.get().note == "Größe"


def test_days_are_read_as_was_said(project: Project, browser: Browser) -> None:
    text = rows(project, GOOD.replace("2026-03-02", "02.03.2026"))
    assert "is not a date" in upload(browser("fay"), text).content.decode()
    token = token_of(upload(browser("fay"), text, date_format="%d.%m.%Y"))
    assert confirm(browser("fay"), token).status_code == 302
    assert str(TimeEntry.objects.get().work_date) == "2026-03-02"
    assert upload(browser("fay"), text, date_format="%Y").status_code == 400


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0", b"a,b,c\n1,2,3", b'Date,Email,Project,Task,Hours\n"open', b"\xff\xfe\x00"]
)
def test_a_file_that_is_no_time_sheet_is_refused(project: Project, browser: Browser, data: bytes) -> None:
    answer = upload(browser("fay"), data)
    assert answer.status_code == 400 and "field-errors" in answer.content.decode()
    assert not StoredFile.objects.filter(name="march.csv").exists()


def test_a_file_that_is_too_large_is_refused_unread(project: Project, browser: Browser) -> None:
    answer = upload(browser("fay"), b"x" * (10 * 1024 * 1024 + 1))
    assert answer.status_code in (400, 413) and not StoredFile.objects.filter(name="march.csv").exists()


def test_no_file_at_all_is_refused(project: Project, browser: Browser) -> None:
    assert browser("fay").post(reverse("time-import"), {"date_format": ""}).status_code == 400


def test_the_clients_word_decides_nothing(project: Project, browser: Browser, stage: Stage) -> None:
    clerk = browser("fay")
    token = token_of(upload(clerk, rows(project, GOOD)))
    kept = StoredFile.objects.get(name="march.csv")
    forged = signing.dumps([str(kept.pk), "", str(stage.users["fay"].pk)], salt="another")
    for wrong in ("", "nothing", token[:-2] + "xx", forged, str(kept.pk)):
        assert confirm(clerk, wrong).status_code == 400, wrong
    assert confirm(browser("hannah"), token).status_code == 400, "shown to Fay, not to Hannah"
    assert confirm(browser("mia"), token).status_code == 403
    with time_machine.travel("2100-01-01"):
        client = Client()
        client.force_login(stage.users["fay"])
        assert confirm(client, token).status_code == 400
    assert not TimeEntry.objects.exists()


def test_what_changed_since_the_preview_is_checked_again(project: Project, browser: Browser, stage: Stage) -> None:
    clerk = browser("fay")
    token = token_of(upload(clerk, rows(project, GOOD)))
    close_project(project, by=stage.by("jonas"))
    answer = confirm(clerk, token)
    assert answer.status_code == 400 and "wrong by now" in answer.content.decode()
    assert not TimeEntry.objects.exists()


def test_the_name_of_a_file_is_only_a_name(project: Project, browser: Browser) -> None:
    answer = upload(browser("fay"), rows(project, GOOD), name="../../<b>x</b>.csv")
    assert answer.status_code == 200 and "<b>x</b>" not in answer.content.decode()
