"""Users, roles, rights, conflicts of duties, approval policies and API tokens in the API."""

from typing import Any, ClassVar

from django.contrib.auth.models import Group
from rest_framework import serializers

from billing_suite.kernel.access.actions import (
    add_user,
    change_role,
    change_roles,
    deactivate_user,
    declare_conflict,
    give_password,
    make_api_token,
    reactivate_user,
    revoke_api_token,
    set_policy,
    withdraw_conflict,
)
from billing_suite.kernel.access.approvals import ApprovalPolicy
from billing_suite.kernel.access.people import ROLES, DutyConflict, User
from billing_suite.kernel.access.tokens import ApiToken
from billing_suite.kernel.access.verb import VERBS
from billing_suite.kernel.access.visible import OfficeRows, Rows, user_key
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    DayField,
    EmailField,
    FlagField,
    InstantField,
    MoneyField,
    SlugField,
    TextField,
)
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField, Shown

SUBJECTS = ("invoice",)


class UserRows(OfficeRows[User]):
    """People who sign in, with their roles and teams."""

    seen_with = "see_users"

    def for_list(self) -> "UserRows":
        """With roles and teams."""
        return self.prefetch_related("groups")


class RoleRows(OfficeRows[Group]):
    """Roles, not teams."""

    seen_with = "see_users"

    def for_list(self) -> "RoleRows":
        """With rights."""
        return self.filter(name__in=ROLES).prefetch_related("rights")


class ConflictRows(OfficeRows[DutyConflict]):
    """Conflicts of duties."""

    seen_with = "see_users"


class PolicyRows(OfficeRows[ApprovalPolicy]):
    """Approval policies: read by whoever looks after the work."""

    seen_with = "see_work"

    def for_list(self) -> "PolicyRows":
        """With the role."""
        return self.select_related("role")


class TokenRows(Rows[ApiToken]):
    """One's own tokens."""

    def visible_to(self, user: Any) -> "TokenRows":
        """Those of this person."""
        return self.filter(user=user_key(user))


class UserSheet(Shown):
    """A person who signs in; `groups` are roles and teams."""

    groups = LinkField(many=True, read_only=True)

    class Meta:
        model = User
        fields: ClassVar[tuple[str, ...]] = ("id", "email", "name", "is_active", "is_staff", "joined_at", "groups")


class RoleSheet(Shown):
    """A role and what it may do."""

    rights = serializers.SlugRelatedField(slug_field="right", many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Group
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "rights")


class ConflictSheet(Shown):
    """Two rights that should not lie in one hand."""

    class Meta:
        model = DutyConflict
        fields: ClassVar[tuple[str, ...]] = ("id", "first", "second", "severity", "reason")


class PolicySheet(Shown):
    """Who approves what, from which amount on."""

    above = MoneyField(read_only=True)

    class Meta:
        model = ApprovalPolicy
        fields: ClassVar[tuple[str, ...]] = ("id", "subject", "above", "role", "valid_from", "valid_to")


class TokenSheet(Shown):
    """A token, without its text."""

    class Meta:
        model = ApiToken
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "made_at", "expires_at", "revoked_at")


class NewToken(serializers.Serializer[str]):
    """A new token's text, shown this once."""

    token = serializers.CharField(source="*", read_only=True)


class RightSheet(serializers.Serializer[dict[str, Any]]):
    """A right: what it lets one do or read, and the roles that hold it."""

    right = serializers.CharField()
    verbs = serializers.ListField(child=serializers.CharField())
    roles = serializers.ListField(child=serializers.CharField())


class UserBody(Body):
    """A person who joins."""

    email = EmailField()
    name = TextField(max_length=120)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=ROLES), max_length=len(ROLES))
    teams = serializers.ListField(child=TextField(max_length=150), max_length=50, required=False)
    is_staff = FlagField(required=False)


class PasswordBody(Body):
    """A new password."""

    password = TextField(max_length=128, min_length=12, trim_whitespace=False)


class RolesBody(Body):
    """The roles a person is to have."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=ROLES), max_length=len(ROLES))
    accept_conflicts = FlagField(required=False)


class RightsBody(Body):
    """The rights a role is to have."""

    rights = serializers.ListField(child=SlugField(max_length=60), max_length=500)
    accept_conflicts = FlagField(required=False)


class ConflictBody(Body):
    """Two rights and why they conflict."""

    first = SlugField(max_length=60)
    second = SlugField(max_length=60)
    severity = serializers.ChoiceField(choices=["high", "medium", "low"])
    reason = TextField(max_length=200)


class PolicyBody(Body):
    """From which amount on which role approves."""

    subject = serializers.ChoiceField(choices=SUBJECTS)
    above = MoneyField()
    role = serializers.ChoiceField(choices=ROLES)
    valid_from = DayField()


class TokenBody(Body):
    """A token's name and end."""

    name = TextField(max_length=80)
    until = InstantField()


def rights(*, user: Any) -> list[dict[str, Any]]:
    """Every right: the verbs it opens (none for a reading), and the roles that hold it."""
    held: dict[str, list[str]] = {entry.right: [] for entry in VERBS.values()}
    for role in RoleRows(model=Group).visible_to(user).for_list().order_by("name"):
        for row in role.rights.all():
            held.setdefault(row.right, []).append(role.name)
    verbs = {right: sorted(entry.title for entry in VERBS.values() if entry.right == right) for right in held}
    return [{"right": right, "verbs": verbs[right], "roles": held[right]} for right in sorted(held)]


USERS = Listing(
    path="users",
    model=User,
    row=UserSheet,
    rows=lambda: UserRows(model=User),
    filters={"email": "email", "is_active": "is_active"},
    orders=("name", "email"),
    search=("name", "email"),
)
ROLE_LIST = Listing(path="roles", model=Group, row=RoleSheet, rows=lambda: RoleRows(model=Group), orders=("name",))
CONFLICTS = Listing(
    path="duty-conflicts",
    model=DutyConflict,
    row=ConflictSheet,
    rows=lambda: ConflictRows(model=DutyConflict),
    filters={"severity": "severity"},
    orders=("first",),
)
POLICIES = Listing(
    path="approval-policies",
    model=ApprovalPolicy,
    row=PolicySheet,
    rows=lambda: PolicyRows(model=ApprovalPolicy),
    filters={"subject": "subject"},
    orders=("-valid_from",),
)
TOKENS = Listing(
    path="api-tokens", model=ApiToken, row=TokenSheet, rows=lambda: TokenRows(model=ApiToken), orders=("-made_at",)
)
DOORS = (
    USERS,
    Deed(path="users/", verb=add_user, body=UserBody, shows=USERS),
    Deed(path="users/<str:id>/password/", verb=give_password, on=USERS, body=PasswordBody, shows=USERS),
    Deed(path="users/<str:id>/role-changes/", verb=change_roles, on=USERS, body=RolesBody, shows=USERS),
    Deed(path="users/<str:id>/deactivation/", verb=deactivate_user, on=USERS, shows=USERS),
    Deed(path="users/<str:id>/reactivation/", verb=reactivate_user, on=USERS, shows=USERS),
    ROLE_LIST,
    Deed(path="roles/<str:id>/changes/", verb=change_role, on=ROLE_LIST, body=RightsBody, shows=ROLE_LIST),
    Report(path="rights/", right="see_users", read=rights, shows=RightSheet, many=True),
    CONFLICTS,
    Deed(path="duty-conflicts/", verb=declare_conflict, body=ConflictBody, shows=CONFLICTS),
    Deed(path="duty-conflicts/<str:id>/withdrawal/", verb=withdraw_conflict, on=CONFLICTS, shows=ConflictSheet),
    POLICIES,
    Deed(path="approval-policies/", verb=set_policy, body=PolicyBody, shows=POLICIES),
    TOKENS,
    Deed(path="api-tokens/", verb=make_api_token, body=TokenBody, shows=NewToken),
    Deed(path="api-tokens/<str:id>/revocation/", verb=revoke_api_token, on=TOKENS, shows=TOKENS),
)
