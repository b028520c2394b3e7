"""VAT ids asked about at VIES, against a server on loopback: an answer counts only as what it plainly says."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.tax.checking import (
    NothingToOverride,
    NoVatIdToCheck,
    check_vat_id,
    override_vat_id,
    recheck_vat_ids,
    withdraw_vat_id_override,
)
from accounting.tax.evidence import Standing, load_vat_id_standing
from accounting.tax.models import VatIdCheck
from accounting.tax.tasks import recheck
from accounting.tax.vies import OnlineChecksOff, read_answer
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, Notification
from crm.customers.actions import change_customer
from tests.accounting.tax.papers import AT, NO, SILENCE, YES, answered
from tests.builders import Stage
from tests.kernel.record.attacks import as_job, refused, sql
from tests.kernel.work.outside import Answering, Outside, Visit, outside, plainly

ID = "FR40303265045"
ASKED = {"countryCode": "FR", "vatNumber": ID[2:]}
VALID = ASKED | {
    "requestDate": "2026-04-03T12:00:00Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAZxyz",
    "name": "LUMIERE SAS",
    "address": "12 RUE DE LA PAIX\n75002 PARIS",
}
INVALID = ASKED | {"valid": False, "requestIdentifier": "", "name": "---", "address": "---"}
DOWN = {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}


def says(told: Any, status: str = "200 OK") -> Answering:
    return plainly(json.dumps(told).encode(), status)


def hearing_out(answering: Answering) -> Answering:
    """The question is heard to its end before anything is answered."""

    def answer(visit: Visit) -> None:
        head, _, body = visit.server.heard[-1].partition(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        while found and len(body) < int(found[1]) and (more := visit.request.recv(8192)):
            body += more
        visit.server.heard[-1] = head + b"\r\n\r\n" + body
        answering(visit)

    return answer


@pytest.fixture
def ask(stage: Stage, settings: Any) -> Callable[[Answering], tuple[VatIdCheck, Outside]]:
    """Fay has VIES asked about Lumiere, and it answers like this."""

    def asked(answering: Answering) -> tuple[VatIdCheck, Outside]:
        settings.EGRESS_LOOPBACK = True
        with outside(hearing_out(answering)) as server:
            settings.VIES_URL = server.url
            check_vat_id(stage.customer("lumiere"), by=stage.by("fay"))
            finish_all()
        return VatIdCheck.objects.get(), server

    return asked


def standing(stage: Stage, who: str = "lumiere") -> Standing:
    customer = stage.customer(who)
    return load_vat_id_standing([customer])[customer.pk]


def test_a_yes_is_kept_with_its_consultation_number(stage: Stage, ask: Any) -> None:
    check, server = ask(says(VALID))
    sent = server.heard[0].decode()
    assert sent.startswith("POST ") and "application/json" in sent
    question = json.loads(sent.partition("\r\n\r\n")[2])
    assert question == ASKED | {"requesterMemberStateCode": "DE", "requesterNumber": "136695976"}
    assert (check.outcome, check.vat_id, check.requester) == ("valid", ID, "DE136695976")
    assert (check.consultation_number, check.name) == ("WAPIAAAAZxyz", "LUMIERE SAS")
    assert check.address == "12 RUE DE LA PAIX 75002 PARIS" and json.loads(check.answer) == VALID
    told = standing(stage)
    assert (told.word, told.valid, told.is_settled) == ("valid", True, True)


def test_a_no_warns_finance_once_and_refuses_the_reliance(stage: Stage, ask: Any) -> None:
    check, _ = ask(says(INVALID))
    assert (check.outcome, check.name, check.reason) == ("invalid", "", "VIES knows no such VAT id")
    told = standing(stage)
    assert (told.word, told.valid, told.is_settled) == ("invalid", False, False)
    answered(stage, NO, at=AT + timedelta(days=300))
    warned = Notification.objects.filter(title="VAT id of Lumiere is invalid")
    assert {one.recipient_id for one in warned} == {stage.users["fay"].pk, stage.users["hannah"].pk}


SILENT = [
    (says({}, "500 Internal Server Error"), "VIES answers 500"),
    (says(DOWN, "400 Bad Request"), "VIES says MS_UNAVAILABLE"),
    (says(DOWN), "VIES says MS_UNAVAILABLE"),
    (says(INVALID | {"userError": "MS_UNAVAILABLE"}), "VIES says MS_UNAVAILABLE"),  # its no means nothing then
    (says({"actionSucceed": False}), "VIES says that it failed"),
    (says(VALID | {"valid": "true"}), "cannot be read"),
    (says([VALID]), "cannot be read"),
    (plainly(b"<html>Maintenance</html>"), "cannot be read"),
    (plainly(b"[" * 60_000), "cannot be read"),
    (plainly(b""), "cannot be read"),
    (says(VALID | {"vatNumber": "83404833048"}), "about another VAT id"),
    (says({"valid": True}), "about another VAT id"),
    (plainly(b"x" * 70_000), "more than 65,536 bytes"),
    (plainly(b"", "302 Found", Location="https://elsewhere.example/"), "VIES answers 302"),
    (lambda visit: None, ""),  # it hangs up
]


@pytest.mark.parametrize(("answering", "words"), SILENT)
def test_what_is_no_answer_passes_nothing_and_blocks_nothing(
    answering: Answering, words: str, stage: Stage, ask: Any
) -> None:
    check, _ = ask(answering)
    assert check.outcome == "unavailable" and words in check.reason and check.reason
    told = standing(stage)
    assert (told.word, told.valid, told.is_settled) == ("", None, False)
    assert told.unanswered == check.reason
    assert Job.objects.get(about__startswith="VAT id").status == "done"


def test_a_server_that_dawdles_is_left(stage: Stage, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounting.tax.vies.SECONDS", 1)
    check, _ = ask(lambda visit: visit.wait(30))
    assert check.outcome == "unavailable" and ("1 seconds" in check.reason or "timed out" in check.reason)


def test_inv41_an_address_inside_is_not_asked(stage: Stage, settings: Any) -> None:
    settings.VIES_URL = "https://169.254.169.254/latest/"
    check_vat_id(stage.customer("lumiere"), by=stage.by("fay"))
    finish_all()
    check = VatIdCheck.objects.get()
    assert check.outcome == "unavailable" and "not public" in check.reason


def test_nobody_is_asked_until_the_way_is_opened(stage: Stage, settings: Any) -> None:
    assert settings.VIES_URL == ""
    with pytest.raises(OnlineChecksOff):
        check_vat_id(stage.customer("lumiere"), by=stage.by("fay"))
    assert recheck_vat_ids(at=AT, by=Actor.system("recheck_vat_ids")) == []
    assert not Job.objects.filter(task__contains="vies").exists()


def test_only_the_eus_ids_and_only_by_finance(stage: Stage, settings: Any) -> None:
    settings.VIES_URL = "https://vies.example/"
    with pytest.raises(NoVatIdToCheck, match="GB980780684 is none that VIES knows"):
        check_vat_id(stage.customer("thames"), by=stage.by("fay"))
    for who in ("lena", "jonas", "otto"):
        with pytest.raises(NotAllowed):
            check_vat_id(stage.customer("lumiere"), by=stage.by(who))


def test_an_outage_neither_clears_a_no_nor_takes_a_yes_away(stage: Stage) -> None:
    answered(stage, NO)
    answered(stage, SILENCE, at=AT + timedelta(days=1))
    told = standing(stage)
    assert (told.word, told.valid, told.unanswered) == ("invalid", False, "VIES says MS_UNAVAILABLE")
    answered(stage, YES, at=AT + timedelta(days=2))
    assert standing(stage).is_settled
    answered(stage, SILENCE, at=AT + timedelta(days=3))
    told = standing(stage)
    assert (told.word, told.valid, told.is_settled) == ("valid", True, False)


def test_an_answer_about_an_earlier_id_says_nothing(stage: Stage) -> None:
    answered(stage, NO)
    change_customer(stage.customer("lumiere"), changes={"vat_id": "FR83404833048"}, by=stage.by("lena"))
    assert standing(stage) == Standing()


def test_a_controller_takes_it_for_valid_with_a_reason_until_that_is_withdrawn(stage: Stage) -> None:
    customer, clara = stage.customer("lumiere"), stage.by("clara")
    with pytest.raises(NothingToOverride):
        override_vat_id(customer, reason="They say so", at=AT, by=clara)
    answered(stage, NO)
    with pytest.raises(NotAllowed):
        override_vat_id(customer, reason="They say so", at=AT, by=stage.by("fay"))
    with pytest.raises(Invalid, match="say why"):
        override_vat_id(customer, reason="  ", at=AT, by=clara)
    made = override_vat_id(customer, reason="Registered last week; the tax office's letter is filed", at=AT, by=clara)
    told = standing(stage)
    assert (told.word, told.valid, told.is_settled) == ("overridden", True, True)
    assert told.reason.startswith("Registered last week") and made.history.count() == 1
    with pytest.raises(NothingToOverride, match="already"):
        override_vat_id(customer, reason="Again", at=AT, by=clara)
    answered(stage, NO, at=AT + timedelta(days=1))
    assert standing(stage).word == "overridden"  # another no changes nothing
    withdraw_vat_id_override(made, reason="The letter was forged", at=AT, by=clara)
    assert standing(stage).word == "invalid"
    with pytest.raises(NothingToOverride):
        withdraw_vat_id_override(made, reason="Again", at=AT, by=clara)


def test_the_nightly_round_asks_once_a_day_about_those_with_open_business(stage: Stage, settings: Any) -> None:
    settings.VIES_URL = "https://169.254.169.254/"
    stage.customer("nordlicht")
    stage.contract("lumiere")
    stage.contract("thames")
    night = datetime(2026, 4, 4, 2, tzinfo=UTC)
    job = Actor.system("recheck_vat_ids")
    assert [one.arguments["vat_id"] for one in recheck_vat_ids(at=night, by=job)] == [ID]
    assert recheck_vat_ids(at=night + timedelta(hours=3), by=job) == []
    assert len(recheck_vat_ids(at=night + timedelta(days=1), by=job)) == 1
    recheck()


def test_a_job_for_an_id_that_is_gone_asks_nobody(stage: Stage, settings: Any) -> None:
    settings.VIES_URL = "https://169.254.169.254/"
    check_vat_id(stage.customer("lumiere"), by=stage.by("fay"))
    change_customer(stage.customer("lumiere"), changes={"vat_id": ""}, by=stage.by("lena"))
    finish_all()
    assert not VatIdCheck.objects.exists()


@pytest.mark.once
def test_the_standing_of_many_costs_three_queries(stage: Stage) -> None:
    for who in ("lumiere", "nordlicht"):
        answered(stage, NO, who)
        answered(stage, SILENCE, who, at=AT + timedelta(days=1))
    customers = [stage.customer(who) for who in ("lumiere", "nordlicht", "thames")]
    with CaptureQueriesContext(connection) as held:
        told = load_vat_id_standing(customers)
    assert len(held) == 3 and sorted(each.word for each in told.values()) == ["", "invalid", "invalid"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"null", b"1e999", b'{"valid": true, "countryCode": ["FR"]}'])
def test_garbage_is_no_answer(body: bytes) -> None:
    assert read_answer(200, body, ID).outcome == "unavailable"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounting_vatidcheck SET outcome = 'valid', reason = ''",
        "UPDATE accounting_vatidcheck SET answer = ''",
        "DELETE FROM accounting_vatidcheck",
        "UPDATE accounting_vatidoverride SET reason = 'better'",
        "DELETE FROM accounting_vatidoverride",
    ],
)
def test_inv43_the_evidence_stays(stage: Stage, statement: str) -> None:
    answered(stage, NO)
    override_vat_id(stage.customer("lumiere"), reason="Letter filed", at=AT, by=stage.by("clara"))
    with as_job(), refused("INV-43"):
        sql(statement)
