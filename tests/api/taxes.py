"""The agency's taxes: places, certificates, answers of VIES, what customers deduct, and returns; made by verbs."""

from datetime import date, timedelta
from decimal import Decimal

from accounting.returns.actions import file_return, open_return, plan_returns, record_remittance
from accounting.returns.models import TaxReturn
from accounting.tax.actions import set_up_jurisdiction
from accounting.tax.checking import override_vat_id, withdraw_vat_id_override
from accounting.tax.exemptions import attach_certificate_document
from accounting.tax.models import Registration, VatIdOverride
from accounting.tax.withholding import record_withholding
from crm.customers.models import Customer
from tests.accounting.tax.papers import AT, NO, PDF, SILENCE, answered, recorded
from tests.builders import APRIL, SET_UP, Stage, noon

FILED = date(2026, 5, 8)


def certify(stage: Stage) -> None:
    """Nordlicht buys digital services without tax; its other invoice lines bear it."""
    recorded(stage, supplies=["digital"])


def prove_taxes(stage: Stage, size: int) -> None:
    """So many places, withholdings, certificates with their paper, answers of VIES and overrides of a no."""
    fay, clara = stage.by("fay"), stage.by("clara")
    for number in range(size):
        set_up_jurisdiction("US", region=f"S{number}", rounding="line", source="Tax Law 1132", by=SET_UP)
        customer = Customer.objects.get(name=f"Customer {number}")
        record_withholding(customer, rate=Decimal(10), reason="Art. 25 D.P.R. 600/1973", valid_from=APRIL, by=fay)
        certificate = recorded(stage, number=f"EX-{number}", country="US", region=f"S{number}")
        attach_certificate_document(certificate, name=f"{number}.pdf", data=PDF, at=AT, by=fay)
        at = AT + timedelta(days=number)
        answered(stage, NO, at=at)
        for override in VatIdOverride.objects.standing():
            withdraw_vat_id_override(override, reason="Asked again", at=at, by=clara)
        override_vat_id(stage.customer("lumiere"), reason="Registered last week", at=at, by=clara)
    answered(stage, SILENCE, "nordlicht")
    law = "Arrêté du 22 mars 2017"
    set_up_jurisdiction("FR", e_invoice="ubl", e_invoice_from=date(2027, 9, 1), source=law, by=SET_UP)


def report_taxes(stage: Stage, size: int) -> None:
    """A return of each registration abroad; at home a year of them, April's filed with its evidence and paid."""
    fay = stage.by("fay")
    held = {row.region: row for row in Registration.objects.filter(legal_entity=stage.entity)}
    for number in range(size):
        open_return(held[f"S{number}"], starts_on=APRIL, ends_on=date(2026, 6, 30), due_on=date(2026, 7, 20), by=fay)
    plan_returns(held[""], first=APRIL, cadence="month", by=fay)
    april = TaxReturn.objects.for_list().get(registration=held[""], starts_on=date(2026, 4, 1))
    shown = {"name": "elster.pdf", "data": PDF}
    filed = file_return(april, reference="ELSTER-4", on=FILED, at=noon(FILED), **shown, by=stage.by("clara"))
    record_remittance(filed, amount=filed.payable, on=FILED, reference="Bank 77", by=fay)
