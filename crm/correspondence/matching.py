"""Whose mail it is, and which contacts it was with: by addresses, within what that colleague may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Lower

from billing_suite.kernel.access.people import User
from crm.correspondence.reading import MANY, ReadMail
from crm.customers.models import Contact
from crm.pipeline.models import Opportunity

ASKED = 10  # colleagues among the recipients whose contacts are looked at


@dataclass(frozen=True)
class Match:
    """The colleague, the way it went, one contact for each customer; `why` not, where there is none."""

    owner: User | None
    direction: str
    contacts: tuple[Contact, ...] = ()
    why: str = ""


def match_mail(mail: ReadMail) -> Match:
    """A colleague's mail is with those it went to; a mail to a colleague is with its sender. Names prove nothing."""
    there = list(dict.fromkeys((*mail.recipients, *mail.passed)))
    known = colleagues(mail.sender, *there[:MANY])
    sender = known.get(mail.sender)
    owners = [sender] if sender else [known[address] for address in there if address in known]
    way = "out" if sender else "in"
    if not owners:
        return Match(None, "", why="nobody")
    if mail.is_disowned:
        return Match(owners[0], way, why="disowned")
    if len(there) > MANY:
        return Match(owners[0], way, why="mailing")
    asked = [address for address in mail.recipients if address not in known] if sender else [mail.sender]
    for owner in dict.fromkeys(owners[:ASKED]):
        if found := contacts_at(asked, owner):
            return Match(owner, way, found)
    return Match(owners[0], way, why="unknown")


def colleagues(*addresses: str) -> Mapping[str, User]:
    """Active people who log activities, by their addresses in small letters."""
    active = User.objects.filter(is_active=True, groups__rights__right="log_activity")
    found = active.annotate(low=Lower("email")).filter(low__in=[each for each in addresses if each]).distinct()
    return {user.email.lower(): user for user in found}


def contacts_at(addresses: Sequence[str], user: User) -> tuple[Contact, ...]:
    """The contacts with these addresses that somebody may see, in the order of the addresses, one a customer."""
    seen = Contact.objects.visible_to(user).annotate(low=Lower("email")).select_related("customer")
    place = {address: number for number, address in enumerate(addresses)}
    found = sorted(seen.filter(low__in=addresses), key=lambda one: (place.get(one.email.lower(), 0), one.pk))
    first: dict[Any, Contact] = {}
    for contact in found:
        first.setdefault(contact.customer_id, contact)
    return tuple(first.values())


def sales_with(customers: Iterable[Any], user: User) -> Mapping[Any, Opportunity]:
    """The open opportunity of each of these customers that has exactly one that this person may see."""
    found: dict[Any, list[Opportunity]] = {}
    for sale in Opportunity.objects.visible_to(user).open().filter(customer__in=list(customers)):
        found.setdefault(sale.customer_id, []).append(sale)
    return {key: sales[0] for key, sales in found.items() if len(sales) == 1}
