"""A hundred thousand customers with what hangs on them, written straight into the tables under maintenance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from billing_suite.kernel.access.actions import add_user, grant_access
from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.record import guards
from crm.activities.actions import log_activity
from crm.activities.models import Activity
from crm.customers.models import Address, Contact, Customer
from crm.leads.actions import name_lead_source, receive_lead
from crm.leads.models import Lead
from crm.pipeline.actions import set_up_stage
from crm.pipeline.models import Opportunity, Stage
from crm.quotes.models import Quote, QuoteVersion
from tests.benchmarks.filling import multiply, numbered
from tests.builders import SET_UP, noon
from tests.builders import Stage as Set

CUSTOMERS, OPPORTUNITIES, CONTACTS, LEADS, ACTIVITIES, QUOTES = 100_000, 50_000, 150_000, 30_000, 60_000, 5_000
ABROAD = 2_000  # of the customers, served by a second legal entity
GRANTED = 40  # customers that a team of its own reaches, and nothing else
IS_ABROAD = f"hashint4({{n}}) %% {CUSTOMERS // ABROAD} = 7"
MIDDAY = noon(date(2026, 3, 2))
FIRST = "Al Be Cor Dan El Fen Gar Hol Is Jun Kal Lin Mor Nor Os Pel Quin Ros Sil Tor Ul Ver Wes Zan"
NEXT = "ba der fi gan hu ja kri lo mün ne pa ra sen ti ur va we xo ya zi dra mel no ste"
LAST = "berg dal feld hof mann nach ow stein thal vik wick zell"
TRADES = (
    "Foods Logistics Software Brewery Clinic Energy Robotics Textiles Media Shipping Optics Timber Glass Paper Tools "
    "Motors Seeds Travel Studios Pharma Bakery Solar Cement Cycles Records Games Security Legal Insurance Dental"
)
FORMS = "GmbH AG Ltd SARL KG BV"
CITIES = "Berlin Hamburg München Köln Paris Lyon London Leeds Wien Graz Zürich Basel Utrecht Gent Milano Porto"
SALES = "Portal Shop Migration Audit Rollout Support Rebrand Training Workshop Redesign"
FAMILY = "Keller Brandt Vogt Weber Osei Lind Morgan Schulz Novak Rossi Dubois Silva Jansen Meyer Kowalski Berger"
GIVEN = "Ada Ben Cleo Dan Eva Finn Gita Hugo Ines Jan Kim Lea Max Nora Oto Pia Rui Sara Tim Uma Vera Wim Yara Zoe"


def of(words: str, place: str) -> str:
    """One of some words, by a number in SQL."""
    told = words.split()
    return f"(ARRAY{told})[1 + ({place}) %% {len(told)}]"


M = "(g.n - CASE WHEN g.n %% 50 = 0 THEN 1 ELSE 0 END)"  # every fiftieth is its neighbour once more
WORD = f"{of(FIRST, M)} || {of(NEXT, f'{M} / 24')} || {of(LAST, f'{M} / 576')}"
NAME = f"{WORD} || ' ' || {of(TRADES, f'{M} / 6912 * 7 + {M}')}"
RARE = "CASE WHEN g.n = 77777 THEN 'Quagga ' ELSE '' END"
CUSTOMER, CONTACT, OPPORTUNITY, LEAD, ACTIVITY, QUOTE, VERSION = (
    numbered(name).format(n="g.n")
    for name in ("firm", "contact", "opportunity", "lead", "activity", "quote", "version")
)


@dataclass(frozen=True)
class FilledSales:
    """Who looks: one reaches every legal entity, one the large one, one the small one, one some customers only."""

    every: User
    large: User
    small: User
    some: User


def fill_sales(stage: Set, customers: int = CUSTOMERS) -> FilledSales:
    """Customers, their contacts, addresses, opportunities, quotes, activities, and leads, analysed."""
    share = customers / CUSTOMERS
    version = stage.sent()
    abroad = found_legal_entity(
        "fr",
        details={
            "name": "Spree France", "legal_name": "Spree France SARL", "street": "Rue 1", "postcode": "75001",
            "city": "Paris", "country": "FR", "vat_id": "FR40303265045", "email": "fr@spree.example",
        },
        currency="EUR", time_zone="Europe/Paris", teams=["Paris"], by=SET_UP,
    )  # fmt: skip
    people = [
        add_user(f"{team.lower()}@spree.example", name=team, roles=["sales"], teams=[team], by=SET_UP)
        for team in ("Paris", "Some", "Every")
    ]
    for entity in (stage.entity, abroad):
        grant_access(entity, team="Every", by=SET_UP)
    connection.check_constraints()  # a table whose foreign keys are still to be checked cannot be altered
    with guards.maintenance():
        guards.lower()
        with transaction.atomic():
            multiply_all(stage, version, abroad, share)
            connection.check_constraints()
    for customer in Customer.objects.filter(legal_entity=stage.entity).order_by("reference")[:GRANTED]:
        grant_access(customer, team="Some", by=SET_UP)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
    small, some, every = people
    return FilledSales(every, stage.users["lena"], small, some)


def multiply_all(stage: Set, version: QuoteVersion, abroad: Any, share: float) -> None:
    """Each kind of row, so many times."""
    opportunity = version.quote.opportunity
    customer = stage.customers["nordlicht"]
    many = int(CUSTOMERS * share)
    which = f"(1 + abs(hashint4(g.n)) %% {many})"
    whose = numbered("firm").format(n=which)

    def served_by(number: str) -> str:
        return f"CASE WHEN {IS_ABROAD.format(n=number)} THEN '{abroad.pk}'::uuid ELSE '{stage.entity.pk}'::uuid END"

    owner = f"{of(' '.join(str(stage.users[name].pk) for name in ('lena', 'jonas', 'fay')), 'g.n')}::uuid"
    multiply(
        Customer,
        customer.pk,
        many,
        {
            "id": CUSTOMER,
            "reference": "'C-' || lpad(g.n::text, 6, '0')",
            "name": f"{RARE} || {NAME}",
            "legal_name": f"{RARE} || {NAME} || ' ' || {of(FORMS, 'g.n / 3')}",
            "legal_entity_id": served_by("g.n"),
            "currency": of("EUR EUR EUR GBP CHF", "g.n"),
            "billing_email": f"'ap@' || lower({WORD}) || {M} || '.example'",
            "vat_id": f"'DE' || (100000000 + {M})",
            "payment_days": "14 + g.n %% 4 * 8",
        },
    )
    multiply(
        Address,
        customer.address.pk,
        many,
        {
            "customer_id": CUSTOMER,
            "street": f"{of(FAMILY, 'g.n / 7')} || 'strasse ' || 1 + g.n %% 180",
            "postcode": "(10000 + g.n * 37 %% 89999)::text",
            "city": of(CITIES, "g.n"),
            "country": of("DE FR GB AT", "g.n"),
        },
    )
    person = f"{of(GIVEN, 'g.n')} || ' ' || {of(FAMILY, 'g.n / 24')}"
    multiply(
        Contact,
        stage.contacts["nordlicht"].pk,
        int(CONTACTS * share),
        {
            "id": CONTACT,
            "customer_id": whose,
            "name": person,
            "title": of("CEO CFO CTO Buyer Lead", "g.n"),
            "email": f"lower({of(GIVEN, 'g.n')}) || '.' || g.n || '@' || lower({of(FAMILY, 'g.n / 24')}) || '.example'",
        },
    )
    for place, (name, chance) in enumerate((("Asked", 10), ("Met", 30), ("Weighed", 70), ("Agreed", 90))):
        set_up_stage(name, position=20 + place, probability=Decimal(chance), stalls_after=60, by=SET_UP)
    stages = [str(pk) for pk in Stage.objects.order_by("position").values_list("pk", flat=True)]
    multiply(
        Opportunity,
        opportunity.pk,
        int(OPPORTUNITIES * share),
        {
            "id": OPPORTUNITY,
            "reference": "'OPP-' || lpad((100000 + g.n)::text, 6, '0')",
            "customer_id": whose,
            "legal_entity_id": served_by(which),
            "contact_id": "NULL",
            "name": f"{of(SALES, 'g.n')} || ' ' || {of(TRADES, 'g.n / 10')}",
            "stage_id": f"(ARRAY[{', '.join(stages)}])[1 + g.n %% {len(stages)}]",
            "amount_minor": "100000 + g.n::bigint * 7919 %% 9000000",
            "closes_on": "DATE '2026-01-01' + (g.n * 13 %% 900)",
            "stage_since": "TIMESTAMPTZ '2026-01-01 12:00+00' + g.n %% 200 * INTERVAL '1 day'",
            "owner_id": owner,
            "category": of("pipeline best_case commit omitted", "g.n / 3"),
        },
    )
    quotes = int(QUOTES * share)
    multiply(
        Quote,
        version.quote_id,
        quotes,
        {
            "id": QUOTE,
            "reference": "'QUO-' || lpad((100000 + g.n)::text, 6, '0')",
            "name": of(SALES, "g.n"),
            "opportunity_id": numbered("opportunity").format(n="g.n * 3"),
            "current_id": VERSION,
            "owner_id": owner,
        },
    )
    multiply(QuoteVersion, version.pk, quotes, {"id": VERSION, "quote_id": QUOTE, "net_minor": "g.n * 1000"})
    by = stage.by("lena")
    activity = log_activity(customer, kind="call", subject="Call", happened_at=MIDDAY, at=MIDDAY, by=by)
    when = "DATE '2026-01-01' + g.n %% 400"
    planned = "g.n %% 3 = 0"
    multiply(
        Activity,
        activity.pk,
        int(ACTIVITIES * share),
        {
            "id": ACTIVITY,
            "customer_id": whose,
            "legal_entity_id": served_by(which),
            "contact_id": "NULL",
            "subject": f"{of('Call Demo Visit Follow-up Review Lunch', 'g.n')} || ' ' || {of(TRADES, 'g.n / 6')}",
            "owner_id": owner,
            "happened_at": f"CASE WHEN {planned} THEN NULL ELSE {when} + TIME '12:00' END",
            "due_on": f"CASE WHEN {planned} THEN {when} END",
            "done_at": f"CASE WHEN {planned} AND g.n %% 600 > 0 THEN {when} + TIME '12:00' END",
            "done_by_id": f"CASE WHEN {planned} AND g.n %% 600 > 0 THEN {owner} END",
        },
    )
    source = name_lead_source("Fair", by=SET_UP)
    lead = receive_lead(
        stage.entity, told={"name": "Kim", "email": "kim@fair.example"}, source=source, at=MIDDAY, by=SET_UP
    )
    multiply(
        Lead,
        lead.pk,
        int(LEADS * share),
        {
            "id": LEAD,
            "reference": "'LEA-' || lpad((100000 + g.n)::text, 6, '0')",
            "name": person,
            "firm": NAME,
            "email": "'lead' || g.n || '@fair.example'",
            "received_at": "TIMESTAMPTZ '2026-01-01 12:00+00' + g.n * INTERVAL '7 minutes'",
            "status": "CASE WHEN g.n %% 3 = 0 THEN 'working' ELSE 'new' END",
            "owner_id": f"CASE WHEN g.n %% 3 = 0 THEN '{stage.users['lena'].pk}'::uuid END",
        },
    )
