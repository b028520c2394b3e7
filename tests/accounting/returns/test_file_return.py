"""Filing: lines, boxes and totals frozen as they are, in order, by another person; later facts are corrections."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounting.billing.voiding import NotVoidable, void_invoice
from accounting.books.models import Period
from accounting.returns.actions import (
    FiledTooEarly,
    ReturnsOverlap,
    WrongReturnState,
    file_return,
    keep_evidence,
    open_return,
    plan_returns,
)
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.reports import return_sheet, standing
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.access.approvals import OwnWork
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from billing_suite.kernel.web.history import Change, history_of
from tests.accounting.returns.cast import FILED, filed, planned, registration, remitted, with_rounding
from tests.builders import APRIL, SET_UP, Stage, behind_the_verbs, closed, noon
from tests.trust.violations import stored

LATE = date(2026, 4, 20)


def late_invoice(stage: Stage, name: str = "nordlicht", minutes: int = 60) -> Any:
    """One more document of April, issued (on a day of April) after April was filed."""
    contract = stage.contract(name)
    stage.approved(stage.task(contract), minutes)
    return stage.issue(*stage.approve(stage.draft(contract)), on=LATE)[0]


def test_a_year_is_planned_once_with_the_days_of_its_form(stage: Stage) -> None:
    held = registration(stage)
    made = plan_returns(held, first=date(2026, 4, 17), cadence="quarter", by=stage.by("fay"))
    assert [(one.starts_on, one.ends_on, one.due_on) for one in made[:2]] == [
        (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 10)),
        (date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 12)),
    ]
    assert len(made) == 4 and plan_returns(held, first=date(2026, 4, 1), cadence="quarter", by=stage.by("fay")) == []
    with pytest.raises(ReturnsOverlap):
        plan_returns(held, first=date(2026, 4, 1), cadence="month", by=stage.by("fay"))
    with pytest.raises(Invalid, match="no cadence"):
        plan_returns(held, first=date(2026, 4, 1), cadence="week", by=stage.by("fay"))


def test_filing_freezes_lines_boxes_and_totals(stage: Stage) -> None:
    stage.issued(minutes=61)
    stage.issued("lumiere", minutes=600)
    pounds = stage.issued("thames", minutes=90)
    told = filed(stage, name="protocol.txt", data=b"sent")
    assert [
        (str(line), line.documents, str(line.base.amount), str(line.books_base.amount)) for line in told.lines.all()
    ] == [
        ("S USt 19 % EUR", 1, "142.80", "142.80"),
        ("AE VAT 0 % EUR", 1, "1400.00", "1400.00"),
        ("O VAT 0 % GBP", 1, "173.25", "199.24"),
    ]
    boxes = {box["box"]: box["amount"]["amount"] for box in told.boxes if box["amount"]["amount"] != "0.00"}
    assert boxes == {"81": "142.00", "81 Steuer": "26.98", "21": "1400.00", "45": "199.00", "83": "26.98"}
    assert [str(m.amount) for m in (told.taxable, told.exempt, told.tax, told.payable)] == [
        "142.80",
        "1599.24",
        "27.13",
        "26.98",
    ]
    assert (told.status, told.filed_by, told.filing_reference) == ("filed", stage.by("clara").tag, "ELSTER-4")
    assert told.evidence is not None and told.evidence.read() == b"sent"
    assert told.books_were_open, "the books of April were still open"
    assert pounds.currency == "GBP"
    with pytest.raises(WrongReturnState):
        filed(stage)


def test_filing_says_when_the_books_were_closed_already(stage: Stage) -> None:
    closed(Period.objects.get(legal_entity=stage.entity, starts_on=date(2026, 4, 1)))
    assert not filed(stage).books_were_open


def test_inv27_who_prepared_it_does_not_file_it(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        file_return(planned(stage), reference="E", on=FILED, at=noon(FILED), by=stage.by("fay"))
    with behind_the_verbs():
        TaxReturn.objects.update(prepared_by=stage.by("clara").tag)
    with pytest.raises(OwnWork):
        filed(stage)


def test_nothing_is_filed_before_its_time(stage: Stage) -> None:
    for month, on in ((4, date(2026, 4, 30)), (5, date(2026, 6, 3))):
        with pytest.raises(FiledTooEarly):
            filed(stage, month, on)
    with pytest.raises(Invalid, match="under which reference"):
        filed(stage, reference=" ")
    assert TaxReturnLine.objects.count() == 0


def test_what_appears_later_is_a_correction_in_the_next_return(stage: Stage) -> None:
    stage.issued(minutes=600)
    april = filed(stage)
    late_invoice(stage)
    sheet = return_sheet(planned(stage, 5))
    (correction,) = sheet.corrections
    assert (correction.of, str(correction.tax.amount), correction.lines[0].documents) == (april, "26.60", 1)
    assert sheet.lines == [] and str(sheet.payable.amount) == "26.60"
    again = TaxReturn.objects.for_list().get(pk=april.pk)
    assert str(again.tax.amount) == "266.00" and again.lines.count() == 1, "a filed return never changes"
    pending = return_sheet(again).pending
    assert pending is not None and str(pending.tax.amount) == "26.60"
    may = filed(stage, 5, date(2026, 6, 3))
    (line,) = may.lines.all()
    assert line.corrects == april and str(may.tax.amount) == "26.60"
    assert return_sheet(TaxReturn.objects.for_list().get(pk=april.pk)).pending is None, "carried once"
    assert return_sheet(planned(stage, 6)).corrections == []


def test_a_later_return_waits_for_the_earlier_ones(stage: Stage) -> None:
    stage.issued(minutes=600)
    sheet = return_sheet(planned(stage, 5))
    assert not sheet.is_next and sheet.corrections == []


def test_evidence_is_kept_once(stage: Stage) -> None:
    with pytest.raises(WrongReturnState):
        keep_evidence(planned(stage), name="a.txt", data=b"a", at=noon(FILED), by=stage.by("clara"))
    told = keep_evidence(filed(stage), name="a.txt", data=b"a", at=noon(FILED), by=stage.by("clara"))
    with pytest.raises(WrongReturnState):
        keep_evidence(told, name="b.txt", data=b"b", at=noon(FILED), by=stage.by("clara"))


def test_returns_stand_by_day(stage: Stage) -> None:
    stage.issued(minutes=600)
    april = planned(stage)
    days = (APRIL, date(2026, 5, 1), date(2026, 5, 11), date(2026, 5, 12))
    assert [standing(april, today=day) for day in days] == ["open", "due", "due", "overdue"]
    told = filed(stage)
    assert [standing(told, today=day) for day in days[2:]] == ["to_remit", "overdue"]
    assert standing(filed(stage, 5, date(2026, 6, 1)), today=date(2026, 9, 1)) == "filed", "nothing is to be paid"


def test_inv31_a_stranger_opens_nothing(stage: Stage) -> None:
    zoe = add_user("zoe@spree.example", name="Zoe", roles=["finance"], teams=["Munich"], by=SET_UP)
    span = {"starts_on": APRIL, "ends_on": LATE, "due_on": FILED}
    with pytest.raises(NotFound):
        open_return(registration(stage), by=Actor.user(zoe), **span)
    made = open_return(registration(stage), by=stage.by("fay"), **span)
    with pytest.raises(ReturnsOverlap):
        open_return(
            registration(stage), by=stage.by("fay"), **{**span, "starts_on": LATE, "ends_on": FILED - timedelta(1)}
        )
    assert made.reference == "TXR-00001"


ATTACKS = (
    ("UPDATE accounting_taxreturn SET taxable_minor = 1", "INV-20"),
    ("UPDATE accounting_taxreturn SET boxes = '[]'", "INV-20"),
    ("UPDATE accounting_taxreturn SET due_on = '2027-01-01'", "INV-20"),
    ("UPDATE accounting_taxreturn SET status = 'open', filed_at = NULL, filed_by = NULL, remitted_minor = NULL,"
     " remitted_on = NULL, entry_id = NULL", "INV-2"),
    ("DELETE FROM accounting_taxreturn", "INV-2"),
    ("UPDATE accounting_taxreturnline SET books_tax_minor = 1", "INV-20"),
    ("DELETE FROM accounting_taxreturnline", "INV-20"),
    ("INSERT INTO accounting_taxreturnline SELECT id + 900, position + 900, category, component, rate, documents,"
     " currency, base_minor, tax_minor, books_currency, books_base_minor, books_tax_minor, corrects_id, tax_return_id"
     " FROM accounting_taxreturnline", "INV-20"),
)  # fmt: skip


@pytest.mark.parametrize("is_remitted", [False, True])
@pytest.mark.parametrize(("statement", "rule"), ATTACKS)
def test_inv20_raw_sql_changes_nothing_that_was_filed(
    stage: Stage, statement: str, rule: str, is_remitted: bool
) -> None:
    stage.issued(minutes=600)
    april = open_return(
        registration(stage), starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30), due_on=FILED, by=stage.by("fay")
    )
    told = file_return(april, reference="E", on=FILED, at=noon(FILED), by=stage.by("clara"))
    if is_remitted:
        with_rounding(stage)
        remitted(stage, told)
    with pytest.raises(IntegrityError, match=rule), behind_the_verbs(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_inv20_raw_sql_makes_no_second_return_of_a_day(stage: Stage) -> None:
    april = planned(stage)
    twin = TaxReturn(
        reference="TXR-X",
        registration=april.registration,
        starts_on=date(2026, 4, 30),
        ends_on=date(2026, 4, 30),
        due_on=FILED,
        currency="EUR",
        prepared_by="user:x",
    )
    with pytest.raises(IntegrityError, match="INV-20"), transaction.atomic(), behind_the_verbs():
        twin.save(force_insert=True)


WHO = "filed_at = '2026-05-08 12:00:00+00:00', filed_by = 'user:x'"
PAID = "status = 'remitted', remitted_minor = payable_minor, remitted_on = '2026-05-11', remitted_by = 'user:x'"


def test_inv21_inv24_raw_sql_files_and_pays_nothing_by_itself(stage: Stage) -> None:
    invoice = stage.issued(minutes=600)
    planned(stage)

    def attack(statement: str, *values: Any) -> None:
        with behind_the_verbs(), connection.cursor() as cursor:
            cursor.execute(statement, [stored(value) for value in values])

    with pytest.raises(IntegrityError, match="INV-21 a filed tax return is the sum of its lines"):
        attack(
            f"UPDATE accounting_taxreturn SET status = 'filed', tax_minor = 100, {WHO} WHERE reference = 'TXR-00001'"
        )
    told = filed(stage)
    with pytest.raises(IntegrityError, match="INV-24 a remitted tax return has its own posted entry"):
        attack(f"UPDATE accounting_taxreturn SET {PAID}, entry_id = %s WHERE id = %s", invoice.entry, told)


def test_rules12_an_invoice_whose_tax_was_filed_is_not_voided(stage: Stage) -> None:
    invoice, other = stage.issued(minutes=61), stage.issued(minutes=62)
    void_invoice(other, reason="Wrong customer", at=noon(APRIL), by=stage.by("hannah"))
    told = filed(stage)
    assert [line.documents for line in told.lines.all()] == [1]
    with pytest.raises(NotVoidable, match="its tax was filed"):
        void_invoice(invoice, reason="Wrong customer", at=noon(LATE), by=stage.by("hannah"))


def test_its_history_names_who_filed_it(stage: Stage) -> None:
    latest = history_of(filed(stage), stage.users["fay"])[0]
    assert Change("Filed by", "", "Clara Osei") in latest.changes
