"""Verbs over people: who joins and leaves, as what and how long they work, when they are away, what they cost."""

from projects.people.actions.costs import set_person_cost
from projects.people.actions.hours import agree_hours, set_office_day, set_working_week
from projects.people.actions.leave import approve_leave, request_leave, withdraw_leave
from projects.people.actions.people import add_person, change_person_role, name_role, record_departure

__all__ = [
    "add_person",
    "agree_hours",
    "approve_leave",
    "change_person_role",
    "name_role",
    "record_departure",
    "request_leave",
    "set_office_day",
    "set_person_cost",
    "set_working_week",
    "withdraw_leave",
]
