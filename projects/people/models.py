"""People who do the work, and the roles they work in."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
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
    """A colleague whose time is planned and billed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="people")
    role = models.ForeignKey(DeliveryRole, on_delete=models.PROTECT)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    history = history()

    objects: ClassVar = PersonRows.as_manager()

    class Meta:
        verbose_name_plural = "people"
        ordering: ClassVar = ["user__name"]

    def __str__(self) -> str:
        return self.user.name

    def is_here(self, on: date) -> bool:
        """Whether the person works for us on a day."""
        return self.joined_on <= on and (self.left_on is None or on <= self.left_on)


guards.declare(guards.audited(Person), guards.audited(DeliveryRole))
