"""What proves a customer's standing, loaded for the tax decision in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from accounting.tax.certificate import CertificateFact
from accounting.tax.models import ExemptionCertificate, VatIdCheck, VatIdOverride
from crm.customers.models import Customer

ANSWERED = ("valid", "invalid")


@dataclass(frozen=True)
class Standing:
    """How a customer's VAT id stands: the last real answer about it, and whether the last question got one.

    `word` is "" where nobody has answered, else valid, invalid, or overridden: invalid, yet a person takes it as valid.
    An outage changes nothing of it: an earlier yes or no goes on, and `unanswered` says why there is no newer one.
    """

    word: str = ""
    reason: str = ""
    checked_at: datetime | None = None
    consultation_number: str = ""
    unanswered: str = ""
    asked_at: datetime | None = None

    @property
    def valid(self) -> bool | None:
        """Whether it may be relied on; None where only its digits speak for it."""
        return {"valid": True, "overridden": True, "invalid": False}.get(self.word)

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.word != "invalid" and not self.unanswered


def load_vat_id_standing(customers: Iterable[Customer]) -> dict[Any, Standing]:
    """The standing of each customer's VAT id, by the customer's key: three queries, however often it was asked."""
    keys = [customer.pk for customer in customers]
    rows = with_latest_checks(Customer.objects.filter(pk__in=keys)).values_list("pk", "answer_key", "question_key")
    latest = {key: (answer, question) for key, answer, question in rows}
    checks = VatIdCheck.objects.defer("answer").in_bulk({one for pair in latest.values() for one in pair if one})
    overridden = dict(VatIdOverride.objects.standing().filter(customer__in=keys).values_list("customer", "reason"))
    return {
        key: _standing(checks.get(answer), checks.get(question), overridden.get(key))
        for key, (answer, question) in latest.items()
    }


def with_latest_checks(customers: Any) -> Any:
    """Customers with the keys of the latest answer and the latest question about the VAT id they have now."""
    checks = VatIdCheck.objects.filter(customer=OuterRef("pk"), vat_id=OuterRef("vat_id"))
    latest = checks.order_by("-checked_at", "-id")
    return customers.annotate(
        answer_key=Subquery(latest.filter(outcome__in=ANSWERED).values("pk")[:1]),
        question_key=Subquery(latest.values("pk")[:1]),
        question_outcome=Subquery(latest.values("outcome")[:1]),
    )


def _standing(answer: VatIdCheck | None, question: VatIdCheck | None, override: str | None) -> Standing:
    if question is None:
        return Standing()
    unanswered = question.reason if question.outcome not in ANSWERED else ""
    if answer is None:
        return Standing(unanswered=unanswered, asked_at=question.checked_at)
    is_overridden = answer.outcome == "invalid" and override is not None
    return Standing(
        word="overridden" if is_overridden else answer.outcome,
        reason=(override or "") if is_overridden else answer.reason,
        checked_at=answer.checked_at,
        consultation_number=answer.consultation_number,
        unanswered=unanswered,
        asked_at=question.checked_at,
    )


def load_certificates(customers: Iterable[Customer]) -> dict[Any, list[CertificateFact]]:
    """The exemption certificates of each customer, and of those merged into it, that hold for the legal entity that
    serves them: one query.
    """
    keys = [customer.pk for customer in customers]
    held: dict[Any, list[CertificateFact]] = {key: [] for key in keys}
    mine = Q(legal_entity__isnull=True) | Q(legal_entity=F("customer__legal_entity"))
    theirs = Q(customer__in=keys) | Q(customer__survivor__in=keys)
    rows = ExemptionCertificate.objects.filter(mine, theirs).select_related("customer")
    for each in rows.order_by("valid_from", "number"):
        if each.last_day is None or each.last_day >= each.valid_from:  # else it was revoked before it began
            for key in {each.customer_id, each.customer.survivor_id} & held.keys():
                held[key].append(fact_of(each))
    return held


def fact_of(certificate: ExemptionCertificate) -> CertificateFact:
    """A stored certificate as the decision sees it."""
    return CertificateFact(
        number=certificate.number,
        country=certificate.country,
        region=certificate.region,
        supplies=tuple(certificate.supplies),
        valid_from=certificate.valid_from,
        valid_to=certificate.last_day,
        reason=certificate.reason,
        key=str(certificate.pk),
    )
