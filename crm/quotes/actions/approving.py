"""An offer below our thresholds leaves the house once somebody else has said yes to exactly it (INV-27, RULES 37)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import Group
from django.urls import reverse

from billing_suite.kernel.access.approvals import Approval, OwnWork, content_hash, makers_of, users_with_role
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from crm.quotes.actions.refusals import ApprovalNeeded, QuoteNotOpen
from crm.quotes.content import quote_content
from crm.quotes.margin import Need, Standing, load_standing
from crm.quotes.models import QuotePolicy, QuoteVersion


@verb("set a quote policy", jobs=True)
def set_quote_policy(
    role: str,
    *,
    discount_above: Decimal | None = None,
    margin_below: Decimal | None = None,
    valid_from: date,
    by: Actor,
) -> QuotePolicy:
    """From a day on, a discount above so many per cent, or else a margin below so many, is for a role to approve."""
    held = Group.objects.filter(name=role).first()
    if held is None:
        raise Invalid(f"there is no role {role}", fields={"role": ["unknown"]})
    policy = QuotePolicy(role=held, discount_above=discount_above, margin_below=margin_below, valid_from=valid_from)
    policy.full_clean(exclude=["id"])
    policy.save(force_insert=True)
    publish("quote_policy.set", policy)
    return policy


@verb("end a quote policy", right="set_quote_policy")
def end_quote_policy(policy: QuotePolicy, *, from_day: date, by: Actor) -> QuotePolicy:
    """From a day on the policy asks for nothing; one that never held ends before it starts, which is refused."""
    held = QuotePolicy.objects.select_for_update(of=("self",)).select_related("role").get(pk=policy.pk)
    held.valid_to = from_day - timedelta(days=1)
    held.full_clean()
    held.save()
    publish("quote_policy.ended", held)
    return held


@verb("submit a quote", right="draft_quote")
def submit_quote(version: QuoteVersion, *, at: datetime, by: Actor) -> QuoteVersion:
    """Put a draft before those who approve what is below our thresholds; what needs no approval is sent as it is."""
    held = hold(version)
    _in_state(held, "draft")
    standing = standing_of(held, at=at)
    if not standing.needs:
        raise Invalid(f"{held.reference} needs no approval: send it", record=held.reference)
    held.status, held.return_comment = "submitted", ""
    held.save(update_fields=["status", "return_comment"])
    publish("quote.submitted", held)
    people = User.objects.none()
    for need in standing.needs:
        people |= users_with_role(need.role)
    makers = set(makers_of(QuoteVersion._meta.label_lower, [held.pk]).get(str(held.pk), []))
    notify(
        [person for person in people.distinct() if Actor.user(person).tag not in makers],
        title=f"{held.reference} awaits approval",
        text=f"{held.quote.name} for {held.quote.opportunity.customer.name}: "
        + "; ".join(need.why for need in standing.needs),
        url=reverse("quote", args=[held.quote_id]),
    )
    return held


@verb("approve a quote")
def approve_quote(version: QuoteVersion, *, at: datetime, by: Actor) -> QuoteVersion:
    """Yes to exactly this version, by somebody who did not make it and holds the role of each threshold it crosses."""
    held = hold(version)
    _in_state(held, "submitted")
    makers = makers_of(QuoteVersion._meta.label_lower, [held.pk]).get(str(held.pk), [])
    if by.tag in makers:  # INV-27
        raise OwnWork(f"{by.label} made {held.reference} and cannot approve it", record=held.reference, rule="INV-27")
    roles = set(Group.objects.filter(user__pk=by.key).values_list("name", flat=True))
    for need in standing_of(held, at=at).needs:
        _may_approve(need, roles, held)
    Approval.objects.create(
        subject=QuoteVersion._meta.label_lower,
        subject_id=str(held.pk),
        version=held.number,
        content_hash=content_hash(quote_content(held)),
        makers="".join(f"{maker}|" for maker in makers),
        approver=by.tag,
        approved_at=at,
    )
    held.status = "approved"
    held.save(update_fields=["status"])
    publish("quote.approved", held)
    _tell_owner(held, f"{held.reference} is approved", "It can be sent to the customer now.")
    return held


@verb("return a quote", right="approve_quote")
def return_quote(version: QuoteVersion, *, comment: str, by: Actor) -> QuoteVersion:
    """No, with a reason: it is a draft again."""
    held = hold(version)
    _in_state(held, "submitted")
    if not comment.strip():
        raise Invalid("say why the quote comes back", record=held.reference, fields={"comment": ["required"]})
    held.status, held.return_comment = "draft", comment.strip()[:300]
    held.save(update_fields=["status", "return_comment"])
    publish("quote.returned", held)
    _tell_owner(held, f"{held.reference} comes back", held.return_comment)
    return held


def check_sendable(version: QuoteVersion, *, at: datetime) -> None:
    """A draft that needs no approval, or exactly what was approved; else it does not leave the house."""
    if version.status == "draft":
        needs = standing_of(version, at=at).needs
        if needs:
            told = "; ".join(f"{need.why}: {need.policy}" for need in needs)
            raise ApprovalNeeded(f"{version.reference} needs an approval: {told}", record=version.reference)
        return
    _in_state(version, "approved")
    said = Approval.objects.filter(subject=QuoteVersion._meta.label_lower, subject_id=str(version.pk)).first()
    if said is None or said.content_hash != content_hash(quote_content(version)):  # INV-28
        raise ApprovalNeeded(f"{version.reference} is not what was approved", record=version.reference, rule="INV-28")


def standing_of(version: QuoteVersion, *, at: datetime) -> Standing:
    """What the version comes to, and what it needs, on the entity's own date."""
    return load_standing(version, on=version.quote.opportunity.customer.legal_entity.local_date(at))


def hold(version: QuoteVersion) -> QuoteVersion:
    """The version, locked for the verb that changes it."""
    rows = QuoteVersion.objects.select_for_update(of=("self",))
    return rows.select_related("quote__opportunity__customer__legal_entity", "quote__owner").get(pk=version.pk)


def _in_state(version: QuoteVersion, status: str) -> None:
    if version.status != status:
        raise QuoteNotOpen(f"{version.reference} is {version.status}", record=version.reference, rule="INV-26")


def _may_approve(need: Need, roles: set[str], version: QuoteVersion) -> None:
    if need.role not in roles and "controller" not in roles:
        raise NotAllowed(
            f"{version.reference} is for the {need.role} to approve: {need.why}",
            code="above-threshold",
            record=version.reference,
            rule="DESIGN 6",
        )


def _tell_owner(version: QuoteVersion, title: str, text: str) -> None:
    notify([version.quote.owner], title=title, text=text, url=reverse("quote", args=[version.quote_id]))
