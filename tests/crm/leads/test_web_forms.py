"""A form on a web site: what is sent becomes a lead once, spam is held and can be released, and no sender floods it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from crm.leads.actions import (
    FormClosed,
    Settled,
    TooMany,
    change_web_form,
    discard_submission,
    forget_submissions,
    name_lead_source,
    open_web_form,
    release_submission,
    submit_web_form,
)
from crm.leads.models import Lead, Submission, WebForm
from crm.leads.spam import looks_like_spam, signs_of
from tests.builders import Stage, noon

pytestmark = pytest.mark.once
AT = noon(date(2026, 2, 2))
SITE = "https://www.spree.example"
TOLD = {"name": "Mara Ahorn", "email": "mara@ahorn.example", "message": "Can you build us a portal?"}
VISITOR = Actor.system("web form")


@pytest.fixture
def form(stage: Stage) -> WebForm:
    by = stage.by("lena")
    facts = {"origins": f"{SITE}/\nhttps://spree.example", "consent_purpose": "News", "consent_wording": "Send news."}
    return open_web_form(
        stage.entity, name="Write to us", source=name_lead_source("Web site", by=by), facts=facts, by=by
    )


def send(form: WebForm, **more: Any) -> Submission:
    told = {"told": TOLD, "sender": "198.51.100.7", "at": AT} | more
    return submit_web_form(form, **told, by=VISITOR)


def door(form: WebForm) -> str:
    return reverse("portal-form", args=[form.key])


@pytest.mark.parametrize(
    ("told", "more", "held"),
    [
        ({"message": "Can you build us a portal?"}, {}, False),
        ({"message": "We sell https://ahorn.example, see https://ahorn.example/shop"}, {}, False),
        ({"message": "Hello"}, {"trap": "http://x"}, True),
        ({"message": "Hello"}, {"seconds": 1}, False),
        ({"message": "https://cheap.example"}, {"seconds": 1}, True),
        ({"message": "a https://a b https://b c https://c"}, {}, True),
        ({"message": "[url=https://a]cheap[/url]"}, {}, True),
        ({"message": '<a href="x">x</a>'}, {}, True),
        ({"message": "Hi", "name": "Win https://a.example"}, {}, True),
        ({"message": "Same to all"}, {"sent_before": 2}, True),
        ({"message": "Same to all"}, {"sent_before": 1}, False),
    ],
)
def test_what_speaks_for_spam(told: dict[str, str], more: dict[str, Any], held: bool) -> None:
    asked: dict[str, Any] = {"trap": "", "seconds": None, "sent_before": 0} | more
    assert looks_like_spam(signs_of({"name": "Mara"} | told, **asked)) is held


def test_what_is_sent_is_a_lead_in_the_queue_with_its_consent(stage: Stage, form: WebForm) -> None:
    lead = send(form, agreed=True).lead
    assert lead is not None
    assert (lead.name, lead.status, lead.source.name, lead.received_at) == ("Mara Ahorn", "new", "Web site", AT)
    assert (lead.consent_purpose, lead.consent_wording, lead.consented_at) == ("News", "Send news.", AT)
    assert send(form, sender="198.51.100.8", told=TOLD | {"message": "Other"}).lead.consented_at is None  # type: ignore[union-attr]


def test_the_same_words_sent_twice_are_one(stage: Stage, form: WebForm) -> None:
    first = send(form)
    again = send(form, at=AT + timedelta(minutes=14), told=TOLD | {"message": "can  you build us a PORTAL?"})
    assert again == first and Lead.objects.count() == 1
    assert send(form, at=AT + timedelta(minutes=16)) != first


def test_a_sender_has_a_rate_and_so_has_the_form(stage: Stage, form: WebForm) -> None:
    change_web_form(form, changes={"per_hour": 2}, by=stage.by("lena"))
    for number in range(2):
        send(form, told=TOLD | {"message": f"Message {number}"})
    with pytest.raises(TooMany):
        send(form, told=TOLD | {"message": "One more"})
    send(form, told=TOLD | {"message": "Later"}, at=AT + timedelta(minutes=61))
    for number in range(17):
        send(form, sender=f"203.0.113.{number}", told=TOLD | {"message": f"From {number}"})
    with pytest.raises(TooMany):
        send(form, sender="203.0.113.99", told=TOLD | {"message": "From one more"})
    assert Lead.objects.count() == 20


def test_spam_is_held_and_what_is_none_is_released_with_its_time(stage: Stage, form: WebForm) -> None:
    held = send(form, trap="x", agreed=True)
    assert (held.status, held.lead, held.told["name"], len(held.signs)) == ("held", None, "Mara Ahorn", 1)
    assert not Lead.objects.exists()
    done = release_submission(held, by=stage.by("lena"))
    assert done.lead is not None and done.told == {}
    assert (done.lead.received_at, done.lead.consent_purpose) == (AT, "News")
    for verb in (release_submission, discard_submission):
        with pytest.raises(Settled):
            verb(held, by=stage.by("lena"))
    other = discard_submission(send(form, trap="x", told=TOLD | {"message": "Buy"}), by=stage.by("lena"))
    assert (other.status, other.told, other.lead) == ("discarded", {}, None)


def test_what_is_held_is_forgotten_after_thirty_days(stage: Stage, form: WebForm) -> None:
    held, by = send(form, trap="x"), Actor.system("forget_submissions")
    assert forget_submissions(at=AT + timedelta(days=30), by=by) == 0
    assert forget_submissions(at=AT + timedelta(days=31), by=by) == 1
    held.refresh_from_db()
    assert (held.status, held.told) == ("discarded", {})


@pytest.mark.parametrize(
    ("told", "more", "why"),
    [
        ({"email": "", "phone": ""}, {}, "by mail or phone"),
        ({"email": "nobody"}, {}, "email"),
        ({"name": "", "email": "a@b.example"}, {}, "name"),
        ({"status": "qualified"}, {}, "a lead has no status"),
        ({"name": "x" * 121}, {"trap": "x"}, "name"),  # what cannot become a lead is not held either
        ({"website": "javascript:alert(1)"}, {}, "website"),
    ],
)
def test_what_cannot_be_a_lead_is_refused(
    stage: Stage, form: WebForm, told: dict[str, str], more: dict[str, Any], why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        send(form, told=TOLD | told, **more)
    assert not Submission.objects.exists()


def test_a_closed_form_takes_nothing(stage: Stage, form: WebForm, client: Client) -> None:
    change_web_form(form, changes={"active": False}, by=stage.by("lena"))
    with pytest.raises(FormClosed):
        send(form)
    assert client.get(door(form)).status_code == 404


def test_a_form_is_opened_by_those_who_may(stage: Stage, form: WebForm) -> None:
    with pytest.raises(NotAllowed):
        change_web_form(form, changes={"active": False}, by=stage.by("mia"))
    for changes, why in (
        ({"origins": "spree.example"}, "is no site"),
        ({"origins": "https://a.example/path"}, "is no site"),
        ({"owner": stage.users["mia"]}, "does not see leads"),
        ({"consent_purpose": ""}, "purpose in words"),
        ({"key": "mine"}, "has no key"),
        ({"per_hour": 0}, "per hour|an hour"),
    ):
        with pytest.raises(Invalid, match=why):
            change_web_form(form, changes=changes, by=stage.by("lena"))


def test_its_leads_may_come_to_somebody(stage: Stage, form: WebForm) -> None:
    change_web_form(form, changes={"owner": stage.users["lena"], "language": "de"}, by=stage.by("lena"))
    lead = send(form).lead
    assert lead is not None and (lead.owner, lead.status, lead.language) == (stage.users["lena"], "working", "de")


def test_its_own_page_in_its_language(stage: Stage, form: WebForm, client: Client) -> None:
    change_web_form(form, changes={"language": "de"}, by=stage.by("lena"))
    shown = client.get(door(form)).content.decode()
    assert "Ihr Name" in shown and "Send news." in shown and "Spree Studio GmbH" in shown
    wrong = client.post(door(form), {"name": "Mara", "email": "nobody", "message": "Hallo"})
    assert wrong.status_code == 400 and "Bitte sehen Sie" in wrong.content.decode()
    sent = client.post(door(form), TOLD | {"agreed": "on"}, headers={"Origin": "http://testserver"})
    assert sent.status_code == 200 and "Ihre Nachricht ist angekommen" in sent.content.decode()
    assert Lead.objects.get().consented_at is not None
    assert "sessionid" not in sent.cookies


def test_a_site_may_send_to_it_and_is_led_to_its_thanks(stage: Stage, form: WebForm) -> None:
    change_web_form(form, changes={"thanks_url": f"{SITE}/thanks"}, by=stage.by("lena"))
    client = Client(enforce_csrf_checks=True)
    sent = client.post(door(form), TOLD, headers={"Origin": SITE})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{SITE}/thanks")
    foreign = client.post(door(form), TOLD | {"message": "x"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403 and "Access-Control-Allow-Origin" not in foreign.headers
    assert Lead.objects.count() == 1


def test_a_script_may_send_json(stage: Stage, form: WebForm, client: Client) -> None:
    asked = client.options(door(form), headers={"Origin": SITE})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, SITE)

    def post(body: Any) -> Any:
        text = body if isinstance(body, str) else json.dumps(body)
        return client.post(door(form), text, content_type="application/json", headers={"Origin": SITE})

    assert post(TOLD | {"agreed": True, "website": "https://ahorn.example"}).json() == {"received": True}
    assert Lead.objects.get().website == "https://ahorn.example"
    assert post({"name": "x"}).json()["fields"].keys() == {"email", "message"}
    assert post(TOLD | {"website": "javascript:alert(1)", "message": "b"}).json()["fields"].keys() == {"website"}
    for hostile in (
        "{",
        "[]",
        '{"name": 1}',
        '{"name": {"a": 1}}',
        '"' + "x" * 60_000 + '"',
        "\udcff".encode("utf-8", "surrogatepass"),
    ):
        answer = client.post(door(form), hostile, content_type="application/json", headers={"Origin": SITE})
        assert answer.status_code == 400, answer.content
    assert post(TOLD | {"homepage": "x", "message": "c"}).json() == {"received": True}  # held, and not told so
    assert Submission.objects.held().count() == 1


def test_nuls_and_half_characters_are_no_fault(stage: Stage, form: WebForm, client: Client) -> None:
    for message in ("\0", "a\ud800b", "\u202e" * 100):
        body = json.dumps(TOLD | {"message": message})
        assert client.post(door(form), body, content_type="application/json").status_code in (201, 400)


def test_the_sender_behind_our_proxy_is_the_one_it_saw(stage: Stage, form: WebForm, client: Client) -> None:
    change_web_form(form, changes={"per_hour": 1}, by=stage.by("lena"))
    with override_settings(BEHIND_PROXY=True):
        for number in range(3):
            body = TOLD | {"message": f"Message {number}"}
            sent = client.post(door(form), body, headers={"X-Forwarded-For": f"10.0.0.1, 203.0.113.{number}"})
            assert sent.status_code == 200
        forged = client.post(door(form), TOLD, headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.2"})
        assert forged.status_code == 429
    direct = client.post(door(form), TOLD | {"message": "No proxy"}, headers={"X-Forwarded-For": "203.0.113.2"})
    assert direct.status_code == 200  # without a proxy the header says nothing


def test_the_office_s_pages(stage: Stage, form: WebForm, browser: Callable[[str], Client]) -> None:
    lena = browser("lena")
    held = send(form, trap="x")
    shown = lena.get(reverse("web-form", args=[form.pk])).content.decode()
    assert form.key in shown and "&lt;form method=" in shown
    assert "Mara Ahorn" in lena.get(reverse("submissions")).content.decode()
    one = lena.get(reverse("submission", args=[held.pk])).content.decode()
    assert "Can you build us a portal?" in one and "people do not see" in one
    led = lena.post(reverse("submission-release", args=[held.pk]))
    assert led.headers["Location"] == reverse("lead", args=[Lead.objects.get().pk])
    spam = send(form, trap="x", told=TOLD | {"message": "Buy"})
    assert lena.post(reverse("submission-discard", args=[spam.pk])).status_code == 302
    assert lena.post(reverse("submission-discard", args=[spam.pk])).status_code == 409
    new = {"entity": stage.entity.pk, "name": "Ask", "source": "Landing page", "language": "fr", "per_hour": "5"}
    assert lena.post(reverse("web-form-new"), new).status_code == 302
    made = WebForm.objects.get(name="Ask")
    changed = {"name": "Ask us", "source": "Landing page", "language": "fr", "per_hour": "5", "active": "on"}
    assert lena.post(reverse("web-form-changes", args=[made.pk]), changed).status_code == 302
    assert "Ask us" in lena.get(reverse("web-forms")).content.decode()
    assert browser("mia").get(reverse("web-forms")).status_code == 403


def test_over_the_api(stage: Stage, form: WebForm, browser: Callable[[str], Client]) -> None:
    lena = browser("lena")
    body = {"legal_entity": str(stage.entity.pk), "name": "Api", "source": form.source_id, "per_hour": 3}
    made = lena.post("/api/v1/web-forms/", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["per_hour"] == 3, made.content
    held = send(form, trap="x")
    done = lena.post(f"/api/v1/web-form-submissions/{held.pk}/release/", {}, content_type="application/json")
    assert done.json()["status"] == "taken"
