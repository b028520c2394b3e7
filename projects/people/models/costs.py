"""What an hour of one person costs, where it is other than their role's."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record
from projects.people.models.people import Person


class PersonCostRows(Rows["PersonCost"]):
    """Costs of people: for those alone who may see what work costs us."""

    seen_with = "see_costs"
    anchors: ClassVar = {"legal_entity": "person__legal_entity"}

    def for_list(self) -> "PersonCostRows":
        """With the person."""
        return self.select_related("person__user")


class PersonCost(Record, Dated):
    """What an hour of a person costs us from a day on, in place of their role's cost rate; no two overlap."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="costs")
    currency = models.CharField(max_length=3)
    cost = SixPlacesField()

    objects: ClassVar = PersonCostRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(cost__gte=0), name="a_person_cost_is_not_negative"),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_person_cost_ends_after_it_starts",
            ),
        )
        ordering: ClassVar = ["person", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.person} from {self.valid_from}"


guards.declare(guards.audited(PersonCost), guards.apart(PersonCost, of="person_id", parent=Person))
