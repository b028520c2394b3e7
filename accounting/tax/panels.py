"""What tax knows of a customer, on their page and on the drafts of their invoices."""

from collections.abc import Mapping
from typing import Any

from accounting.tax.evidence import Standing, load_vat_id_standing
from accounting.tax.models import ExemptionCertificate, VatIdCheck, VatIdOverride
from accounting.tax.vies import is_open
from billing_suite.kernel.values.business_ids import READ_AS, country_name, eu_country, is_eu_vat_id
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.panels import Panel, register_panel
from crm.customers.models import Customer

SHOWN = 3
HELD = ("see_tax",)


def words_of(standing: Standing) -> str:
    """What is to be said of a VAT id that needs a look; "" where nothing is."""
    if standing.word == "invalid":  # an outage since then changes nothing of it
        return "VIES knows no such VAT id: the reverse charge is refused until it is corrected or taken for valid."
    if standing.unanswered:
        rest = "The answer before it still holds." if standing.word else "Only its digits speak for it."
        return f"No answer about it yet: {standing.unanswered}. {rest}"
    return ""


def elsewhere(customer: Any) -> str:
    """That the VAT id is of another country than the address, which may well be right; "" where it is of the same."""
    home, giver = customer.address.country, eu_country(customer.vat_id[:2])
    if giver == ("XI" if home == "GB" else READ_AS.get(home, home)) or giver == home:
        return ""
    return f"It is of {country_name(giver)}; the address is in {country_name(home)}."


def vat_id_of(customer: Any, user: Any) -> Mapping[str, Any] | None:
    """How the VAT id stands and what was answered last: five queries; nothing where VIES knows no such ids."""
    if not is_eu_vat_id(customer.vat_id):
        return None
    standing = load_vat_id_standing([customer])[customer.pk]
    checks = VatIdCheck.objects.visible_to(user).of_today().filter(customer=customer)[:SHOWN]
    override = VatIdOverride.objects.visible_to(user).standing().filter(customer=customer).first()
    return {
        "word": standing.word or "unchecked",
        "standing": standing,
        "warning": words_of(standing),
        "checks": list(checks),
        "override": override,
        "elsewhere": elsewhere(customer),
        "can_ask": is_open(),
        "can_override": standing.word == "invalid",
    }


def vat_id_on_draft(invoice: Any, user: Any) -> Mapping[str, Any] | None:
    """On an invoice that is not issued yet: that its customer's VAT id needs a look. Three queries."""
    if invoice.status not in ("draft", "approved") or not is_eu_vat_id(invoice.customer.vat_id):
        return None
    standing = load_vat_id_standing([invoice.customer])[invoice.customer_id]
    warning = words_of(standing)
    if is_open() and standing.asked_at is None:
        warning = "VIES has not been asked about it yet. Only its digits speak for it."
    return {"warning": warning, "word": standing.word or "unchecked"} if warning else None


def certificates_of(customer: Any, user: Any) -> Mapping[str, Any] | None:
    """The customer's certificates that are not revoked, the next to end first: one query."""
    day = customer.legal_entity.local_date(now())
    seen = ExemptionCertificate.objects.visible_to(user).standing()
    seen = seen.filter(customer__in=Customer.objects.family_of(customer.pk).values("pk"))
    return {"certificates": [(one, one.state(day)) for one in seen.order_by("valid_to", "number")[: SHOWN * 2]]}


VAT_ID, DRAFT, CERTIFICATES = (
    f"accounting/tax/{name}_panel.html" for name in ("vat_id", "vat_id_on_draft", "certificates")
)
register_panel(Panel("customer", "VAT id", VAT_ID, vat_id_of, "tax", HELD, order=40))
register_panel(
    Panel("customer", "Exemption certificates", CERTIFICATES, certificates_of, "shield-check", HELD, order=42)
)
register_panel(Panel("invoice", "VAT id to look at", DRAFT, vat_id_on_draft, "alert-triangle", order=5))
