"""Exemption certificates: recorded once for a place and a supply, revoked, never changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounting.tax.evidence import load_certificates
from accounting.tax.exemptions import (
    CertificateRevoked,
    CertificatesOverlap,
    attach_certificate_document,
    record_certificate,
    revoke_certificate,
)
from accounting.tax.models import CertificateDocument, ExemptionCertificate
from billing_suite.kernel.access.actions import grant_access
from billing_suite.kernel.record.files import LIMIT, FileRefused
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from billing_suite.kernel.work.models import Event
from tests.accounting.books.test_ledger_guards import other_entity
from tests.accounting.tax.papers import AT, PDF, PNG, recorded
from tests.builders import SET_UP, TEAM, Stage, behind_the_verbs
from tests.kernel.record.attacks import as_job, refused, sql

YEAR = date(2027, 1, 1)


def test_a_certificate_says_what_it_covers_and_who_recorded_it(stage: Stage) -> None:
    made = recorded(stage, country="de", region="by", supplies=["digital", "services", "digital"], number=" EX-1 ")
    assert (made.number, made.place, made.supplies) == ("EX-1", "DE-BY", ["services", "digital"])
    assert (made.recorded_by, made.state(date(2026, 4, 3))) == (stage.by("fay").tag, "active")
    assert made.history.count() == 1
    assert Event.objects.filter(type="certificate.recorded", reference="EX-1").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"supplies": []}, "covers one or more of services, digital"),
        ({"supplies": ["weather"]}, "covers one or more of"),
        ({"number": " "}, "number"),
        ({"reason": ""}, "reason"),
        ({"valid_to": date(2025, 12, 31)}, "a certificate ends later"),
        ({"country": "DEU"}, "country"),
    ],
)
def test_a_certificate_that_says_too_little_is_refused(stage: Stage, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        recorded(stage, **more)
    assert not ExemptionCertificate.objects.exists()


def test_rules9_one_supply_in_one_place_has_one_certificate_at_a_time(stage: Stage) -> None:
    recorded(stage)
    with pytest.raises(CertificatesOverlap, match=r"EX-1 covers services in DE from 2026-01-01 through 2026-12-31"):
        recorded(stage, number="EX-2", supplies=["digital", "services"], valid_from=date(2026, 12, 31), valid_to=None)
    recorded(stage, number="EX-2", valid_from=YEAR, valid_to=None)  # it renews the first
    recorded(stage, number="EX-3", supplies=["digital"])
    recorded(stage, number="EX-4", region="BY")
    recorded(stage, number="EX-5", country="AT")
    recorded(stage, "lumiere", number="EX-6")
    with pytest.raises(CertificatesOverlap):
        recorded(stage, number="EX-7", entity=stage.entity)  # the first holds for every seller


def test_a_seller_of_its_own_has_its_own_certificate(stage: Stage) -> None:
    other = other_entity()
    grant_access(other, team=TEAM, by=SET_UP)
    recorded(stage, entity=stage.entity)
    recorded(stage, number="EX-2", entity=other)
    [fact] = load_certificates([stage.customer("nordlicht")])[stage.customer("nordlicht").pk]
    assert fact.number == "EX-1"  # the other seller's is not for those whom this one serves


def test_a_revoked_one_exempts_nothing_from_that_day_on(stage: Stage) -> None:
    made, day = recorded(stage), date(2026, 6, 1)
    with pytest.raises(Invalid, match="say why"):
        revoke_certificate(made, on=day, reason=" ", by=stage.by("clara"))
    with pytest.raises(Invalid, match="it begins on 2026-01-01"):
        revoke_certificate(made, on=date(2025, 12, 31), reason="Forged", by=stage.by("clara"))
    done = revoke_certificate(made, on=day, reason="The ministry took it back", by=stage.by("clara"))
    assert [done.state(day - timedelta(days=1)), done.state(day)] == ["active", "revoked"]
    with pytest.raises(CertificateRevoked, match="EX-1 was revoked on 2026-06-01"):
        revoke_certificate(made, on=day, reason="Again", by=stage.by("clara"))
    [fact] = load_certificates([stage.customer("nordlicht")])[stage.customer("nordlicht").pk]
    assert fact.valid_to == date(2026, 5, 31) and fact.key == str(made.pk)
    recorded(stage, valid_from=day)  # corrected by a new one, under the same number


def test_one_revoked_before_it_began_is_no_fact(stage: Stage) -> None:
    made = recorded(stage)
    revoke_certificate(made, on=made.valid_from, reason="Recorded by mistake", by=stage.by("fay"))
    assert load_certificates([stage.customer("nordlicht")]) == {stage.customer("nordlicht").pk: []}


def test_the_paper_is_told_by_its_bytes(stage: Stage) -> None:
    made, fay = recorded(stage), stage.by("fay")
    for name, data in (("ex1.pdf", PDF), ("scan.png", PNG)):
        attach_certificate_document(made, name=name, data=data, at=AT, by=fay)
    assert [one.file.media_type for one in made.documents.all()] == ["application/pdf", "image/png"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ex1.pdf", b"<html><script>alert(1)</script>"),
        ("ex1.pdf", b"MZ" + b"\0" * 200),
        ("ex1.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("ex1.csv", b"=cmd|' /C calc'!A0"),
        ("ex1.pdf", b""),
        ("ex1.pdf", b"PK\x03\x04" + b"\0" * 100),
        ("big.pdf", PDF + b"\0" * LIMIT),
    ],
)
def test_inv50_a_hostile_file_is_not_kept(stage: Stage, name: str, data: bytes) -> None:
    with pytest.raises(FileRefused):
        attach_certificate_document(recorded(stage), name=name, data=data, at=AT, by=stage.by("fay"))
    assert not CertificateDocument.objects.exists()


def test_inv30_31_only_finance_and_only_for_customers_they_see(stage: Stage) -> None:
    for who in ("lena", "mia", "otto", "ada"):
        with pytest.raises((NotAllowed, NotFound)):
            recorded(stage, by=who)
    made = recorded(stage)
    with pytest.raises(NotAllowed):
        attach_certificate_document(made, name="a.pdf", data=PDF, at=AT, by=stage.by("clara"))
    with behind_the_verbs():
        stage.users["hannah"].groups.remove(*stage.users["hannah"].groups.exclude(name="finance"))
    told = {"number": "X", "country": "DE", "supplies": ["services"], "reason": "R", "valid_from": YEAR, "at": AT}
    with pytest.raises(NotFound):
        record_certificate(stage.customer("nordlicht"), **told, by=stage.by("hannah"))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        revoke_certificate(made, on=YEAR, reason="No", by=stage.by("hannah"))


TABLE = "accounting_exemptioncertificate"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET valid_to = '2099-12-31'",
        f"UPDATE {TABLE} SET supplies = '[\"digital\"]'",
        f"UPDATE {TABLE} SET customer_id = customer_id, number = 'EX-9'",
        f"DELETE FROM {TABLE}",
        "UPDATE accounting_certificatedocument SET actor = 'user:x'",
        "DELETE FROM accounting_certificatedocument",
    ],
)
def test_inv20_the_database_keeps_what_was_recorded(stage: Stage, statement: str) -> None:
    attach_certificate_document(recorded(stage), name="a.pdf", data=PDF, at=AT, by=stage.by("fay"))
    with as_job(), refused("INV-"):
        sql(statement)


def test_inv20_a_revocation_stands(stage: Stage) -> None:
    revoke_certificate(recorded(stage), on=date(2026, 6, 1), reason="Taken back", by=stage.by("fay"))
    for statement in ("revoked_on = NULL, revocation = ''", "revoked_on = '2026-12-01'", "revocation = 'other'"):
        with as_job(), refused("INV-20"):
            sql(f"UPDATE {TABLE} SET {statement}")
