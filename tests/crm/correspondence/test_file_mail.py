"""Unfiled mails: whose they are, filed with a customer, discarded; over pages and API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from billing_suite.kernel.record.audit import AuditPersonal, AuditRow
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from crm.activities.models import Activity
from crm.correspondence.actions import discard_mail, file_mail
from crm.correspondence.models import Mail
from tests.api.conftest import Caller
from tests.builders import Stage
from tests.crm.correspondence.letters import AT, LENA, came, letter

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def waiting(sender: str = LENA, key: str = "<w@x>", text: str = "Hello") -> Mail:
    """A mail that fits nobody."""
    return came(letter(sender=sender, to="log@spree.example", key=key, text=text))


def test_a_mail_is_filed_with_a_customer_once(stage: Stage) -> None:
    sale, mail = stage.opportunity(), waiting()
    kim, by = stage.contacts["nordlicht"], stage.by("lena")
    held = file_mail(mail, customer=sale.customer, contact=kim, at=LATER, by=by)
    activity = Activity.objects.get()
    assert (held.status, held.ended_by, held.text) == ("filed", stage.users["lena"], "")
    assert (activity.contact, activity.about_id, activity.happened_at) == (kim, str(sale.pk), mail.sent_at)
    assert activity.text.endswith("Hello")
    for verb in (
        lambda: file_mail(mail, customer=sale.customer, at=LATER, by=by),
        lambda: discard_mail(mail, at=LATER, by=by),
    ):
        with pytest.raises(Refusal, match="filed already") as refused:
            verb()
        assert refused.value.code == "mail-ended"
    assert came(letter(key="<w@x>")) == held and Activity.objects.count() == 1


def test_a_contact_of_another_customer_is_refused_and_nothing_is_written(stage: Stage) -> None:
    stage.customer("lumiere")
    mail = waiting()
    with pytest.raises(Invalid, match="no contact of Nordlicht"):
        file_mail(
            mail, customer=stage.customer("nordlicht"), contact=stage.contacts["lumiere"], at=LATER, by=stage.by("lena")
        )
    assert Mail.objects.get().status == "unfiled" and not Activity.objects.exists()


def test_a_discarded_mail_loses_its_words(stage: Stage) -> None:
    held = discard_mail(waiting(), at=LATER, by=stage.by("lena"))
    assert (held.status, held.text, held.ended_at) == ("discarded", "", LATER)
    assert waiting().status == "discarded", "it does not come back"
    trail = [vars(row) for kind in (AuditRow, AuditPersonal) for row in kind.objects.all()]
    assert "Hello" not in str(trail), "nor by the trail"


def test_a_mail_is_its_colleagues_and_a_stray_is_the_controllers(stage: Stage) -> None:
    own, stray = waiting(), waiting("eve@evil.example", "<s@x>")
    seen = {name: set(Mail.objects.visible_to(stage.users[name])) for name in ("lena", "jonas", "clara", "ada", "otto")}
    assert seen == {"lena": {own}, "jonas": set(), "clara": {stray}, "ada": set(), "otto": set()}
    customer = stage.customer("nordlicht")
    with pytest.raises(NotFound):
        file_mail(own, customer=customer, at=LATER, by=stage.by("jonas"))
    with pytest.raises(NotAllowed):
        discard_mail(own, at=LATER, by=stage.by("otto"))
    file_mail(stray, customer=customer, at=LATER, by=stage.by("clara"))
    assert Activity.objects.get().owner == stage.users["clara"]


@override_settings(MAIL_LOG_ADDRESS="log@spree.example")
@pytest.mark.once
def test_a_mail_is_filed_and_discarded_on_pages(stage: Stage, browser: Callable[[str], Client]) -> None:
    customer, seller = stage.customer("nordlicht"), browser("lena")
    mail = waiting(text="-- Forwarded --\nFrom: Kim <kim@nordlicht.example>\n\nCan you call?")
    listed = seller.get(reverse("mails")).content.decode()
    assert "The offer" in listed and "Put log@spree.example into Bcc" in listed
    assert 'nav-count">1<span class="hush"> unfiled' in listed
    assert "Can you call?" in seller.get(reverse("mail", args=[mail.pk])).content.decode()
    form = seller.get(reverse("mail-filing", args=[mail.pk])).context["form"]
    kim = stage.contacts["nordlicht"]
    assert (form.initial["customer"], form.initial["contact"]) == (customer, kim), "by the address that it names"
    url = reverse("mail-filing", args=[mail.pk])
    stage.customer("lumiere")
    other = {"customer": str(customer.pk), "contact": str(stage.contacts["lumiere"].pk)}
    assert seller.post(url, other).status_code == 400
    assert seller.post(url, {"customer": str(customer.pk), "contact": str(kim.pk)}).status_code == 302
    shown = seller.get(reverse("mail", args=[mail.pk])).content.decode()
    assert (
        "Its words stand where it was filed" in shown and reverse("activity", args=[Activity.objects.get().pk]) in shown
    )
    gone = waiting(key="<d@x>")
    assert seller.get(reverse("mail-discarding", args=[gone.pk])).status_code == 200
    assert seller.post(reverse("mail-discarding", args=[gone.pk])).status_code == 302
    assert seller.post(reverse("mail-discarding", args=[gone.pk])).status_code == 409
    for name in ("mail", "mail-filing", "mail-discarding"):
        assert browser("jonas").get(reverse(name, args=[mail.pk])).status_code == 404
    assert browser("otto").get(reverse("mails")).status_code == 403


@pytest.mark.once
def test_the_list_costs_the_same_with_one_mail_and_with_thirty(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller, costs = browser("lena"), []
    for count in (1, 30):
        for number in range(count):
            waiting(key=f"<{count}.{number}@x>")
        seller.get(reverse("mails"))
        with CaptureQueriesContext(connection) as queries:
            assert seller.get(reverse("mails")).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.once
def test_the_api_files_and_discards(stage: Stage) -> None:
    customer, mail, gone = stage.customer("nordlicht"), waiting(), waiting(key="<d@x>")
    lena = Caller(stage.users["lena"])
    assert lena.ids("mails/", status="unfiled") == {str(mail.pk), str(gone.pk)}
    filed = lena.post(f"mails/{mail.pk}/filing/", {"customer": str(customer.pk)})
    assert (filed.status_code, filed.json()["status"]) == (201, "filed")
    assert lena.post(f"mails/{gone.pk}/discarding/").json()["status"] == "discarded"
    assert Caller(stage.users["jonas"]).post(f"mails/{mail.pk}/filing/", {}).status_code == 404
