"""The toy shop for a test: its tables, its people, its orders. Imported by the test folders that show its pages."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, modify_settings

from billing_suite.kernel.access.actions import add_user, change_role, give_password
from billing_suite.kernel.access.models import User
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web import context, nav, panels, thread

PASSWORD = "toy shop pass 1"
RIGHTS = ["see_orders", "see_parcels", "see_slips", "send_toy_order"]
JOB = Actor.system("tests")


@pytest.fixture(scope="module")
def shop_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The toy app, migrated; gone afterwards."""
    with django_db_blocker.unblock(), modify_settings(INSTALLED_APPS={"append": "tests.kernel.web.webtoys"}):
        call_command("migrate", "webtoys", verbosity=0)
        yield
        call_command("migrate", "webtoys", "zero", verbosity=0)


@pytest.fixture(autouse=True)
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers ends with it."""
    monkeypatch.setattr(nav, "_ITEMS", {})
    monkeypatch.setattr(panels, "_PANELS", {})
    monkeypatch.setattr(thread, "_HOPS", {})
    monkeypatch.setattr(context, "_BANDS", dict(context._BANDS))
    monkeypatch.setattr(context, "_BELL", {})


def person(email: str, name: str, role: str, rights: list[str]) -> User:
    """Somebody with a sign-in and one role that may do these things."""
    user = add_user(email, name=name, roles=[role], by=JOB)
    give_password(user, password=PASSWORD, by=JOB)
    change_role(Group.objects.get(name=role), rights=rights, by=JOB)
    return user


@pytest.fixture
def mara(db: None, shop_tables: None) -> User:
    """Mara Keller, finance: sees orders, parcels and slips, and sends."""
    return person("mara@nordlicht.example", "Mara Keller", "finance", RIGHTS)


@pytest.fixture
def noah(db: None, shop_tables: None) -> User:
    """Noah Lind, sales: sees nothing of the shop."""
    return person("noah@nordlicht.example", "Noah Lind", "sales", [])


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def orders(mara: User) -> Callable[[int], list[Any]]:
    """Make so many orders: six shops, all statuses, several currencies, every eighth without a due date."""
    from tests.kernel.web.webtoys.models import STATUSES, Order, Shop

    names = ["Acme SAS", "Borealis Oy", "Cobalt GmbH", "Delta & Sons", "Eiger AG", "Fjord AS"]
    currencies = ["EUR", "EUR", "CHF", "NOK", "JPY"]

    def make(count: int) -> list[Order]:
        shops = [Shop.objects.get_or_create(name=name)[0] for name in names]
        return [
            Order.objects.create(
                reference=f"INV-{number:05d}",
                shop=shops[number % 6],
                status=STATUSES[number % 6][0],
                due_on=None if number % 8 == 4 else date(2026, 11, 1) + timedelta(days=number % 7),
                currency=currencies[number % 5],
                gross_minor=(number * 7351) % 90000,
            )
            for number in range(count)
        ]

    return make
