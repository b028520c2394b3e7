"""The ECB's files: read whole or refused whole, and stored once; nothing that is stored changes (INV-08, RULES 21)."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.firm.importing import (
    PublishedDay,
    RatesUnreadable,
    files,
    load_days,
    load_published_rates,
    loading,
    narrowed,
    read_published,
    shipped_history,
)
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from tests.builders import SET_UP, Stage
from tests.kernel.record.attacks import as_job, refused, sql

TODAY = date(2026, 11, 24)
HISTORY = (
    "Date,USD,JPY,CYP,\n2026-11-24,1.1172,175.68,N/A,\n2026-11-23,1.1,170,N/A,\n2007-12-31,1.4721,164.93,0.585274,\n"
)
DAILY = "Date, USD, JPY, \n23 November 2026, 1.1, 170, \n"
DAYS = """<Cube time="2026-11-24"><Cube currency="USD" rate="1.1172"/><Cube currency="JPY" rate="175.68"/></Cube>
<Cube time="2026-11-23"><Cube currency="USD" rate="1.1"/></Cube>"""


def envelope(days: str = DAYS, before: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><Cube>{days}</Cube></gesmes:Envelope>"""


def zipped(*texts: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, text in enumerate(texts):
            of_no_time = zipfile.ZipInfo(f"{number}.csv")  # the same bytes whenever it runs
            packed.writestr(of_no_time, text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def read(data: Any, on: date = TODAY) -> dict[date, dict[str, str]]:
    return {day.on: {c: str(r) for c, r in day.rates.items()} for day in read_published(data, on=on)}


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize("data", [HISTORY, HISTORY.encode(), b"\xef\xbb\xbf" + HISTORY.encode(), zipped(HISTORY)])
def test_the_history_is_read_with_its_gaps(data):
    assert read(data) == {
        date(2026, 11, 24): {"USD": "1.1172", "JPY": "175.68"},
        date(2026, 11, 23): {"USD": "1.1", "JPY": "170"},
        date(2007, 12, 31): {"USD": "1.4721", "JPY": "164.93", "CYP": "0.585274"},
    }


@pytest.mark.once
def test_the_daily_forms_are_read():
    assert read(DAILY) == {date(2026, 11, 23): {"USD": "1.1", "JPY": "170"}}
    assert read(zipped(DAILY)) == read(DAILY)
    expected = {
        date(2026, 11, 24): {"USD": "1.1172", "JPY": "175.68"},
        date(2026, 11, 23): {"USD": "1.1"},
    }
    assert read(envelope()) == read(io.BytesIO(envelope().encode())) == read(zipped(envelope())) == expected


@pytest.mark.once
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "line 1: the first column of the ECB's file is Date, not ''"),
        ("Date,USD\n", "no day with rates"),
        ("When,USD\n2026-11-23,1\n", "line 1: the first column of the ECB's file is Date, not 'When'"),
        ("Date,USD,USD\n2026-11-23,1,1\n", "line 1: USD has two columns"),
        ("Date,EUR\n2026-11-23,1\n", "line 1: 'EUR' is no ISO 4217 currency besides the euro"),
        ("Date,US Dollar\n2026-11-23,1\n", "line 1: 'US Dollar' is no ISO 4217"),
        ("Date,,USD\n2026-11-23,1,1\n", "line 1: '' is no ISO 4217"),
        ("Date,USD\n2026-11-23,-1.1\n", "line 2, USD: a rate is more than 0"),
        ("Date,USD\n2026-11-23,0\n", "line 2, USD: a rate is more than 0"),
        ("Date,USD\n2026-11-23,10000000.01\n", "line 2, USD: a rate is more than 0 and at most 10,000,000"),
        ("Date,USD\n2026-11-23,1e3\n", "line 2, USD: '1e3' is not a plain decimal"),
        ("Date,USD\n2026-11-23,NaN\n", "line 2, USD: 'NaN' is not a plain decimal"),
        ("Date,USD\n2026-11-23,1.00000000001\n", "line 2, USD: "),
        ("Date,USD\n\n2026-11-23,１.1\n", "line 3, USD: "),
        ("Date,USD\n2026-11-23,1.1,2\n", "line 2: more cells"),
        ("Date,USD,JPY\n2026-11-23,1.1\n", "line 2: 2 currencies stand in the first line, here are 1"),
        ("Date,USD\n23.11.2026,1.1\n", "line 2: '23.11.2026' is no day"),
        ("Date,USD\n31 November 2026,1.1\n", "line 2: '31 November 2026' is no day"),
        ("Date,USD\n2026-11-25,1.1\n", "line 2: 2026-11-25 is in the future"),
        ("Date,USD\n1998-12-31,1.1\n", "line 2: 1998-12-31 is before the euro"),
        ("Date,USD\n2026-11-23,1.1\n2026-11-20,1\n2026-11-23,1.1\n", "line 4: 2026-11-23 stands there before, line 2"),
        (b"Date,USD\n2026-11-23,1.1\xff\n", "line 2 is no text in UTF-8"),
        ("Date,USD\n2026-11-23,1.1" + " " * 10_000, "line 2 is longer than 10,000 bytes"),
        (envelope("<Cube time='2026-11-23'><Cube currency='USD' rate='-1'/></Cube>"), "Cube 2026-11-23 USD: a rate is"),
        (
            envelope("<Cube time='2026-11-23'><Cube currency='XXY' rate='1'/></Cube>"),
            "Cube 2026-11-23 XXY: 'XXY'",
        ),
        (envelope("<Cube time='2026-11-23'><Cube currency='USD'/></Cube>"), "Cube USD: a rate has a currency"),
        (envelope("<Cube currency='USD' rate='1'/>"), "Cube USD 1: a rate has a currency, a rate and a day around it"),
        (
            envelope("<Cube time='2026-11-23'><Cube currency='USD' rate='1'/><Cube currency='USD' rate='1'/></Cube>"),
            "Cube 2026-11-23 USD: stands there twice",
        ),
        (envelope("<Cube time='2026-11-23'><Cube time='2026-11-20'/></Cube>"), "Cube 2026-11-20: stands within"),
        (envelope("<Cube time='2026-11-25'/>"), "Cube 2026-11-25: 2026-11-25 is in the future"),
        (envelope("<Cube time='yesterday'/>"), "Cube yesterday: 'yesterday' is no day"),
        (envelope("<Cube>" * 20 + "</Cube>" * 20), "deeper than the ECB's"),
        (envelope(""), "no day with rates"),
        ("<rates/>", "the root element is not the envelope"),
        (envelope()[:-30], "the XML is broken"),
        (zipped(), "the zip holds 0 files"),
        (zipped(HISTORY, HISTORY), "the zip holds 2 files"),
        (zipped(zipped(HISTORY)), "line 1 is no text in UTF-8"),
        (zipped(HISTORY)[:90] + b"\0" * 40, "the zip cannot be unpacked"),
    ],
)
def test_a_file_that_is_wrong_anywhere_is_refused_whole(data, words):
    with pytest.raises(RatesUnreadable) as told:
        read_published(data, on=TODAY)
    assert words in str(told.value)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.once
@pytest.mark.parametrize("doctype", ["<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">', BOMB])
def test_a_doctype_is_refused(doctype):
    with pytest.raises(RatesUnreadable, match="DOCTYPE"):
        read_published(envelope(before=doctype), on=TODAY)


@pytest.mark.once
def test_inv50_a_zip_bomb_is_read_no_further_than_the_limit(monkeypatch):
    monkeypatch.setattr(files, "FILE_LIMIT", 100_000)
    lines = "".join(f"\n{' ' * 9000}" for _ in range(1000))
    bomb = zipped(HISTORY + lines)
    assert len(bomb) < 20_000
    for data in (bomb, HISTORY + lines, envelope() + lines):
        with pytest.raises(RatesUnreadable, match="more than 100,000 bytes"):
            read_published(data, on=TODAY)
    monkeypatch.setattr(files, "ZIP_LIMIT", 1000)
    with pytest.raises(RatesUnreadable, match="the zip holds more than 1,000 bytes"):
        read_published(bomb, on=TODAY)


@pytest.mark.once
def test_the_shipped_history_reaches_from_the_first_day_of_the_euro_to_the_release():
    days = read_published(shipped_history(), on=TODAY)
    assert min(day.on for day in days) == date(1999, 1, 4) and len(days) > 7000
    assert sum(len(day.rates) for day in days) > 200_000


@pytest.mark.once
def test_a_part_of_a_file_is_asked_for_by_day_and_currency():
    days = read_published(HISTORY, on=TODAY)
    kept = narrowed(days, since=date(2026, 11, 24), currencies=["JPY"])
    assert [(day.on, day.rates) for day in kept] == [(date(2026, 11, 24), {"JPY": Decimal("175.68")})]
    with pytest.raises(Invalid, match="'YEN' is no ISO"):
        narrowed(days, currencies=["YEN"])


# --- storing ----------------------------------------------------------------------------------------------


def load(text: str, by: Actor = SET_UP) -> tuple[int, int, int]:
    result = load_days(read_published(text, on=TODAY), source="ECB", by=by)
    return result.loaded, result.known, result.conflicting


def test_rates_are_stored_once_in_the_direction_they_are_published(stage: Stage) -> None:
    before = ExchangeRate.objects.count()
    assert load(HISTORY) == (7, 0, 0)
    assert load(HISTORY) == (0, 7, 0)
    assert load(envelope()) == (0, 3, 0)
    assert ExchangeRate.objects.count() == before + 7
    row = ExchangeRate.objects.get(quote="JPY", on=date(2026, 11, 23))
    assert (row.base, row.rate, row.source) == ("EUR", Decimal(170), "ECB")


def test_inv08_a_published_rate_that_differs_is_told_and_left(stage: Stage) -> None:
    load(HISTORY)
    changed = HISTORY.replace("175.68", "175.69").replace("N/A", "7")
    result = load_days(read_published(changed, on=TODAY), source="ECB", by=SET_UP)
    assert (result.loaded, result.known, result.conflicting) == (2, 6, 1)
    assert result.first_conflicts == ["EUR to JPY on 2026-11-24: stored 175.68 (ECB), published 175.69"]
    assert ExchangeRate.objects.get(quote="JPY", on=TODAY).rate == Decimal("175.68")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE kernel_exchangerate SET rate = rate + 1",
        "UPDATE kernel_exchangerate SET \"on\" = '2026-11-22' WHERE quote = 'JPY' AND \"on\" = '2026-11-24'",
        "UPDATE kernel_exchangerate SET source = 'me'",
        "DELETE FROM kernel_exchangerate",
    ],
)
def test_inv08_the_database_keeps_what_is_stored(attack: str, stage: Stage) -> None:
    load(HISTORY)
    before = sorted(ExchangeRate.objects.values_list())
    with refused("INV-08 a exchange rate never changes"), as_job():
        sql(attack)
    assert sorted(ExchangeRate.objects.values_list()) == before


def test_inv08_no_row_is_replaced(stage: Stage) -> None:
    load(HISTORY)
    row = ExchangeRate.objects.get(quote="JPY", on=TODAY)
    replacing = ExchangeRate(id=row.pk, base="EUR", quote="JPY", on=TODAY, rate=Decimal(1), source="me")
    with pytest.raises(IntegrityError), transaction.atomic():
        replacing.save(force_insert=True)
    row.rate = Decimal(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert ExchangeRate.objects.get(pk=row.pk).rate == Decimal("175.68")


def test_whoever_records_rates_loads_them(stage: Stage) -> None:
    days = read_published(HISTORY, on=TODAY)
    assert load_published_rates(days, source="ECB", by=stage.by("clara")).loaded == 7
    with pytest.raises(NotAllowed):
        load_published_rates(days, source="ECB", by=stage.by("fay"))


def test_inv50_one_call_takes_so_many_and_the_parts_take_all(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST", 4)
    days = read_published(HISTORY, on=TODAY)
    with pytest.raises(Invalid, match="7 rates at once; at most 4"):
        load_published_rates(days, source="ECB", by=SET_UP)
    told: list[tuple[int, int]] = []
    result = load_days(days, source="ECB", by=SET_UP, tell=lambda done, total: told.append((done, total)))
    assert (result.loaded, told) == (7, [(2, 3), (3, 3)])


def test_stored_rates_are_read_by_one_query_whatever_their_number(stage: Stage) -> None:
    days = narrowed(read_published(shipped_history(), on=TODAY), since=date(2026, 1, 1))
    load_days(days, source="ECB", by=SET_UP)

    def price(days: list[PublishedDay]) -> int:
        with CaptureQueriesContext(connection) as held:
            load_published_rates(days, source="ECB", by=SET_UP)
        return len(held)

    assert price(days[:2]) == price(days) <= 5
