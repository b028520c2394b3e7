"""Verbs over exemption certificates: record, revoke, keep the paper, remind of their end (RULES 9)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min
from django.urls import reverse

from accounting.tax.models import CertificateDocument, CertificateReminder, ExemptionCertificate
from accounting.tax.models.certificates import SOON
from billing_suite.kernel.access.approvals import users_with_role
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import FileRefused, sniff, store_file
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from crm.catalogue.models import SUPPLIES
from crm.customers.models import Customer

THRESHOLDS = (SOON, 30, 7, 0)  # days before the end; 0: it has ended
PAPERS = {"application/pdf", "image/png", "image/jpeg"}
FOREVER = date.max


@dataclass(frozen=True)
class Paper:
    """A file as it was uploaded."""

    name: str
    data: bytes


class CertificatesOverlap(Refusal):
    """One supply in one place is covered by one certificate at a time, else nobody knows which one exempted it."""

    code = "certificates-overlap"


class CertificateRevoked(Refusal):
    """What is revoked stays revoked: a new certificate is recorded instead."""

    code = "certificate-revoked"


@verb("record an exemption certificate")
def record_certificate(
    customer: Customer,
    *,
    number: str,
    country: str,
    region: str = "",
    supplies: Sequence[str],
    reason: str,
    valid_from: date,
    valid_to: date | None = None,
    entity: LegalEntity | None = None,
    paper: Paper | None = None,
    at: datetime,
    by: Actor,
) -> ExemptionCertificate:
    """A customer's proof that some supplies in a place bear no tax, from a day to a day.

    `reason` is the legal wording that invoices print. One that overlaps another of the same place and supply is
    refused; a renewal begins when the other ends.
    """
    Customer.objects.select_for_update().get(pk=customer.pk)
    certificate = ExemptionCertificate(
        customer=customer,
        legal_entity=entity,
        number=number.strip(),
        country=country.strip().upper(),
        region=region.strip().upper(),
        supplies=_kinds(supplies, customer),
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_by=by.tag,
        recorded_at=at,
    )
    certificate.full_clean(exclude=["id"])
    _refuse_overlap(certificate)
    certificate.save(force_insert=True)
    publish("certificate.recorded", certificate, customer=customer.reference)
    if paper:
        attach_certificate_document(certificate, name=paper.name, data=paper.data, at=at, by=by)
    return certificate


def _kinds(supplies: Sequence[str], customer: Customer) -> list[str]:
    """The kinds of supply in their usual order, each once."""
    known = [kind for kind, _ in SUPPLIES]
    if not supplies or set(supplies) - set(known):
        raise Invalid(
            f"a certificate covers one or more of {', '.join(known)}",
            record=customer.reference,
            rule="RULES 9",
            fields={"supplies": [f"one or more of {', '.join(known)}"]},
        )
    return [kind for kind in known if kind in supplies]


def _refuse_overlap(certificate: ExemptionCertificate) -> None:
    near = ExemptionCertificate.objects.filter(
        customer__in=Customer.objects.family_of(certificate.customer.pk).values("pk"),
        country=certificate.country,
        region=certificate.region,
    )
    for other in near.order_by("valid_from", "pk"):
        if is_overlapping(certificate, other):
            raise CertificatesOverlap(
                f"certificate {other.number} covers {', '.join(sorted(shared(certificate, other)))} in {other.place} "
                f"from {other.valid_from} {f'through {other.last_day}' if other.last_day else 'without end'}",
                record=certificate.customer.reference,
                rule="RULES 9",
            )


def shared(one: ExemptionCertificate, other: ExemptionCertificate) -> set[str]:
    """The kinds of supply that both cover."""
    return set(one.supplies) & set(other.supplies)


def is_overlapping(one: ExemptionCertificate, other: ExemptionCertificate) -> bool:
    """Whether two certificates of a customer cover the same supply in the same place for the same seller on one day."""
    same_seller = None in (one.legal_entity_id, other.legal_entity_id) or one.legal_entity_id == other.legal_entity_id
    first, last = max(one.valid_from, other.valid_from), min(one.last_day or FOREVER, other.last_day or FOREVER)
    same_place = (one.country, one.region) == (other.country, other.region)
    return same_place and same_seller and first <= last and bool(shared(one, other))


@verb("revoke an exemption certificate")
def revoke_certificate(certificate: ExemptionCertificate, *, on: date, reason: str, by: Actor) -> ExemptionCertificate:
    """From that day on it exempts nothing. Invoices that used it before stay as they are, and name it still."""
    held = ExemptionCertificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if held.revoked_on is not None:
        raise CertificateRevoked(f"{held.number} was revoked on {held.revoked_on}", record=held.number)
    words = reason.strip()
    if not words:
        raise Invalid("say why it is revoked", record=held.number, fields={"reason": ["required"]})
    if on < held.valid_from:
        told = f"it begins on {held.valid_from}: revoke it on that day or later"
        raise Invalid(told, record=held.number, fields={"on": [told]})
    held.revoked_on, held.revocation = on, words
    held.save(update_fields=["revoked_on", "revocation"])
    publish("certificate.revoked", held, on=on)
    return held


@verb("attach the paper of an exemption certificate", right="record_certificate")
def attach_certificate_document(
    certificate: ExemptionCertificate, *, name: str, data: bytes, at: datetime, by: Actor
) -> CertificateDocument:
    """Keep the paper itself: a PDF, PNG or JPEG, told by its bytes and not by its name."""
    if (kind := sniff(name, data)) not in PAPERS:
        raise FileRefused(f"{name} is {kind}; a certificate is a PDF, a PNG or a JPEG", record=certificate.number)
    file = store_file(name, data, at=at)
    made = CertificateDocument.objects.create(certificate=certificate, file=file, actor=by.tag, at=at)
    publish("certificate.attached", certificate, file=file.pk)
    return made


# --- reminders ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A certificate of whose end finance is to be told, and the threshold that is crossed."""

    certificate: ExemptionCertificate
    threshold: int
    left: int


def crossed(left: int) -> int:
    """The narrowest threshold that is crossed with so many days left, at most sixty."""
    return 0 if left < 0 else min(each for each in THRESHOLDS if each and left <= each)


def is_renewed(certificate: ExemptionCertificate, others: Iterable[ExemptionCertificate], *, on: date) -> bool:
    """Whether others go on with everything this one covers: from the day after its end, or late but by now."""
    if certificate.valid_to is None:
        return True
    after, covered = certificate.valid_to + timedelta(days=1), set[str]()
    for other in others:
        goes_on = other.valid_from <= max(after, on) and (other.last_day is None or other.last_day >= after)
        wide = other.country == certificate.country and other.region in (certificate.region, "")
        if goes_on and wide and other.legal_entity_id in (None, certificate.legal_entity_id):
            covered |= set(other.supplies)
    return covered >= set(certificate.supplies)


def ending(at: datetime, rows: Any) -> list[tuple[ExemptionCertificate, int]]:
    """Of these certificates those that end within sixty days or have ended, not renewed, with the days left.

    The day is that of the legal entity that serves the customer. Two queries.
    """
    near = rows.standing().filter(valid_to__lte=at.date() + timedelta(days=SOON + 1)).for_list()
    held = list(near.order_by("valid_to", "pk"))
    others: dict[Any, list[ExemptionCertificate]] = defaultdict(list)
    for other in ExemptionCertificate.objects.filter(customer__in={one.customer_id for one in held}):
        others[other.customer_id].append(other)
    told = []
    for one in held:
        on = one.customer.legal_entity.local_date(at)
        left = (one.valid_to - on).days if one.valid_to else SOON + 1
        if left <= SOON and not is_renewed(one, others[one.customer_id], on=on):
            told.append((one, left))
    return told


@verb("remind of exemption certificates", right="record_certificate", jobs=True)
def remind_of_certificates(*, at: datetime, by: Actor) -> list[CertificateReminder]:
    """Tell finance of certificates that end in 60, 30 or 7 days, and of ended ones; each once for each threshold."""
    near = [Due(one, crossed(left), left) for one, left in ending(at, ExemptionCertificate.objects.all())]
    sent = CertificateReminder.objects.filter(certificate__in=[due.certificate.pk for due in near])
    known = dict(sent.order_by().values_list("certificate").annotate(Min("days")))
    new = [due for due in near if due.threshold < known.get(due.certificate.pk, SOON + 1)]
    made = CertificateReminder.objects.bulk_create(
        [CertificateReminder(certificate=due.certificate, days=due.threshold, at=at) for due in new]
    )
    if new:
        _tell(new)
    return made


def _tell(new: Sequence[Due]) -> None:
    """Each person of finance hears of the customers they see."""
    people: dict[Any, list[User]] = defaultdict(list)
    customers = {due.certificate.customer_id for due in new}
    for user in users_with_role("finance"):
        for key in Customer.objects.visible_to(user).filter(pk__in=customers).values_list("pk", flat=True):
            people[key].append(user)
    for due in new:
        one = due.certificate
        notify(
            people[one.customer_id],
            title=f"Exemption certificate of {one.customer.name} {ends_words(due.left)}",
            text=f"{one.number} ({one.place}) of {one.customer.reference}, last day {one.valid_to}. "
            "From the next day on their invoices bear tax: ask for a new one and record it, or revoke this one.",
            url=reverse("exemption-certificate", args=[one.pk]),
        )


def ends_words(left: int) -> str:
    """How long it still holds."""
    if left < 0:
        return "has expired"
    return {0: "ends today", 1: "ends tomorrow"}.get(left, f"ends in {left} days")
