"""Web forms: opened and changed, and what is sent through them becomes a lead, or is held for somebody to say."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import only
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.leads.actions.leads import TOLD, Heard, put_on_desk, receive_leads, told_lead
from crm.leads.models import Lead, LeadSource, Submission, WebForm
from crm.leads.spam import looks_like_spam, signs_of

ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,200}(:\d{1,5})?", re.ASCII)
SETTABLE = {
    "name",
    "source",
    "campaign",
    "owner",
    "language",
    "origins",
    "thanks_url",
    "consent_purpose",
    "consent_wording",
    "per_hour",
    "active",
}
SAME_WITHIN = timedelta(minutes=15)
KEPT_FOR = timedelta(days=30)
AGREED = "agreed"  # among what a held one says
OF_ALL = 10  # times what one sender may send in an hour


class FormClosed(Refusal):
    """The form takes no answers."""

    code = "web-form-closed"
    status = 410


class TooMany(Refusal):
    """More answers within the hour than the form takes."""

    code = "too-many-submissions"
    status = 429


class Settled(Refusal):
    """The submission was released or discarded already."""

    code = "submission-settled"


@verb("open a web form", jobs=True)
def open_web_form(
    entity: LegalEntity, *, name: str, source: LeadSource, facts: Mapping[str, Any] | None = None, by: Actor
) -> WebForm:
    """A form whose answers become leads of a legal entity.

    `facts`: campaign, owner (who works on its leads at once), language, origins (sites that may send to it, one a
    line), thanks_url, consent_purpose and consent_wording (both or none), per_hour (answers of one sender).
    """
    form = WebForm(key=secrets.token_urlsafe(18), legal_entity=entity, source=source, name=name)
    return _settle(form, facts or {}, "web_form.opened")


@verb("change a web form", right="open_web_form")
def change_web_form(form: WebForm, *, changes: Mapping[str, Any], by: Actor) -> WebForm:
    """What it is from now on; one that is not active takes no answers. Leads keep the consent as it was given."""
    return _settle(WebForm.objects.select_for_update().get(pk=form.pk), changes, "web_form.changed")


def _settle(form: WebForm, facts: Mapping[str, Any], event: str) -> WebForm:
    if unknown := sorted(set(facts) - SETTABLE):
        raise Invalid(f"a web form has no {unknown[0]}", record=form.name, fields={unknown[0]: ["unknown"]})
    for field, value in facts.items():
        setattr(form, field, value)
    form.origins = "\n".join(site.rstrip("/").lower() for site in form.origins.split())
    for site in form.sites:
        if not ORIGIN.fullmatch(site):
            raise Invalid(
                f"{site[:80]} is no site: write it like https://www.example.com",
                record=form.name,
                fields={"origins": ["not a site"]},
            )
    if form.owner is not None:
        put_on_desk(Lead(legal_entity=form.legal_entity, reference=form.name), form.owner)
    new = form._state.adding
    form.full_clean(exclude=["id"])
    form.save(force_insert=new)
    publish(event, form)
    return form


@verb("submit a web form", jobs=True)
def submit_web_form(
    form: WebForm,
    *,
    told: dict[str, str],
    agreed: bool = False,
    sender: str,
    trap: str = "",
    seconds: int | None = None,
    at: datetime,
    by: Actor,
) -> Submission:
    """Somebody filled in a form: a lead, or held where it looks like spam.

    `told` is what a lead is told by (name, and e-mail or phone); `agreed` that they ticked the form's consent;
    `sender` the address it came from, of which only a keyed hash is kept; `trap` and `seconds` as in `signs_of`.
    The same words of the same sender within a quarter of an hour are one submission. Raises TooMany above the
    form's rate, FormClosed, Invalid.
    """
    held = (
        WebForm.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "source", "campaign", "owner")
        .get(pk=form.pk)
    )
    if not held.active:
        raise FormClosed(f"{held.name} takes no answers any more", record=held.name)
    if unknown := sorted(set(told) - TOLD):
        raise Invalid(f"a lead has no {unknown[0]}", fields={unknown[0]: ["unknown"]})
    who, what = keyed(f"{held.pk} {sender}"), keyed(words_of(told))
    recent = Submission.objects.filter(form=held, received_at__gt=at - timedelta(hours=1))
    again = recent.filter(sender=who, digest=what, received_at__gt=at - SAME_WITHIN).first()
    if again is not None:
        return again
    if recent.filter(sender=who).count() >= held.per_hour or recent.count() >= held.per_hour * OF_ALL:
        raise TooMany(f"{held.name} takes no more answers within this hour", record=held.name)
    others = Submission.objects.filter(digest=what, received_at__gt=at - timedelta(days=1)).exclude(sender=who)
    sent_before = others.values("sender").distinct().count() if told.get("message") else 0
    signs = signs_of(told, trap=trap, seconds=seconds, sent_before=sent_before)
    made = Submission(form=held, received_at=at, sender=who, digest=what, signs=[sign.what for sign in signs])
    heard = _heard(held, told, agreed=agreed)
    if looks_like_spam(signs):
        told_lead(held.legal_entity, heard, at=at)  # what cannot become a lead is refused, not held
        made.status, made.told = "held", dict(told) | ({AGREED: "yes"} if agreed else {})
    else:
        made.status, made.lead = "taken", only(receive_leads(held.legal_entity, heard=[heard], at=at, by=by))
    made.save(force_insert=True)
    publish(f"web_form.{made.status}", made)
    return made


@verb("release a submission", right="receive_lead")
def release_submission(submission: Submission, *, by: Actor) -> Submission:
    """It is no spam: it becomes a lead, received when it was sent."""
    held = _held(submission)
    told = dict(held.told)
    heard = _heard(held.form, told, agreed=bool(told.pop(AGREED, "")))
    made = receive_leads(held.form.legal_entity, heard=[heard], at=held.received_at, by=by)
    held.lead, held.status, held.told = only(made), "taken", {}
    held.save()
    publish("web_form.taken", held)
    return held


@verb("discard a submission", right="receive_lead")
def discard_submission(submission: Submission, *, by: Actor) -> Submission:
    """It is spam: what it said is not kept."""
    held = _held(submission)
    held.status, held.told = "discarded", {}
    held.save()
    publish("web_form.discarded", held)
    return held


@verb("forget submissions", right="receive_lead", jobs=True)
def forget_submissions(*, at: datetime, by: Actor) -> int:
    """Discard what was held for thirty days and nobody released; how many."""
    old = Submission.objects.filter(status="held", received_at__lt=at - KEPT_FOR)
    return old.update(status="discarded", told={})


def keyed(text: str) -> str:
    """A hash that only this installation can make: nothing can be read back from it, or tried out without its key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def words_of(told: Mapping[str, str]) -> str:
    """What makes two answers the same: the message but for case and blanks, or all of it where there is none."""
    said = " ".join(told.get("message", "").casefold().split())
    return said or json.dumps(told, sort_keys=True)


def _heard(form: WebForm, told: Mapping[str, Any], *, agreed: bool) -> Heard:
    consent = {"purpose": form.consent_purpose, "wording": form.consent_wording} if agreed else None
    facts = {"language": form.language} | {name: value for name, value in told.items() if value}
    return {
        "told": facts,
        "source": form.source,
        "campaign": form.campaign,
        "owner": form.owner,
        "consent": consent if form.consent_wording else None,
    }


def _held(submission: Submission) -> Submission:
    rows = Submission.objects.select_related("form__legal_entity", "form__source", "form__campaign", "form__owner")
    held = rows.select_for_update(of=("self",)).get(pk=submission.pk)
    if held.status != "held":
        raise Settled(f"it is {held.status} already", record=str(held))
    return held
