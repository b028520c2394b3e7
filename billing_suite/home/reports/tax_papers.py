"""What waits of customers' tax papers: certificates that end, VAT ids that need a look."""

from django.urls import reverse

from accounting.tax.evidence import load_vat_id_standing, with_latest_checks
from accounting.tax.exemptions import ending, ends_words
from accounting.tax.models import ExemptionCertificate
from accounting.tax.panels import words_of
from billing_suite.home.reports.desk import READ, Desk, Line, Queue
from crm.customers.models import Customer


def ending_certificates(desk: Desk) -> Queue:
    """Exemption certificates that end within sixty days or have ended, and that nothing goes on with: two queries."""
    rows = ending(desk.at, ExemptionCertificate.objects.visible_to(desk.user))[:READ]
    lines = [
        Line(
            one.number,
            reverse("exemption-certificate", args=[one.pk]),
            note=f"{one.customer.name}, {one.place}: {ends_words(left)}",
            whom="" if desk.mine else "finance",
            since=one.valid_to if left < 0 else None,
            status="expired" if left < 0 else "expiring",
        )
        for one, left in rows
    ]
    return Queue("Exemption certificates that end", "shield-check", reverse("exemption-certificates"), lines)


def vat_ids_to_settle(desk: Desk) -> Queue:
    """Customers whose VAT id VIES called invalid, or about which it gave no answer: four queries."""
    asked = with_latest_checks(Customer.objects.visible_to(desk.user)).filter(
        question_outcome__in=["invalid", "unavailable"]
    )
    held = list(asked.order_by("name", "pk")[:READ])
    standings = load_vat_id_standing(held)
    lines = [
        Line(
            customer.name,
            reverse("customer", args=[customer.pk]),
            note=f"{customer.vat_id}: {words_of(standing)}",
            whom="" if desk.mine else "finance",
            since=standing.asked_at,
            status="invalid" if standing.word == "invalid" else "unavailable",
        )
        for customer in held
        if not (standing := standings[customer.pk]).is_settled
    ]
    return Queue("VAT ids to look at", "tax", reverse("vat-id-checks"), lines)
