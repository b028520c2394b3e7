"""The gap report finds what raw SQL did behind the guards: a hole, a double, a number the counter never gave."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.billing.models import Invoice, InvoiceLine
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.firm.actions import series_for
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.firm.series import _KINDS, Numbered, register_numbered, series_gaps
from tests.accounting.books.test_report_pages import rows_of
from tests.builders import APRIL, SET_UP, Stage, behind_the_verbs
from tests.trust.violations import guards_down, sql

Browser = Callable[[str], Client]


@pytest.fixture
def numbered(stage: Stage) -> list[Invoice]:
    """Five invoices, 1 to 5."""
    contract = stage.contract()
    made = []
    for _ in range(5):
        stage.approved(stage.task(contract), 60)
        made += stage.issue(*stage.approve(stage.draft(contract)))
    return made


def moved(invoice: Invoice, number: int) -> None:
    """An invoice with another number than it was given."""
    sql("UPDATE {accounting_invoice} SET series_number = %s WHERE id = %s", number, invoice)


def found() -> tuple[list[str], list[int], list[str]]:
    (proof,) = series_gaps()
    return [str(gap) for gap in proof.gaps], list(proof.doubles), list(proof.outside)


def test_a_series_without_a_hole_is_complete_in_two_queries(numbered: list[Invoice]) -> None:
    with CaptureQueriesContext(connection) as queries:
        (proof,) = series_gaps()
    assert proof.holds and (proof.documents, proof.series.last, proof.words) == (5, 5, "complete")
    assert len(queries) == 2


def test_inv18_each_fault_is_found_where_it_is(numbered: list[Invoice]) -> None:
    one, two, three, _, five = numbered
    with guards_down():
        moved(three, 1000)
        assert found() == (["3"], [], [str(three.number)])
        moved(two, 0)
        assert found() == (["2 to 3"], [], [str(two.number), str(three.number)])
    with guards_down():
        moved(one, 900)
        moved(five, 901)
        assert found() == (["1", "5"], [], [str(one.number), str(five.number)])
    with guards_down():
        sql("UPDATE {kernel_numberseries} SET last = last + 3")
        assert found() == (["6 to 8"], [], [])
        sql("UPDATE {kernel_numberseries} SET last = 4")
        assert found() == ([], [], [str(five.number)])
    assert found() == ([], [], [])


def test_inv18_a_number_on_two_documents_is_found(numbered: list[Invoice], monkeypatch: pytest.MonkeyPatch) -> None:
    """No two invoices can have one number; their lines can, so they stand in for documents here."""
    lines = Numbered("invoice", "Lines", InvoiceLine, series="invoice__series", number="position", name="description")
    monkeypatch.setitem(_KINDS, "invoice", lines)
    assert found() == (["2 to 5"], [1], [])


def test_inv18_a_series_that_no_room_knows_is_not_called_complete(stage: Stage) -> None:
    with behind_the_verbs():
        series = series_for(stage.entity, "parcel", on=APRIL)
    assert [proof.holds for proof in series_gaps()] == [True], "nothing was taken from it"
    with behind_the_verbs():
        NumberSeries.objects.filter(pk=series.pk).update(last=2)
    (proof,) = series_gaps()
    assert not proof.holds and proof.words == "no room says which documents have its numbers"
    with pytest.raises(RuntimeError, match="two kinds"):
        register_numbered(Numbered("invoice", "Twins", Invoice))


def test_the_command_ends_with_one_where_a_number_is_missing(numbered: list[Invoice]) -> None:
    out = StringIO()
    call_command("gap_report", "--json", "--entity", "de", stdout=out)
    (told,) = json.loads(out.getvalue())
    assert (told["complete"], told["documents"], told["last"], told["gaps"]) == (True, 5, 5, [])
    with guards_down():
        moved(numbered[2], 77)
        out = StringIO()
        with pytest.raises(CommandError, match="1 of 1 series are not complete") as ended:
            call_command("gap_report", "--json", stdout=out)
        assert ended.value.returncode == 1 and json.loads(out.getvalue())[0]["gaps"] == [[3, 3]]
        with pytest.raises(CommandError):
            call_command("gap_report", stdout=(words := StringIO()))
        assert "missing: 3; outside: " in words.getvalue()
    with pytest.raises(CommandError, match="no legal entity"):
        call_command("gap_report", "--entity", "xx", stdout=out)


def test_page_file_and_api_tell_the_same(numbered: list[Invoice], browser: Browser) -> None:
    otto = browser("otto")
    assert b"Complete" in otto.get(reverse("gap-report")).content
    with guards_down():
        moved(numbered[1], 77)
        page: Any = otto.get(reverse("gap-report")).content.decode()
        assert "is not complete: missing: 2" in page
        row = rows_of(otto.get(reverse("gap-report"), {"format": "csv"}))[1]
        assert row == ["invoice de 2026", "invoice", "2026", "5", "5", "no", "2", "", str(numbered[1].number)]
        (told,) = otto.get("/api/v1/gap-report/").json()
        assert (told["complete"], told["gaps"], told["outside"]) == (
            False,
            [{"first": 2, "last": 2}],
            [numbered[1].number],
        )
    assert browser("lena").get(reverse("gap-report")).status_code == 403
    assert browser("lena").get("/api/v1/gap-report/").status_code == 403


def test_inv31_the_series_of_another_team_are_not_there(numbered: list[Invoice]) -> None:
    client = Client()
    client.force_login(add_user("zoe@spree.example", name="Zoe", roles=["finance"], teams=["Munich"], by=SET_UP))
    assert client.get("/api/v1/gap-report/").json() == []
    assert b"No books to show" in client.get(reverse("gap-report")).content
