"""Files made for one who waits: asked for in a request, made by a job, kept for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import NotAllowed, Refusal
from billing_suite.kernel.work.jobs import later
from billing_suite.kernel.work.models import Handout

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class MadeFile:
    """A file that leaves the house: its name, what kind of bytes it is, and the bytes."""

    name: str
    media_type: str
    content: bytes


def ask_handout(task: str, *, about: str, at: datetime, by: Actor, **arguments: str) -> Handout:
    """A file is wanted: `task` makes it, given the handout's id, and finds its arguments there. Call within a verb."""
    if by.kind != "user":
        raise NotAllowed(f"{by.label} is nobody to hand a file to", record=about)
    asker = User.objects.get(pk=by.key)
    handout = Handout.objects.create(about=about[:120], arguments=arguments, asked_by=asker, asked_at=at)
    later(task, about=handout.about, owner=asker, handout_id=handout.pk)
    return handout


def make_handout(handout_id: str, make: Callable[[Handout, Actor], MadeFile]) -> None:
    """Make the file outside any transaction, as whoever asked, and keep it; a refusal is kept in its place.

    Made, refused or forgotten already, nothing happens.
    """
    handout = Handout.objects.select_related("asked_by").filter(pk=handout_id, ended_at__isnull=True).first()
    if handout is None:
        return
    given: dict[str, Any] = {}
    try:
        made = make(handout, Actor.user(handout.asked_by))
        given = {"name": made.name[:120], "media_type": made.media_type, "content": made.content}
    except Refusal as refusal:
        given = {"refusal": str(refusal)[:500]}
    end_handout(handout, given=given, at=now(), by=Actor.system("handouts"))


@verb("end a handout", jobs=True)
def end_handout(handout: Handout, *, given: dict[str, Any], at: datetime, by: Actor) -> None:
    """The file that was asked for, or why there is none; once."""
    Handout.objects.filter(pk=handout.pk, ended_at__isnull=True).update(ended_at=at, **given)


@verb("forget handouts", jobs=True)
def forget_handouts(*, before: datetime, by: Actor) -> int:
    """Drop the files that were asked for before an instant: each can be asked for again."""
    dropped, _ = Handout.objects.filter(asked_at__lt=before).delete()
    return dropped
