"""What tests of certificates and VAT ids say of the cast."""

from datetime import UTC, date, datetime
from typing import Any

from accounting.tax.checking import record_vat_id_check
from accounting.tax.exemptions import record_certificate
from accounting.tax.models import ExemptionCertificate, VatIdCheck
from accounting.tax.vies import ViesAnswer
from billing_suite.kernel.record.acting import Actor
from tests.builders import Stage

AT = datetime(2026, 4, 3, 12, tzinfo=UTC)
JOB = Actor.system("ask_vies")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
YES = ViesAnswer(
    "valid", name="NORDLICHT SAS", address="PARIS", consultation_number="WAPIAAAAX", text='{"valid": true}'
)
NO = ViesAnswer("invalid", reason="VIES knows no such VAT id", text='{"valid": false}')
SILENCE = ViesAnswer("unavailable", reason="VIES says MS_UNAVAILABLE", text="{}")


def recorded(stage: Stage, who: str = "nordlicht", by: str = "fay", **more: Any) -> ExemptionCertificate:
    """A certificate of the cast, for services in Germany through the year, unless said otherwise."""
    told: dict[str, Any] = {
        "number": "EX-1",
        "country": "DE",
        "supplies": ["services"],
        "reason": "Exempt under Article 151, Directive 2006/112/EC",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "at": AT,
    }
    return record_certificate(stage.customer(who), **(told | more), by=stage.by(by))


def answered(stage: Stage, answer: ViesAnswer, who: str = "lumiere", at: datetime = AT) -> VatIdCheck:
    """What VIES said of a customer's VAT id."""
    customer = stage.customer(who)
    return record_vat_id_check(customer, vat_id=customer.vat_id, requester="DE136695976", answer=answer, at=at, by=JOB)
