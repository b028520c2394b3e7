"""Leads from a CSV: every row or none, nobody twice, and a constant number of queries."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.record.sheets import RowsRefused
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from crm.leads.actions import LeadsImported, import_leads, name_lead_source
from crm.leads.models import Lead
from tests.builders import Stage, noon

pytestmark = pytest.mark.once
AT = noon(date(2026, 2, 2))
SHEET = """First Name;Last Name;Company;E-Mail;Telefon;Web Site;Country;Notes
Mara;Ahorn;Ahorn GmbH;mara@ahorn.example;;ahorn.example;de;Met at the fair
Jörg;Weiß;;;+49 30 1;;;=1+1
"""


def imported(stage: Stage, sheet: str | bytes, who: str = "lena") -> LeadsImported:
    source = name_lead_source("Fair", by=stage.by("lena"))
    return import_leads(sheet, entity=stage.entity, source=source, at=AT, by=stage.by(who))


def test_each_row_is_a_lead(stage: Stage) -> None:
    done = imported(stage, SHEET.encode("cp1252"))
    assert (done.received, done.known) == (2, [])
    mara, joerg = Lead.objects.order_by("reference")
    assert (mara.name, mara.firm, mara.website, mara.country) == (
        "Mara Ahorn",
        "Ahorn GmbH",
        "https://ahorn.example",
        "DE",
    )
    assert (joerg.name, joerg.phone, joerg.message, joerg.status) == ("Jörg Weiß", "+49 30 1", "=1+1", "new")
    assert mara.history.get().history_user_id == stage.by("lena").tag


def test_who_is_known_is_passed_over_and_nobody_comes_twice(stage: Stage) -> None:
    source = name_lead_source("Fair", by=stage.by("lena"))
    asked: dict[str, Any] = {"entity": stage.entity, "source": source, "at": AT, "by": stage.by("lena")}
    import_leads(SHEET, **asked)
    again = import_leads(
        "name,email\nM. Ahorn,MARA@ahorn.example\nNew,new@ahorn.example\nNew,New@ahorn.example\n", **asked
    )
    assert (again.received, list(again.known)) == (1, [2, 4])
    assert Lead.objects.count() == 3


def test_every_wrong_row_is_named_and_nothing_is_written(stage: Stage) -> None:
    heads, good = "name,email,country,website\n", "A,a@b.example,,\n"
    wrong = heads + good + "B,nobody,,\n,c@b.example,,\nD,,,\nE,e@b.example,,no site\nF,f@b.example,,,,x\n"
    with pytest.raises(RowsRefused) as refused:
        imported(stage, wrong)
    assert [(bad.line, bad.column) for bad in refused.value.bad] == [
        (3, "email"),
        (4, "name"),
        (5, "email"),
        (6, "website"),
        (7, "row"),
    ]
    assert not Lead.objects.exists()


def test_what_is_no_list_of_leads(stage: Stage) -> None:
    for sheet in ("name,email\n", "a,b\n1,2\n"):
        with pytest.raises(Invalid):
            import_leads(
                sheet,
                entity=stage.entity,
                source=name_lead_source(f"Fair {len(sheet)}", by=stage.by("lena")),
                at=AT,
                by=stage.by("lena"),
            )
    with pytest.raises(NotAllowed):
        imported(stage, SHEET, who="mia")


def test_a_thousand_rows_take_few_queries(stage: Stage, django_assert_max_num_queries: Callable[..., Any]) -> None:
    rows = "".join(f"Lead {n},lead{n}@ahorn.example\n" for n in range(1000))
    with django_assert_max_num_queries(90):  # SQLite cuts a bulk insert into pieces
        assert imported(stage, "name,email\n" + rows).received == 1000


def test_by_page_api_and_command(
    stage: Stage, browser: Callable[[str], Client], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lena, page = browser("lena"), reverse("lead-import")
    told = {"entity": stage.entity.pk, "source": "Fair"}
    bad = lena.post(page, told | {"sheet": SimpleUploadedFile("leads.csv", b"name,email\nA,nobody\n")})
    assert bad.status_code == 400 and "line 2" in bad.content.decode()
    good = lena.post(page, told | {"sheet": SimpleUploadedFile("leads.csv", SHEET.encode())}, follow=True)
    assert "2 leads are in the queue" in good.content.decode()
    body = {"sheet": SHEET, "legal_entity": str(stage.entity.pk), "source": Lead.objects.all()[0].source_id}
    again = lena.post("/api/v1/lead-imports/", body, content_type="application/json")
    assert again.json() == {"received": 1, "known": [2]}, again.content
    file = tmp_path / "leads.csv"
    file.write_text("name,email\nNew,new@ahorn.example\n")
    asked = [str(file), "--entity", "de", "--source", "fair", "--as", stage.users["lena"].email, "--json"]
    call_command("import_leads", *asked, "--dry-run")
    assert json.loads(capsys.readouterr().out) == {"received": 1, "known": [], "written": False}
    call_command("import_leads", *asked)
    assert Lead.objects.filter(name="New").count() == 1
    with pytest.raises(CommandError, match="no source"):
        call_command("import_leads", *[part if part != "fair" else "none" for part in asked])
