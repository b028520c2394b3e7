"""What is no e-invoice is found, with the rule's id and words; however many ask at once, and without the network."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from accounting.documents.checking import FATAL, WARNING, Finding, check, fatal
from accounting.documents.cii import cii
from accounting.documents.document import Document
from accounting.documents.ubl import ubl
from billing_suite.kernel.values.money import money
from tests.accounting.documents.drawing import FORMATS, NORDLICHT, SPREE, TAXES, Tax, allowance, bill, findings, work

pytestmark = pytest.mark.once

ONE = money("1.00", "EUR")
CENT = money("0.01", "EUR")
SOUND = bill(adjustments=(allowance("10.00"),), prepaid=money("100.00", "EUR"))


def broken(document: Document, **figures: object) -> Document:
    """The document with a figure that does not fit."""
    return replace(document, **figures)  # type: ignore[arg-type]


# Each is broken in one place only, and the rule that must tell: one for both syntaxes, or CII's and UBL's.
MUTANTS: dict[str, tuple[Document, str]] = {
    "lines do not add up to the net": (broken(SOUND, net=SOUND.net + ONE), "BR-CO-13"),
    "net and tax are not the gross": (broken(SOUND, gross=SOUND.gross + CENT), "BR-CO-15"),
    "the taxes are not the tax": (broken(SOUND, tax=SOUND.tax - CENT, gross=SOUND.gross - CENT), "BR-CO-14"),
    "the rate is another": (broken(SOUND, taxes=[replace(SOUND.taxes[0], rate=SOUND.taxes[0].rate + 1)]), "BR-CO-17"),
    "the base is not its lines": (broken(SOUND, taxes=[replace(SOUND.taxes[0], base=SOUND.net + ONE)]), "BR-S-08"),
    "no number": (broken(SOUND, number=""), "XSD"),
    "no line": (broken(SOUND, lines=(), adjustments=()), "XSD"),
    "no seller's number": (broken(SOUND, seller=replace(SPREE, vat_id="")), "BR-S-02"),
    "no buyer's country": (broken(SOUND, buyer=replace(NORDLICHT, country="")), "XSD BR-11"),
    "a VAT id of nowhere": (broken(SOUND, seller=replace(SPREE, vat_id="XX136695976")), "BR-CO-09"),
    "a price below nothing": (bill(work("1", "-5"), prepaid=None, due_on=None), "BR-27"),
    "an allowance for no reason": (
        broken(SOUND, adjustments=(allowance("10.00", reason="", reason_code=""),)),
        "BR-33",
    ),
    "exempt for no reason": (bill(taxes={0: Tax("E", (("VAT", "0"),))}), "BR-E-10"),
    "reverse charge to nobody": (bill(taxes={0: TAXES["AE"]}, buyer=replace(NORDLICHT, vat_id="")), "BR-AE-02"),
    "delivered within the Union at no time": (
        bill(taxes={0: TAXES["K"]}, supply_from=None, supply_to=None),
        "BR-IC-11",
    ),
    "a country of nowhere": (
        broken(SOUND, buyer=replace(NORDLICHT, country="ZZ")),
        "FX-SCH-A-000568 BR-CL-14",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
@pytest.mark.parametrize("made", FORMATS)
def test_what_does_not_fit_is_found_with_its_rule(made: str, name: str) -> None:
    document, rules = MUTANTS[name]
    expected = rules.split()[0 if made == "cii" else -1]
    assert expected in {finding.rule for finding in fatal(check(FORMATS[made](document)))}


@pytest.mark.parametrize(("made", "field"), [("cii", "DuePayableAmount"), ("ubl", "PayableAmount")])
def test_a_cent_more_to_pay_is_found(made: str, field: str) -> None:
    """BR-CO-16: gross 1,178.10 less 100.00 prepaid."""
    xml = FORMATS[made](SOUND)
    more = re.sub(rf"({field}[^>]*>)1078.10<", r"\g<1>1078.11<", xml.decode()).encode()
    assert more != xml and [finding.rule for finding in check(more)] == ["BR-CO-16"]


def test_the_sound_one_has_nothing_to_find() -> None:
    assert findings(SOUND) == {"cii": [], "ubl": []}


def test_a_finding_says_what_where_and_how_grave() -> None:
    (found,) = check(ubl(broken(SOUND, gross=SOUND.gross + CENT, prepaid=money("100.01", "EUR"))))
    assert found == Finding(
        "BR-CO-15",
        "Invoice total amount with VAT (BT-112) = Invoice total amount without VAT (BT-109) "
        "+ Invoice total VAT amount (BT-110).",
        FATAL,
        found.location,
    )
    assert "Invoice" in found.location


def test_a_warning_is_no_refusal() -> None:
    """A deposit is asked for before anything is delivered: CII then has an empty element, which is frowned upon."""
    found = check(cii(bill(kind="deposit", supply_from=None, supply_to=None)))
    assert [(each.rule, each.severity) for each in found] == [("PEPPOL-EN16931-R008", WARNING)]
    assert fatal(found) == []


@pytest.mark.parametrize(
    ("xml", "rule", "words"),
    [
        (b"", "XML", "empty"),
        (b"<a>", "XML", "tag"),
        (b"<a/>", "XSD", "a is no invoice that this suite knows"),
        (ubl(SOUND).replace(b"cbc:IssueDate>", b"cbc:IssuedOn>"), "XSD", "IssuedOn"),
        (cii(SOUND).replace(b"ram:TypeCode>", b"ram:Kind>"), "XSD", "Kind"),
    ],
)
def test_what_its_schema_does_not_know_is_told_before_any_rule(xml: bytes, rule: str, words: str) -> None:
    found = check(xml)
    assert {each.rule for each in found} == {rule} and words in found[0].words
    assert fatal(found) == found


def test_an_entity_is_not_opened() -> None:
    declared = b'<!DOCTYPE Invoice [<!ENTITY it SYSTEM "/etc/hostname">]><Invoice '
    xml = ubl(SOUND).replace(b"<Invoice ", declared, 1).replace(b"INV-2026-00007", b"&it;")
    assert [(found.rule, found.words) for found in check(xml)] == [("XML", "an e-invoice declares no document type")]


def test_many_ask_at_once() -> None:
    asked = [make(document) for make in FORMATS.values() for document in (SOUND, MUTANTS["no number"][0])] * 6
    alone = [check(xml) for xml in asked[:4]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(check, asked)) == alone * 6


def test_the_network_is_not_asked() -> None:
    """In a process that has compiled nothing yet, and can open no socket; a child forked off later is told no."""
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from accounting.documents.checking import Forked, check\n"
        "import os\n"
        "xml = sys.stdin.buffer.read()\n"
        "assert check(xml) == []\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    try: check(xml)\n"
        "    except Forked: os._exit(7)\n"
        "    os._exit(1)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7\n"
        "assert check(xml) == []\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=ubl(SOUND), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
