"""People who do the work, and the roles they work in."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.ids import Record


class DeliveryRole(models.Model):
    """What somebody works as; the code is what rate cards price."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    history = history()

    def __str__(self) -> str:
        return self.name


class PersonRows(Rows["Person"]):
    """People."""

    seen_with = "see_people"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "PersonRows":
        """With user, role and legal entity."""
        return self.select_related("user", "role", "legal_entity")


class Person(Record):
    """A colleague whose time is planned and billed; `role` is the one that was named last, see PersonRole."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="people")
    role = models.ForeignKey(DeliveryRole, on_delete=models.PROTECT)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    history = history()

    objects: ClassVar = PersonRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="nobody_leaves_before_joining"
            ),
        )
        verbose_name_plural = "people"
        ordering: ClassVar = ["user__name"]

    def __str__(self) -> str:
        return self.user.name

    def is_here(self, on: date) -> bool:
        """Whether the person works for us on a day."""
        return self.joined_on <= on and (self.left_on is None or on <= self.left_on)


class PersonRoleRows(Rows["PersonRole"]):
    """Who works as what from when on."""

    seen_with = "see_people"
    anchors: ClassVar = {"legal_entity": "person__legal_entity"}

    def for_list(self) -> "PersonRoleRows":
        """With person and role."""
        return self.select_related("person__user", "role")


class PersonRole(Record, Dated):
    """What a person works as from a day on; whoever never changed has none and works as they joined."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.ForeignKey(DeliveryRole, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = PersonRoleRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_role_ends_after_it_starts",
            ),
        )
        ordering: ClassVar = ["person", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.person} as {self.role} from {self.valid_from}"


guards.declare(
    guards.audited(Person),
    guards.audited(DeliveryRole),
    guards.audited(PersonRole),
    guards.apart(PersonRole, of="person_id", parent=Person),
)
