"""Verbs over people: who joins, which roles and teams they have, what teams may reach."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from billing_suite.kernel.access.approvals import ApprovalPolicy
from billing_suite.kernel.access.duties import clashes_of_role, conflicts_among
from billing_suite.kernel.access.people import ROLES, DutyConflict, RoleRight, User, rights_of
from billing_suite.kernel.access.tokens import ApiToken, make_token
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import grants_of
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.external import ExternalId
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal


class DutiesConflict(NotAllowed):
    """One person would hold two rights that must lie in different hands."""

    code = "duties-conflict"


@verb("add a user", jobs=True)
def add_user(
    email: str,
    *,
    name: str,
    roles: list[str],
    teams: list[str] | None = None,
    is_staff: bool = False,
    accept_conflicts: bool = False,
    by: Actor,
) -> User:
    """A person joins: sign-in by e-mail, roles, teams (made when new). They set their own password later.

    Roles whose duties conflict are refused unless accepted.
    """
    if unknown := set(roles) - set(ROLES):
        raise Invalid(f"{email}: no such role {sorted(unknown)[0]}", record=email, fields={"roles": ["unknown role"]})
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid(f"{email} has a sign-in already", record=email, fields={"email": ["taken"]})
    refuse_conflicts(email, roles, accept_conflicts=accept_conflicts)
    user = User.objects.create_user(email, name=name, is_staff=is_staff)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in [*roles, *(teams or [])]])
    return user


@verb("give a password", jobs=True)
def give_password(user: User, *, password: str, by: Actor) -> User:
    """Set a person's password: their own, or a new one from an admin."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@verb("change a user's roles")
def change_roles(user: User, *, roles: list[str], accept_conflicts: bool = False, by: Actor) -> User:
    """Give a person exactly these roles. Nobody changes their own; a conflict of duties is refused unless accepted."""
    if by.key == str(user.pk):
        raise NotAllowed(f"{user.name} cannot change their own roles", record=user.email, rule="DESIGN 6")
    if unknown := set(roles) - set(ROLES):
        raise Invalid(f"no such role {sorted(unknown)[0]}", record=user.email)
    refuse_conflicts(user.email, roles, accept_conflicts=accept_conflicts)
    teams = list(user.groups.exclude(name__in=ROLES))
    user.groups.set([*teams, *(Group.objects.get_or_create(name=role)[0] for role in roles)])
    user.save()
    return user


def refuse_conflicts(email: str, roles: Collection[str], *, accept_conflicts: bool) -> None:
    """Two or more roles in one hand hold no conflict of duties that each alone does not, unless somebody accepts it."""
    if accept_conflicts:
        return
    by_role: dict[str, set[str]] = defaultdict(set)
    for role, right in RoleRight.objects.filter(role__name__in=roles).values_list("role__name", "right"):
        by_role[role].add(right)
    for conflict in conflicts_among(set().union(*by_role.values())) if len(by_role) > 1 else []:
        if not any({conflict.first, conflict.second} <= rights for rights in by_role.values()):
            raise DutiesConflict(f"{email} would both {conflict}", record=email, rule="INV-27")


@verb("deactivate a user", right="add_user")
def deactivate_user(user: User, *, by: Actor) -> User:
    """End a person's sign-in: sessions, tokens and rights end with the next request (INV-33). Nobody ends their own."""
    if by.key == str(user.pk):
        raise NotAllowed(f"{user.name} cannot deactivate themselves", record=user.email, rule="DESIGN 6")
    return _set_active(user, False)


@verb("reactivate a user", right="add_user")
def reactivate_user(user: User, *, by: Actor) -> User:
    """Give a person their sign-in back, with the roles they had."""
    return _set_active(user, True)


def _set_active(user: User, active: bool) -> User:
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active == active:
        raise Refusal(
            f"{held.name} is {'active' if active else 'inactive'} already", code="wrong-state", record=held.email
        )
    held.is_active = active
    held.save(update_fields=["is_active"])
    return held


@verb("change what a role may do", jobs=True)
def change_role(role: Group, *, rights: list[str], accept_conflicts: bool = False, by: Actor) -> Group:
    """Give a role exactly these rights.

    A new conflict of duties, inside the role or over the other roles of its members, is refused unless accepted.
    """
    if by.kind == "user" and role.user_set.filter(pk=by.key).exists():
        raise NotAllowed(f"{by.label} cannot change a role of their own", record=role.name, rule="DESIGN 6")
    held = set(role.rights.values_list("right", flat=True))
    wanted = set(rights)
    new = clashes_of_role(role, wanted)
    if new and not accept_conflicts:
        raise DutiesConflict(f"the role {role.name} would both {new[0]}", record=role.name, rule="INV-27")
    role.rights.filter(right__in=held - wanted).delete()
    RoleRight.objects.bulk_create([RoleRight(role=role, right=right) for right in sorted(wanted - held)])
    return role


def conflicts_of(user: User) -> list[DutyConflict]:
    """The conflicts of duties that a person holds over all their roles."""
    return conflicts_among(rights_of(user.pk))


@verb("declare a conflict of duties", jobs=True)
def declare_conflict(first: str, *, second: str, severity: str, reason: str, by: Actor) -> DutyConflict:
    """Two rights that should not lie in one hand, as data."""
    first, second = sorted((first.strip(), second.strip()))
    if not first or first == second:
        raise Invalid("a conflict is between two rights", fields={"second": ["the same right"]})
    row, _ = DutyConflict.objects.update_or_create(
        first=first, second=second, defaults={"severity": severity, "reason": reason}
    )
    return row


@verb("withdraw a conflict of duties", right="declare_conflict")
def withdraw_conflict(conflict: DutyConflict, *, by: Actor) -> DutyConflict:
    """Two rights may lie in one hand after all; that they might not stays in the history."""
    DutyConflict.objects.filter(pk=conflict.pk).delete()
    return conflict


@verb("set an approval policy", jobs=True)
def set_policy(subject: str, *, above: Money, role: str, valid_from: date, by: Actor) -> ApprovalPolicy:
    """From `above` on (in its currency), people of this role approve this kind of document."""
    policy = ApprovalPolicy(
        subject=subject,
        currency=above.currency.code,
        above_minor=to_minor(above),
        role=Group.objects.get_or_create(name=role)[0],
        valid_from=valid_from,
    )
    policy.save()
    return policy


@verb("grant access", jobs=True)
def grant_access(record: models.Model, *, team: str, by: Actor) -> Group:
    """A team reaches a legal entity, customer or project and all that hangs on it."""
    if by.kind == "user" and Group.objects.filter(name=team, user__pk=by.key).exists():
        raise NotAllowed(f"{by.label} cannot grant access to a team of their own", record=team, rule="DESIGN 6")
    return give_reach(record, team)


def give_reach(record: models.Model, team: str) -> Group:
    """The grant itself, for verbs that make an anchor and its team at once; what was merged into it comes along."""
    name = str(record._meta.model_name)
    group, _ = Group.objects.get_or_create(name=team)
    kind = ContentType.objects.get_for_model(type(record))
    permission, _ = Permission.objects.get_or_create(
        content_type=kind, codename=f"view_{name}", defaults={"name": f"Can view {record._meta.verbose_name}"}
    )
    anchor = {"legalentity": "legal_entity"}.get(name, name)
    for each in (record, *(record.merged.all() if hasattr(record, "merged") else ())):
        grants_of(anchor).get_or_create(group=group, permission=permission, content_object=each)
    return group


@verb("record what another system calls it", jobs=True)
def name_externally(record: models.Model, *, system: str, external_id: str, at: datetime, by: Actor) -> ExternalId:
    """The id of a record in another system: each system has one for it, and each id of a system names one record.

    `system` is a short name in small letters, such as hubspot. Said again it changes nothing; said otherwise it is
    refused, as the other system's record would be lost.
    """
    kind, told = record._meta.label_lower, external_id.strip()
    held = ExternalId.objects.filter(kind=kind, system=system)
    known = held.filter(Q(external_id=told) | Q(record=record.pk)).first()
    if known is not None:
        if (known.record, known.external_id) == (record.pk, told):
            return known
        of = "another record" if known.record != record.pk else known.external_id
        raise Refusal(f"{record} cannot be {system}:{told}: that names {of}", code="external-id-taken", rule="DESIGN 2")
    made = ExternalId(system=system, kind=kind, external_id=told, record=record.pk, at=at)
    made.full_clean()
    made.save(force_insert=True)
    return made


@verb("make an API token")
def make_api_token(name: str, *, at: datetime, until: datetime, by: Actor) -> str:
    """A token that acts as the person who makes it; returned once, kept as a hash."""
    if until <= at:
        raise Invalid("a token ends after it is made", record=name, fields={"until": ["this is past"]})
    return make_token(User.objects.get(pk=by.key), name=name, at=at, until=until)


@verb("revoke an API token", right="make_api_token")
def revoke_api_token(token: ApiToken, *, at: datetime, by: Actor) -> ApiToken:
    """End one's own token at once (INV-33)."""
    if str(token.user_id) != by.key:
        raise NotAllowed("a token is revoked by the person it belongs to", record=token.name)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    return token
