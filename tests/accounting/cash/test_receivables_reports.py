"""What customers owe: by age as of any day, the customer's ledger, the statement; by hand and from both sides."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounting.billing.models import Invoice, OpenItem, receivables
from accounting.billing.models.receivables import DatedPart
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Allocation, Receipt
from accounting.cash.reports import (
    Aging,
    Behind,
    DocumentPage,
    customer_ledger,
    customer_statement,
    documents_page,
    receivables_aging,
)
from accounting.cash.reports import aging as reports_aging
from accounting.cash.reports.ages import KEYS
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid
from tests.accounting.billing.reading import taken
from tests.accounting.books.test_report_pages import rows_of, workbook_of
from tests.builders import APRIL, SET_UP, Stage, behind_the_verbs

PAID, DUE = date(2026, 4, 8), date(2026, 5, 3)
Browser = Callable[[str], Client]


def aging(stage: Stage, as_of: date, today: date | None = None) -> Aging:
    return receivables_aging(stage.entity, as_of=as_of, today=today or as_of, items=OpenItem.objects.all())


def page(stage: Stage, as_of: date, today: date | None = None, **asked: Any) -> DocumentPage:
    place = {name: asked.pop(name) for name in ("after", "size") if name in asked}
    items = OpenItem.objects.all()
    return documents_page(stage.entity, as_of=as_of, today=today or as_of, items=items, behind=Behind(**asked), **place)


def told(report: Aging) -> list[tuple[str, str, list[str], str]]:
    """Customer, currency, the buckets that hold something, what is open in the books."""
    return [
        (row.name, row.currency, [f"{n}:{b.amount}" for n, b in enumerate(row.buckets) if b], str(row.base.amount))
        for row in report.rows
    ]


def received(stage: Stage, amount: str, who: str = "nordlicht", currency: str = "EUR", on: date = PAID) -> Receipt:
    return record_receipt(
        stage.entity,
        customer=stage.customer(who),
        amount=money(amount, currency),
        received_on=on,
        bank_reference=f"{who} {amount} {on}",
        by=stage.by("fay"),
    )


@pytest.fixture
def invoice(stage: Stage) -> Invoice:
    """1,666.00 EUR of 3 April, due on 3 May."""
    return stage.issued()


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)],
)
def test_rules34_due_today_is_not_overdue(late: int, bucket: int, stage: Stage, invoice: Invoice) -> None:
    assert invoice.due_on == DUE
    as_of = DUE + timedelta(days=late)
    for today in (as_of, as_of + timedelta(days=1)):  # by the counters, and by dated facts
        report = aging(stage, as_of, today)
        assert told(report) == [("Nordlicht", "EUR", [f"{bucket}:1666.00"], "1666.00")]
        for place, key in enumerate(KEYS):  # and so do the documents behind each figure
            held = page(stage, as_of, today, bucket=key).documents
            assert [document.days_overdue for document in held] == ([max(0, late)] if place == bucket else [])


def test_rules35_as_of_a_past_day_it_is_what_it_was(stage: Stage, invoice: Invoice) -> None:
    allocate(received(stage, "600.00"), invoice=invoice, on=PAID, by=stage.by("fay"))
    today = date(2026, 4, 20)
    assert told(aging(stage, APRIL - timedelta(days=1), today)) == []
    assert told(aging(stage, PAID - timedelta(days=1), today)) == [("Nordlicht", "EUR", ["0:1666.00"], "1666.00")]
    assert told(aging(stage, PAID, today)) == [("Nordlicht", "EUR", ["0:1066.00"], "1066.00")]
    assert aging(stage, PAID, today) == aging(stage, PAID, PAID) == aging(stage, PAID, PAID - timedelta(days=9))
    allocate(received(stage, "1066.00", on=today), invoice=invoice, on=today, by=stage.by("fay"))
    assert told(aging(stage, today)) == [] and told(aging(stage, PAID, today)) != []


def test_pounds_stand_in_pounds_and_in_the_books(stage: Stage, invoice: Invoice) -> None:
    pounds = stage.issued("thames", minutes=600)  # 1,155.00 GBP at 1.15
    record_rates("EUR", on=PAID, rates={"GBP": "1.1000"}, source="test", by=SET_UP)
    allocate(received(stage, "155.00", "thames", "GBP"), invoice=pounds, on=PAID, by=stage.by("fay"))
    for today in (PAID, DUE):
        report = aging(stage, PAID, today)
        assert told(report) == [
            ("Nordlicht", "EUR", ["0:1666.00"], "1666.00"),
            ("Thames", "GBP", ["0:1000.00"], "1150.00"),
        ]
        assert [(row.name, str(row.open.amount)) for row in report.subtotals] == [
            ("Total EUR", "1666.00"),
            ("Total GBP", "1000.00"),
        ]
        assert str(report.base) == str(money("2816.00", "EUR"))


def test_rules27_what_is_disputed_stays_and_is_flagged(stage: Stage, invoice: Invoice) -> None:
    with behind_the_verbs():
        OpenItem.objects.update(disputed_minor=40000)
    row = aging(stage, DUE).rows[0]
    assert (str(row.open.amount), str(row.disputed.amount)) == ("1666.00", "400.00")
    for wrong in (-1, 166601):
        with pytest.raises(IntegrityError), transaction.atomic(), behind_the_verbs():
            OpenItem.objects.update(disputed_minor=wrong)


def test_as_of_today_one_read_of_the_index_of_open_items(stage: Stage, invoice: Invoice) -> None:
    with CaptureQueriesContext(connection) as held:
        aging(stage, DUE)
    assert len(held) == 2, "whether anything is dated later, and what is open"
    assert "posting" not in held[1]["sql"] and "allocation" not in held[1]["sql"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for query in held:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert "invoices_by_day" in plans[0] and "allocations_by_day" in plans[0], plans
    assert "open_items_due" in plans[1], plans


def test_rules35_what_is_dated_later_counts_later(stage: Stage, invoice: Invoice) -> None:
    allocate(received(stage, "600.00"), invoice=invoice, on=DUE, by=stage.by("fay"))
    for day, amount in ((DUE - timedelta(days=1), "1666.00"), (DUE, "1066.00")):
        assert [str(row.open.amount) for row in aging(stage, day).rows] == [amount]
        assert [str(held.open.amount) for held in page(stage, day).documents] == [amount]
    issued_on = invoice.issued_on
    assert issued_on is not None
    assert (
        aging(stage, issued_on - timedelta(days=1)).rows == page(stage, issued_on - timedelta(days=1)).documents == []
    )


def test_rules27_a_dispute_of_a_past_day_is_told_of_that_day(
    stage: Stage, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    allocate(received(stage, "1000.00"), invoice=invoice, on=PAID, by=stage.by("fay"))
    monkeypatch.setattr(receivables, "DISPUTING", [DatedPart(Allocation)])  # a dispute that any dated row may tell
    monkeypatch.setattr(reports_aging, "DISPUTING", receivables.DISPUTING)
    before, then = (aging(stage, day, DUE + timedelta(days=1)) for day in (PAID - timedelta(days=1), PAID))
    assert [(str(r.open.amount), str(r.disputed.amount)) for r in before.rows] == [("1666.00", "0.00")]
    assert [(str(r.open.amount), str(r.disputed.amount)) for r in then.rows] == [("666.00", "666.00")]
    assert [str(d.disputed.amount) for d in page(stage, PAID, DUE).documents] == ["666.00"]


@pytest.mark.parametrize("today", [DUE, DUE + timedelta(days=1)])
def test_the_aging_costs_the_same_with_many_items(today: date, stage: Stage, invoice: Invoice) -> None:
    stage.issued("lumiere")
    with CaptureQueriesContext(connection) as held:
        assert len(aging(stage, DUE, today).rows) == 2
    most = 2 if today == DUE else 1
    assert len(held) == most
    with CaptureQueriesContext(connection) as held:
        assert len(page(stage, DUE, today).documents) == 2
    assert len(held) == most


@pytest.mark.parametrize("today", [DUE, DUE + timedelta(days=1)])
def test_the_documents_behind_a_figure_come_in_pages(today: date, stage: Stage, invoice: Invoice) -> None:
    lumiere = stage.issued("lumiere")
    stage.issued("nordlicht", minutes=60)
    wanted = set(OpenItem.objects.values_list("pk", flat=True))
    assert len(wanted) > 2
    found, after = [], ""
    for _ in wanted:
        held = page(stage, DUE, today, after=after, size=1)
        found += [(document.due_on, document.pk) for document in held.documents]
        after = held.after
    assert after == "" and found == sorted(found) and {key for _, key in found} == wanted
    one = page(stage, DUE, today, customer=invoice.customer_id, currency="EUR").documents
    assert {document.pk for document in one} == wanted - {lumiere.pk}
    assert page(stage, DUE, today, currency="JPY").documents == []
    with pytest.raises(Invalid, match="no page of this report begins there"):
        page(stage, DUE, today, after="2026-05-03")


def test_the_customer_ledger_by_hand(stage: Stage, invoice: Invoice) -> None:
    receipt = received(stage, "2000.00")
    allocate(receipt, invoice=invoice, on=date(2026, 4, 9), by=stage.by("fay"))
    ledger = customer_ledger(invoice.customer, since=APRIL, through=date(2026, 4, 30)).currencies[0]
    lines = [
        (m.kind, m.charge and str(m.charge.amount), m.credit and str(m.credit.amount), str(m.balance.amount))
        for m in ledger.moves
    ]
    assert lines == [
        ("invoice", "1666.00", None, "1666.00"),
        ("receipt", None, "2000.00", "-334.00"),
        ("allocation", None, None, "-334.00"),
    ]
    assert str(ledger.moves[2].applied) == str(money("1666.00", "EUR"))
    later = customer_ledger(invoice.customer, since=PAID, through=PAID).currencies[0]
    assert [str(later.opening.amount), str(later.closing.amount)] == ["1666.00", "-334.00"]
    assert customer_ledger(stage.customer("lumiere"), since=APRIL, through=DUE).currencies == []


def test_a_statement_closes_with_what_is_open_less_credit(stage: Stage, invoice: Invoice) -> None:
    receipt = received(stage, "700.00")
    allocate(receipt, invoice=invoice, amount=money("600.00", "EUR"), on=PAID, by=stage.by("fay"))
    for today in (PAID, DUE):
        statement = customer_statement(
            invoice.customer, since=APRIL, through=PAID, today=today, items=OpenItem.objects.all()
        )
        (part,) = statement.currencies
        assert part.aging is not None
        assert [str(a.amount) for a in (part.aging.open, part.credit, part.ledger.closing)] == [
            "1066.00",
            "100.00",
            "966.00",
        ]
        assert [move.kind for move in part.moves] == ["invoice", "receipt"]


PAGES = ("receivables-aging", "customer-ledger", "customer-statement")


@pytest.mark.parametrize("name", PAGES)
def test_inv30_receivables_open_for_those_who_see_invoices(
    name: str, stage: Stage, invoice: Invoice, browser: Browser
) -> None:
    asked = {"customer": str(invoice.customer_id)}
    told = [browser(who).get(reverse(name), asked).status_code for who in ("fay", "otto", "lena", "mia", "ada")]
    assert told == [200, 200, 403, 403, 403]


def test_inv31_another_teams_finance_finds_nothing(stage: Stage, invoice: Invoice) -> None:
    client = Client()
    client.force_login(add_user("zoe@spree.example", name="Zoe", roles=["finance"], teams=["Munich"], by=SET_UP))
    asked = {"customer": str(invoice.customer_id)}
    for name in PAGES:
        page = client.get(reverse(name), asked)
        assert b"No books to show" in page.content and b"Nordlicht" not in page.content
    key = {"legal_entity": str(stage.entity.pk)}
    assert client.get("/api/v1/receivables-aging/", key).status_code == 400
    for name in PAGES[1:]:
        assert client.get(f"/api/v1/{name}/", asked).status_code == 400


def test_the_files_and_the_api_tell_what_the_page_tells(stage: Stage, invoice: Invoice, browser: Browser) -> None:
    allocate(received(stage, "600.00"), invoice=invoice, on=PAID, by=stage.by("fay"))
    otto, span = browser("otto"), {"since": "2026-01-01", "through": "2026-06-03"}
    entity, customer = {"entity": str(stage.entity.pk)}, {"customer": str(invoice.customer_id)}
    aged = otto.get(reverse("receivables-aging"), entity | {"as_of": "2026-06-03", "format": "csv"})
    assert rows_of(aged)[1][:9] == ["Nordlicht", "EUR", "0.00", "0.00", "1066.00", "0.00", "0.00", "1066.00", "0.00"]
    sheet = workbook_of(otto.get(reverse("receivables-aging"), entity | {"as_of": "2026-06-03", "format": "xlsx"}))
    assert sheet[1][:8] == ("Nordlicht", "EUR", 0, 0, 1066, 0, 0, 1066)
    query = {"legal_entity": str(stage.entity.pk), "as_of": "2026-06-03"}
    api = otto.get("/api/v1/receivables-aging/", query | customer).json()
    assert [b["amount"] for b in api["rows"][0]["buckets"]] == ["0.00", "0.00", "1066.00", "0.00", "0.00"]
    ledger = rows_of(otto.get(reverse("customer-ledger"), customer | span | {"format": "csv"}))
    assert [row[-1] for row in ledger[1:]] == ["0.00", "1666.00", "1066.00", "1066.00", "1066.00"]
    told = otto.get("/api/v1/customer-ledger/", customer | span).json()["currencies"][0]
    assert [told["closing"]["amount"], len(told["moves"])] == ["1066.00", 3]
    statement = otto.get("/api/v1/customer-statement/", customer | span).json()["currencies"][0]
    assert [statement["documents"][0]["days_overdue"], statement["closing"]["amount"]] == [31, "1066.00"]
    whole: Any = otto.get(reverse("receivables-aging"), entity | {"as_of": "2026-06-03"}).content.decode()
    assert whole.count(">1,066.00</a>") == 7, "its bucket, what is open and in the books, twice; and the books' bucket"
    drilled = otto.get(reverse("receivables-aging"), entity | {"as_of": "2026-06-03", "bucket": "31_60"})
    assert str(invoice.number).encode() in drilled.content
    as_file = {"as_of": "2026-06-03", "bucket": "31_60", "format": "csv"}
    behind = rows_of(otto.get(reverse("receivables-aging"), entity | as_file))
    assert behind[1] == [
        str(invoice.number),
        "Nordlicht",
        "2026-04-03",
        "2026-05-03",
        "31",
        "EUR",
        "1066.00",
        "0.00",
        "EUR",
        "1066.00",
    ]
    api = otto.get("/api/v1/open-documents/", query | customer | {"bucket": "31_60", "currency": "EUR"}).json()
    assert [(held["number"], held["open"]["amount"]) for held in api["documents"]] == [(invoice.number, "1066.00")]
    assert api["after"] == "" and otto.get("/api/v1/open-documents/", query | {"bucket": "old"}).status_code == 400
    for wrong in ({"bucket": "old"}, {"customer": "x"}, {"bucket": "31_60", "after": "x"}):
        assert otto.get(reverse("receivables-aging"), entity | wrong).status_code == 400
    assert otto.get(reverse("customer-ledger"), {"customer": "x"}).status_code == 400


def test_the_statement_is_sent_as_a_pdf(stage: Stage, invoice: Invoice, browser: Browser) -> None:
    asked = {"customer": str(invoice.customer_id), "since": "2026-01-01", "through": "2026-06-03"}
    fay = browser("fay")
    response = taken(fay, fay.post(reverse("customer-statement", query=asked)))
    assert response.headers["Content-Type"] == "application/pdf"
    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    for word in ("Statement of account", str(invoice.number), "1.666,00", "Spree Studio GmbH", "DE89 3704"):
        assert word in text


def test_a_customers_page_leads_to_its_account(stage: Stage, invoice: Invoice, browser: Browser) -> None:
    key = invoice.customer_id
    page: Any = browser("fay").get(reverse("customer", args=[key])).content.decode()
    for name in PAGES[1:]:
        assert f"{reverse(name)}?customer={key}" in page
    assert reverse("customer-ledger") not in browser("lena").get(reverse("customer", args=[key])).content.decode()
