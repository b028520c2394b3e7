"""People at a customer: changed, and why we may use what we know of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, Refusal
from crm.customers.actions import (
    BasisEnded,
    change_contact,
    end_basis,
    may_use,
    record_basis,
)
from crm.customers.models import Contact, LawfulBasis
from crm.leads.actions import convert_lead, name_lead_source, receive_lead
from tests.builders import Stage, noon
from tests.kernel.record.attacks import as_job, refused, sql

pytestmark = pytest.mark.once
AT = noon(date(2026, 2, 2))
SITE = {"street": "Hof 2", "postcode": "28195", "city": "Bremen", "country": "DE"}


def test_a_lawful_basis_is_recorded_ended_and_never_edited(stage: Stage) -> None:
    stage.customer("nordlicht")
    contact, by = Contact.objects.get(), stage.by("lena")
    with pytest.raises(Refusal, match="word for word"):
        record_basis(contact, purpose="News", basis="consent", source="Fair", at=AT, by=by)
    told: dict[str, Any] = {"purpose": "News", "basis": "consent", "wording": "Send me news.", "source": "Fair"}
    basis = record_basis(contact, **told, at=AT, by=by)
    assert may_use(contact, "news")
    with pytest.raises(Invalid, match="has a basis"):
        record_basis(contact, **told, at=AT, by=by)
    with refused("INV-03"), as_job():
        sql("UPDATE crm_lawfulbasis SET wording = 'x'")
    with pytest.raises(Invalid, match="say why"):
        end_basis(basis, why=" ", at=AT, by=by)
    end_basis(basis, why="Withdrawn by mail", at=AT, by=by)
    assert not may_use(contact, "news")
    with pytest.raises(BasisEnded):
        end_basis(basis, why="Again", at=AT, by=by)
    record_basis(contact, **told, at=AT, by=by)
    assert LawfulBasis.objects.standing().count() == 1


def test_the_consent_of_a_lead_becomes_the_contact_s(stage: Stage) -> None:
    by = stage.by("lena")
    told = {"name": "Mara", "firm": "Ahorn", "email": "mara@ahorn.example", "country": "DE"}
    lead = receive_lead(
        stage.entity,
        source=name_lead_source("Web site", by=by),
        told=told,
        consent={"purpose": "News", "wording": "Yes."},
        at=AT,
        by=by,
    )
    place = {"street": "Weg 1", "city": "Berlin"}
    done = convert_lead(
        lead,
        name="Site",
        amount=money("1.00", "EUR"),
        closes_on=date(2026, 5, 1),
        address=place,
        at=AT + timedelta(days=3),
        by=by,
    )
    assert done.contact is not None
    basis = done.contact.bases.get()
    assert (basis.purpose, basis.wording, basis.since) == ("News", "Yes.", AT)


def test_a_contact_is_changed(stage: Stage) -> None:
    stage.customer("nordlicht")
    contact = Contact.objects.get()
    changed = change_contact(contact, changes={"title": "CFO", "is_billing": True}, by=stage.by("lena"))
    assert (changed.title, changed.is_billing) == ("CFO", True)
    with pytest.raises(Invalid, match="has no customer"):
        change_contact(contact, changes={"customer": None}, by=stage.by("lena"))
