"""VIES, the EU's register of VAT ids: one question to its REST service, and what its answer means.

The service: https://ec.europa.eu/taxation_customs/vies/#/technical-information (checkVatNumber). Asked under a VAT id
of one's own it gives a consultation number, which proves towards a tax office that one has asked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.egress import EgressFailed, EgressRefused, send

MOST = 64 * 1024
SECONDS = 20
NOT_TOLD = {"", "---"}  # what VIES writes for a name or an address that the country does not give
SAID = {"VALID", "INVALID"}


class OnlineChecksOff(Refusal):
    """Nobody has opened the way to VIES on this installation."""

    code = "online-checks-off"


@dataclass(frozen=True)
class ViesAnswer:
    """What came of one question: valid, invalid, or unavailable with its reason; and the answer as it came."""

    outcome: str
    reason: str = ""
    name: str = ""
    address: str = ""
    consultation_number: str = ""
    text: str = ""


def is_open() -> bool:
    """Whether this installation may ask at all: off until an address is set."""
    return bool(settings.VIES_URL)


def ask(vat_id: str, *, requester: str = "") -> ViesAnswer:
    """Ask VIES about an EU VAT id as it is kept, under one's own where one has it. Whatever goes wrong is an answer."""
    question = {"countryCode": vat_id[:2], "vatNumber": vat_id[2:]}
    if requester:
        question |= {"requesterMemberStateCode": requester[:2], "requesterNumber": requester[2:]}
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    try:
        came = send(
            settings.VIES_URL,
            method="POST",
            headers=headers,
            body=json.dumps(question).encode(),
            most=MOST,
            seconds=SECONDS,
        )
    except (EgressFailed, EgressRefused) as error:
        return unavailable(str(error))
    return read_answer(came.status, came.body, vat_id)


def read_answer(status: int, body: bytes, vat_id: str) -> ViesAnswer:
    """What an answer says of this VAT id. Only a plain yes or no about the id that was asked for is one."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    told = _object(text)
    if fault := _fault(told):
        return unavailable(f"VIES says {fault}", text)
    if status != 200:
        return unavailable(f"VIES answers {status}", text)
    if not isinstance(told.get("valid"), bool):
        return unavailable("the answer of VIES cannot be read", text)
    if not _is_about(told, vat_id):
        return unavailable("VIES answers about another VAT id", text)
    return ViesAnswer(
        outcome="valid" if told["valid"] else "invalid",
        reason="" if told["valid"] else "VIES knows no such VAT id",
        name=_words(told.get("name"), 300),
        address=_words(told.get("address"), 500),
        consultation_number=_words(told.get("requestIdentifier"), 60),
        text=text,
    )


def unavailable(reason: str, text: str = "") -> ViesAnswer:
    """No answer about the id, and why."""
    return ViesAnswer("unavailable", reason=reason[:200], text=text)


def _object(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _fault(told: Mapping[str, Any]) -> str:
    """The name of the fault that an answer carries, such as MS_UNAVAILABLE: whatever else it says is then void."""
    listed = told.get("errorWrappers")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("error"):
            return _words(each["error"], 60)
    said = _words(told.get("userError"), 60)
    if said and said not in SAID:
        return said
    return "that it failed" if told.get("actionSucceed") is False else ""


def _is_about(told: Mapping[str, Any], vat_id: str) -> bool:
    """Whether the answer repeats the question, as it should."""
    number = f"{_words(told.get('countryCode'), 2)}{_words(told.get('vatNumber'), 30)}"
    return number.replace(" ", "").upper() == vat_id


def _words(value: Any, most: int) -> str:
    """Text on one line, without what only says that there is none."""
    words = " ".join(str(value).split()) if isinstance(value, str) else ""
    return "" if words in NOT_TOLD else words[:most]
