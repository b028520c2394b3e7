"""Verbs over customers' VAT ids: have VIES asked, keep its answer, decide otherwise with a reason, take that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounting.tax.evidence import load_vat_id_standing
from accounting.tax.models import Registration, VatIdCheck, VatIdOverride
from accounting.tax.vies import OnlineChecksOff, ViesAnswer, is_open
from billing_suite.kernel.access.approvals import users_with_role
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.business_ids import EU_FORMS, is_eu_vat_id
from billing_suite.kernel.values.dates import in_force
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import later, later_many
from billing_suite.kernel.work.models import Job
from crm.customers.models import Customer
from projects.contracts.models import Contract

LANE = "vies"  # one question after another: VIES refuses many at once


class NoVatIdToCheck(Refusal):
    """VIES knows VAT ids of the EU and of Northern Ireland; the customer has none."""

    code = "no-vat-id-to-check"


class NothingToOverride(Refusal):
    """An override answers a no; there is none, or it is overridden already."""

    code = "nothing-to-override"


@dataclass(frozen=True)
class Question:
    """What is to be asked: about which VAT id of whom, under which of our own."""

    customer: Customer
    vat_id: str
    requester: str


@verb("check a VAT id online", right="check_vat_id")
def check_vat_id(customer: Customer, *, by: Actor) -> Job:
    """Have VIES asked about a customer's VAT id: the question is a job, its answer is kept as evidence."""
    if not is_open():
        raise OnlineChecksOff("VAT ids are not checked online on this installation", record=customer.reference)
    if not is_eu_vat_id(customer.vat_id):
        words = f"{customer.vat_id or 'an empty VAT id'} is none that VIES knows: it is not of the EU"
        raise NoVatIdToCheck(words, record=customer.reference)
    publish("vat_id.asked", customer, vat_id=customer.vat_id)
    return later(
        "accounting.tax.tasks.ask_vies",
        about=f"VAT id of {customer.reference}",
        lane=LANE,
        customer=customer,
        vat_id=customer.vat_id,
    )


@verb("check VAT ids online again", right="check_vat_id", jobs=True)
def recheck_vat_ids(*, at: datetime, by: Actor) -> list[Job]:
    """Have VIES asked about every customer with an EU VAT id and open business; once a day each."""
    if not is_open():
        return []
    day = f"{at:%Y-%m-%d}"
    due = [customer for customer in with_open_business() if is_eu_vat_id(customer.vat_id)]
    return later_many(
        "accounting.tax.tasks.ask_vies",
        [{"customer": customer.pk, "vat_id": customer.vat_id} for customer in due],
        about=[f"VAT id of {customer.reference}" for customer in due],
        keys=[f"vies:{day}:{customer.pk}" for customer in due],
        lane=LANE,
    )


def with_open_business() -> Sequence[Customer]:
    """Customers with an EU VAT id and a contract that runs: one query."""
    running = Contract.objects.filter(customer=OuterRef("pk"), status="active")
    prefixed = Q()
    for prefix in EU_FORMS:
        prefixed |= Q(vat_id__startswith=prefix)
    return list(Customer.objects.filter(prefixed, Exists(running), is_business=True).order_by("pk"))


def question_about(customer: Any, vat_id: str, *, at: datetime) -> Question | None:
    """The question as it stands now; None where the customer has another VAT id by now, or no way is open."""
    held = Customer.objects.select_related("legal_entity").filter(pk=customer, vat_id=vat_id).first()
    if held is None or not is_open():
        return None
    return Question(held, vat_id, requester_of(held.legal_entity, at=at))


def requester_of(entity: LegalEntity, *, at: datetime) -> str:
    """The VAT id we ask under: the legal entity's own in the EU, that of its own country first."""
    held = Registration.objects.filter(in_force(entity.local_date(at)), legal_entity=entity, region="")
    rows = sorted(held.values_list("country", "number"), key=lambda row: (row[0] != entity.country, row))
    return next((number for number in [*(row[1] for row in rows), entity.vat_id] if is_eu_vat_id(number)), "")


@verb("record the answer of VIES", right="check_vat_id", jobs=True)
def record_vat_id_check(
    customer: Customer, *, vat_id: str, requester: str, answer: ViesAnswer, at: datetime, by: Actor
) -> VatIdCheck:
    """Keep what came back as evidence; finance is told when a VAT id turns out to be invalid."""
    before = load_vat_id_standing([customer])[customer.pk]
    made = VatIdCheck(
        customer=customer,
        vat_id=vat_id,
        outcome=answer.outcome,
        reason=answer.reason,
        name=answer.name,
        address=answer.address,
        requester=requester,
        consultation_number=answer.consultation_number,
        checked_at=at,
        answer=answer.text,
        actor=by.tag,
    )
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("vat_id.checked", customer, vat_id=vat_id, outcome=made.outcome)
    if made.outcome == "invalid" and before.word not in ("invalid", "overridden"):
        _warn(customer, made)
    return made


def _warn(customer: Customer, check: VatIdCheck) -> None:
    seeing = [user for user in users_with_role("finance") if Customer.objects.visible_to(user).filter(pk=customer.pk)]
    notify(
        seeing,
        title=f"VAT id of {customer.name} is invalid",
        text=f"VIES knows no VAT id {check.vat_id} ({customer.reference}). The reverse charge is refused "
        "until the id is corrected, or a controller takes it for valid and says why.",
        url=reverse("customer", args=[customer.pk]),
    )


@verb("override an invalid VAT id")
def override_vat_id(customer: Customer, *, reason: str, at: datetime, by: Actor) -> VatIdOverride:
    """Take the customer's VAT id for valid though VIES said no, with the reason; it stands until it is withdrawn."""
    words = _said(reason, customer)
    Customer.objects.select_for_update().get(pk=customer.pk)
    answers = VatIdCheck.objects.of_today().filter(customer=customer).exclude(outcome="unavailable")
    answer = answers.first()
    if answer is None or answer.outcome != "invalid":
        raise NothingToOverride("VIES has not said that this VAT id is invalid", record=customer.reference)
    if VatIdOverride.objects.standing().filter(customer=customer).exists():
        raise NothingToOverride("this VAT id is overridden already", record=customer.reference)
    made = VatIdOverride(customer=customer, vat_id=answer.vat_id, answer=answer, reason=words, actor=by.tag, at=at)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("vat_id.overridden", customer, vat_id=answer.vat_id)
    return made


@verb("withdraw the override of a VAT id", right="override_vat_id")
def withdraw_vat_id_override(override: VatIdOverride, *, reason: str, at: datetime, by: Actor) -> VatIdOverride:
    """Let the answer of VIES count again, with the reason."""
    held = VatIdOverride.objects.select_for_update(of=("self",)).select_related("customer").get(pk=override.pk)
    words = _said(reason, held.customer)
    if held.withdrawn_at is not None:
        raise NothingToOverride("this override is withdrawn already", record=held.customer.reference)
    held.withdrawn_at, held.withdrawal = at, words
    held.save(update_fields=["withdrawn_at", "withdrawal"])
    publish("vat_id.override_withdrawn", held.customer, vat_id=held.vat_id)
    return held


def _said(reason: str, customer: Customer) -> str:
    words = reason.strip()
    if not words:
        raise Invalid("say why", record=customer.reference, fields={"reason": ["required"]})
    return words
