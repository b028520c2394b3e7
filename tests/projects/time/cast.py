"""The cast around time sheets: Fay imports for Berlin, Mia and Tom deliver; New York is out of her sight."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.record.acting import Actor
from crm.catalogue.actions import publish_rate_card
from projects.people.actions import add_person
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project
from tests.builders import LINES, MARCH, SET_UP, Stage

START = MARCH
TASKS = [LINES[0], LINES[1], LINES[1] | {"description": "Größe prüfen"}]


@dataclass(frozen=True)
class Cast:
    """`project` has the tasks Design, Build and Größe prüfen; `hidden` is New York's, where Uma works."""

    fay: Actor
    mia: Actor
    project: Project
    hidden: Project
    people: dict[str, Person]


def play_cast(berlin: Stage) -> Cast:
    """Two offices with a project each, by verbs."""
    new_york = second_office()
    return Cast(
        fay=berlin.by("fay"),
        mia=berlin.by("mia"),
        project=Project.objects.get(contract=berlin.contract(lines=TASKS)),
        hidden=Project.objects.get(contract=new_york.contract("thames", lines=TASKS)),
        people=berlin.people,
    )


def second_office() -> Stage:
    """Spree Studio in New York: Uma, who sells and works there, and nobody of Berlin."""
    details = {"name": "Spree New York", "legal_name": "Spree Inc.", "street": "1 Main", "postcode": "10013"}
    details |= {"city": "New York", "country": "US", "email": "us@spree.example"}
    entity = found_legal_entity(
        "us", details=details, currency="USD", time_zone="America/New_York", teams=["New York"], by=SET_UP
    )
    prices = {"designer": Decimal(100), "developer": Decimal(120)}
    publish_rate_card("US", region="US", currency="GBP", valid_from=date(2025, 1, 1), rates=prices, by=SET_UP)
    uma = add_user("uma@spree.example", name="Uma Reed", roles=["sales"], teams=["New York"], by=SET_UP)
    add_person(
        uma, entity=entity, role=DeliveryRole.objects.get(code="developer"), joined_on=date(2025, 1, 1), by=SET_UP
    )
    return Stage(entity, users={"lena": uma})
