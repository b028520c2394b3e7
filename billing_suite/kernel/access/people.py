"""Users sign in by e-mail; roles and teams are groups; a right is a verb or a reading a role may do."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import Exists, UniqueConstraint
from django.db.models.functions import Lower

from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record

ROLES = ("sales", "delivery", "finance", "controller", "admin", "auditor", "integration")


class UserManager(BaseUserManager["User"]):
    """Makes users; the verb `add_user` is the usual way, this is for Django's own commands."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **more: Any) -> "User":
        """A person who can sign in; without a password they cannot yet."""
        user = self.model(email=self.normalize_email(email).lower(), name=name or email, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "User":
        """Opens the admin and gains no verb by it."""
        return self.create_user(email, password=password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in ignores the case of the address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Record):
    """A person with a sign-in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    history = history()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (UniqueConstraint(Lower("email"), name="one_user_an_email"),)

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class RoleRight(models.Model):
    """A role may do this: a verb by its name, or a reading like `see_invoices`."""

    role = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="rights")
    right = models.CharField(max_length=60)

    class Meta:
        constraints = (UniqueConstraint(fields=["role", "right"], name="a_right_is_given_to_a_role_once"),)

    def __str__(self) -> str:
        return f"{self.role} may {self.right}"


class DutyConflict(Record):
    """Two rights that one person should not hold, how bad it is, and why."""

    SEVERITIES = (("high", "High"), ("medium", "Medium"), ("low", "Low"))

    first = models.CharField(max_length=60)
    second = models.CharField(max_length=60)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    reason = models.CharField(max_length=200)
    history = history()

    class Meta:
        constraints = (UniqueConstraint(fields=["first", "second"], name="one_conflict_a_pair_of_rights"),)

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


def holds(user_key: Any, right: str) -> Exists:
    """In SQL: the active user holds the right by some role; no cache, so a revoked right ends at once (INV-33)."""
    return Exists(RoleRight.objects.filter(right=right, role__user=user_key, role__user__is_active=True))


def rights_of(user_key: Any) -> set[str]:
    """Every right the user holds, in one query."""
    rows = RoleRight.objects.filter(role__user=user_key, role__user__is_active=True)
    return set(rows.values_list("right", flat=True))
