"""Mails logged by their bcc copy: with whom, about what, once; and what waits unfiled."""

from datetime import timedelta

import pytest

from billing_suite.kernel.access.actions import add_user, deactivate_user
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.models import AuditRow
from billing_suite.kernel.values.refusals import NotAllowed
from crm.activities.models import Activity
from crm.correspondence import actions
from crm.correspondence.actions import TooManyMails, log_mail, size_of
from crm.correspondence.models import Mail, MailFiling
from crm.correspondence.reading import read_message
from crm.customers.actions import add_contact
from crm.merging.actions import merge_customers, undo_merge
from tests.builders import SET_UP, Stage
from tests.crm.correspondence.letters import AT, KIM, LENA, came, letter

pytestmark = pytest.mark.django_db


def test_a_sent_mail_is_logged_with_the_contact_and_the_one_open_sale(stage: Stage) -> None:
    sale = stage.opportunity()
    mail = letter(to="KIM@Nordlicht.Example, log@spree.example")
    mail.add_attachment(b"x" * 3_000, maintype="application", subtype="pdf", filename="offer.pdf")
    made = came(mail)
    activity = Activity.objects.get()
    assert (made.status, made.direction, made.owner) == ("filed", "out", stage.users["lena"])
    assert (activity.kind, activity.status, activity.subject) == ("email", "done", "The offer")
    assert (activity.contact, activity.owner) == (stage.contacts["nordlicht"], stage.users["lena"])
    assert activity.happened_at == AT - timedelta(hours=2, minutes=30)
    assert (activity.about_kind, activity.about_id) == ("crm.opportunity", str(sale.pk))
    assert activity.text == (
        "From: Lena Vogt <lena@spree.example>\nTo: KIM@Nordlicht.Example, log@spree.example\n"
        "Attachments, not kept: offer.pdf (3 KB)\n\nHello Kim,\n\nhere it is."
    )
    assert (made.text, made.ended_at, made.ended_by) == ("", AT, None), "its words stand in the activity"


def test_the_trail_says_that_a_mail_did_it_and_not_that_lena_did(stage: Stage) -> None:
    stage.customer("nordlicht")
    came(letter())
    rows = AuditRow.objects.filter(table="crm_activity")
    assert {row.actor for row in rows} == {"system:log_mail"}


def test_two_open_sales_are_none(stage: Stage) -> None:
    stage.opportunity()
    stage.opportunity()
    came(letter())
    assert Activity.objects.get().about_kind == ""


def test_each_customer_gets_one_activity(stage: Stage) -> None:
    for name in ("nordlicht", "lumiere", "thames"):
        stage.customer(name)
    add_contact(stage.customer("nordlicht"), name="Ann", email="ann@nordlicht.example", by=stage.by("lena"))
    came(letter(to=f"ann@nordlicht.example, {KIM}, nobody@else.example", Cc="kim@lumiere.example"))
    assert sorted((a.customer.name, a.contact.name) for a in Activity.objects.all()) == [
        ("Lumiere", "Kim Lumiere"),
        ("Nordlicht", "Ann"),
    ]


@pytest.mark.parametrize("where", ["To", "Cc", "Delivered_To", "X_Original_To"])
def test_a_received_mail_is_logged_for_the_colleague_it_reached(stage: Stage, where: str) -> None:
    stage.customer("nordlicht")
    to = LENA if where == "To" else "office@spree.example"
    more = {} if where == "To" else {where: "lena@spree.example"}
    made = came(letter(sender=KIM, to=to, **more))
    assert (made.direction, made.owner) == ("in", stage.users["lena"])
    assert Activity.objects.get().contact == stage.contacts["nordlicht"]


def test_handed_over_again_it_is_the_same(stage: Stage) -> None:
    stage.customer("nordlicht")
    first, again = came(letter()), came(letter(subject="Changed on its way"), at=AT + timedelta(days=1))
    assert first == again
    assert (Activity.objects.count(), MailFiling.objects.count()) == (1, 1)
    waiting = came(letter(to="nobody@else.example", key="<2@x>"))
    assert came(letter(to="nobody@else.example", key="<2@x>")) == waiting
    assert Mail.objects.count() == 2


@pytest.mark.parametrize(
    ("sender", "to", "whose", "why"),
    [
        (LENA, "nobody@else.example", "lena", "unknown"),
        ("eve@evil.example", LENA, "lena", "unknown"),
        ("eve@evil.example", KIM, "", "nobody"),
        ("ada@spree.example", KIM, "", "nobody"),
        (LENA, ", ".join(f"k{n}@else.example" for n in range(51)), "lena", "mailing"),
    ],
)
def test_what_fits_nobody_waits(stage: Stage, sender: str, to: str, whose: str, why: str) -> None:
    stage.customer("nordlicht")
    made = came(letter(sender=sender, to=to))
    assert (made.status, made.why, made.owner) == ("unfiled", why, stage.users[whose] if whose else None)
    assert made.text == "Hello Kim,\n\nhere it is." and not Activity.objects.exists()


def test_who_does_not_see_the_customer_has_no_contact_there(stage: Stage) -> None:
    stage.customer("nordlicht")
    add_user("uli@spree.example", name="Uli", roles=["sales"], teams=["Elsewhere"], by=SET_UP)
    made = came(letter(sender="uli@spree.example"))
    assert (made.status, made.why) == ("unfiled", "unknown")
    made = came(letter(sender=KIM, to=f"uli@spree.example, {LENA}", key="<2@x>"))
    assert (made.status, made.owner) == ("filed", stage.users["lena"]), "the colleague who does see them"


def test_who_left_sends_no_mails(stage: Stage) -> None:
    stage.customer("nordlicht")
    deactivate_user(stage.users["lena"], by=stage.by("ada"))
    assert came(letter()).why == "nobody"


def test_a_mail_that_its_domain_disowns_waits(stage: Stage) -> None:
    stage.customer("nordlicht")
    forged = letter(Authentication_Results="mx.spree.example; dmarc=fail header.from=spree.example")
    made = came(forged, server="mx.spree.example")
    assert (made.status, made.why, made.owner) == ("unfiled", "disowned", stage.users["lena"])


def test_two_customers_of_one_mail_are_merged_and_parted(stage: Stage) -> None:
    survivor, gone = stage.customer("nordlicht"), stage.customer("lumiere")
    came(letter(to=f"{KIM}, kim@lumiere.example"))
    merge = merge_customers(survivor, merged=gone, reason="One", at=AT, by=stage.by("fay"))
    assert {a.customer for a in Activity.objects.all()} == {survivor}
    assert came(letter(to=f"{KIM}, kim@lumiere.example")).status == "filed"
    assert Activity.objects.count() == 2
    undo_merge(merge, why="Two", at=AT, by=stage.by("fay"))
    assert {a.customer for a in Activity.objects.all()} == {survivor, gone}


def test_more_than_people_write_comes_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.customer("nordlicht")
    monkeypatch.setattr(actions, "MOST_A_MINUTE", 2)
    for number in range(2):
        came(letter(key=f"<{number}@x>"))
    with pytest.raises(TooManyMails) as refused:
        came(letter(key="<3@x>"))
    assert refused.value.status == 429 and Mail.objects.count() == 2
    assert came(letter(key="<0@x>")).status == "filed", "one that is known answers all the same"
    assert came(letter(key="<3@x>"), at=AT + timedelta(minutes=2)).status == "filed"


def test_nobody_but_the_doors_of_mails_logs_them(stage: Stage) -> None:
    auditor = Actor.user(stage.users["otto"])
    with pytest.raises(NotAllowed):
        log_mail(read_message(letter().as_bytes(), at=AT), at=AT, by=auditor)


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size_of(n) for n in (12, 1_536, 5_000_000)] == ["12 bytes", "2 KB", "5 MB"]
