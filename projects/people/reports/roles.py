"""What people work as on a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.people.models import DeliveryRole, Person, PersonRole


@dataclass(frozen=True)
class Roles:
    """The roles of some people at any time."""

    spans: dict[Any, list[PersonRole]]

    def of(self, person: Person, day: date) -> DeliveryRole:
        """What a person works as on a day; before they joined, what they joined as."""
        spans = self.spans.get(person.pk)
        if not spans:
            return person.role
        return next((span.role for span in spans if span.valid_from <= day), spans[-1].role)


def load_roles(people: Sequence[Person]) -> Roles:
    """Every role these people had, have and will have: one query."""
    spans: dict[Any, list[PersonRole]] = defaultdict(list)
    rows = PersonRole.objects.filter(person__in=[person.pk for person in people]).select_related("role")
    for span in rows.order_by("-valid_from"):
        spans[span.person_id].append(span)
    return Roles(dict(spans))
