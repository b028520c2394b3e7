"""The QR code of a SEPA credit transfer (EPC069-12 v2.1): the same code as its text makes, or none."""

import re
from dataclasses import replace

import pytest
import segno

from accounting.documents.document import Document, Payment
from accounting.documents.paying import epc_code
from billing_suite.kernel.values.money import money
from tests.accounting.documents import cast
from tests.accounting.documents.cast import eur

TEXT = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nSpree Studio GmbH\nDE89370400440532013000\nEUR4705.72\n\n\nDE-INV-2026-00012"


def path(svg: str) -> str:
    """What is drawn."""
    found = re.search(r'd="([^"]+)"', svg)
    assert found
    return found[1]


def paid_to(payment: Payment | None) -> Document:
    """The invoice, to be paid there."""
    return replace(cast.invoice(), payment=payment)


def in_francs() -> Document:
    """The invoice in another currency."""
    document = cast.invoice()
    francs = {name: money(str(getattr(document, name).amount), "CHF") for name in ("net", "tax", "gross")}
    return replace(document, currency="CHF", **francs)


def test_the_code_says_payee_account_amount_and_number() -> None:
    same = segno.make_qr(TEXT.encode(), error="m", boost_error=False)
    assert path(epc_code(cast.invoice())) == path(same.svg_inline(border=0))
    other = segno.make_qr(TEXT.replace("4705.72", "4705.73").encode(), error="m", boost_error=False)
    assert path(epc_code(cast.invoice())) != path(other.svg_inline(border=0))


def test_it_asks_for_what_is_to_be_transferred() -> None:
    withheld = replace(cast.invoice(), prepaid=eur("4000.00"), withheld=eur("5.00"))
    same = segno.make_qr(TEXT.replace("4705.72", "700.72").encode(), error="m", boost_error=False)
    assert path(epc_code(withheld)) == path(same.svg_inline(border=0))


@pytest.mark.parametrize(
    "document",
    [
        paid_to(None),
        paid_to(replace(cast.IBAN, account="000184467723")),
        paid_to(replace(cast.IBAN, account="DE89370400440532013001")),
        replace(cast.invoice(), prepaid=cast.invoice().gross),
        replace(cast.invoice(), standing="draft"),
        replace(cast.invoice(), standing="voided"),
        in_francs(),
    ],
    ids=["no account", "no IBAN", "wrong digits", "paid", "draft", "voided", "francs"],
)
def test_there_is_none_where_a_bank_could_not_use_it(document: Document) -> None:
    assert epc_code(document) == ""


def test_a_long_name_in_any_script_still_fits() -> None:
    assert path(epc_code(paid_to(replace(cast.IBAN, payee="株式会社" * 30, bank_code=""))))
    assert path(epc_code(paid_to(replace(cast.IBAN, payee="Müller & Söhne <GmbH> " * 9))))
