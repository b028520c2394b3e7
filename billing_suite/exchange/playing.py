"""Replay a timeline through the verbs: each line once, in its own transaction, with its date and its person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from billing_suite.exchange.expecting import check_expectation, check_refusal
from billing_suite.exchange.models import PlayedLine, Timeline
from billing_suite.exchange.resolving import Scene, actor_of, arguments_of, find_verb
from billing_suite.exchange.timelines import BadTimeline, TimelineFile, TimelineLine, expand, resolve_date
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import doorway
from billing_suite.kernel.record.rehearsal import is_rehearsal, mark_rehearsal
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all


class NotARehearsal(Refusal):
    """The database holds real business, or was not marked when it was made."""

    code = "not-a-rehearsal"


@dataclass(frozen=True)
class Played:
    """How far a play came: lines played now, lines that were played before, lines still to come."""

    name: str
    anchor: date
    played: int
    before: int
    waiting: int


def rehearsal_database(name: str) -> None:
    """Only a marked database is played in; one that holds nothing yet is marked now, for ever."""
    if is_rehearsal():
        return
    if LegalEntity.objects.exists() or User.objects.exists():
        raise NotARehearsal("this database is not a rehearsal; timelines play only in one marked when it was made")
    mark_rehearsal(name, at=now())


def play(
    file: TimelineFile, *, today: date, through: date | None = None, tell: Callable[[str], None] = lambda _: None
) -> Played:
    """Play what is not yet played through a day (default: today). A changed line that was played is refused."""
    rehearsal_database(file.name)
    set_up_roles()
    anchor = resolve_date(file.anchor, today) if file.anchor else today
    timeline, _ = Timeline.objects.get_or_create(name=file.name, defaults={"anchor": anchor, "first_played_at": now()})
    lines = expand(file, timeline.anchor)
    known = {line.position: line for line in timeline.lines.all()}
    if gone := set(known) - {line.position for line in lines}:
        raise BadTimeline(f"line {min(gone)} was played, and is not there any more", record=file.name)
    scene = Scene(timeline.anchor, timeline.anchor)
    last, played = through or today, 0
    with doorway("timeline", timeline=file.name):
        for line in lines:
            if line.position in known:
                remember(scene, known[line.position], line)
            elif line.on <= last:
                tell(f"{file.name}: {line.on} {line.content.get('do', 'expect')} ({line.position}/{len(lines)})")
                play_line(timeline, line, scene)
                played += 1
    return Played(file.name, timeline.anchor, played, len(known), len(lines) - played - len(known))


def remember(scene: Scene, known: PlayedLine, line: TimelineLine) -> None:
    """Take up what an earlier play made; a line edited since is a different past, and refused."""
    if known.content_hash != line.hash:
        raise BadTimeline(f"line {line.position} was played as something else", record=str(line.position))
    if known.key:
        scene.made[known.key] = (known.made_kind, known.made_ids)


def play_line(timeline: Timeline, line: TimelineLine, scene: Scene) -> None:
    """One verb or expectation and the note that it was played, together or not at all; then its jobs."""
    scene.on, scene.position = line.on, line.position
    content = line.content
    try:
        with transaction.atomic():
            made = perform(content, scene)
            key = content.get("as", "")
            if key and not made:
                raise BadTimeline(f"nothing is made that could be named {key!r}")
            if key:
                scene.made[key] = (made[0]._meta.label_lower, [str(row.pk) for row in made])
            kind, ids = scene.made.get(key, ("", []))
            PlayedLine.objects.create(
                timeline=timeline,
                position=line.position,
                content_hash=line.hash,
                on=line.on,
                key=key,
                made_kind=kind,
                made_ids=ids,
            )
    except Refusal as refusal:
        raise BadTimeline(
            f"line {line.position} ({line.on} {content.get('do', 'expect')}): {refusal}", record=timeline.name
        ) from refusal
    finish_all()


def perform(content: dict[str, Any], scene: Scene) -> list[models.Model]:
    """Do what the line says, and give what it made."""
    if "do" not in content:
        check_expectation(content, scene)
        return []
    verb = find_verb(content["do"])
    by = actor_of(content.get("by"))
    arguments = arguments_of(verb, content.get("with", {}), scene, by)
    if "expect" in content:
        check_refusal(lambda: verb.run(**arguments), content["expect"])
        return []
    result = verb.run(**arguments)
    if isinstance(result, Outcome):
        if result.refused:
            raise result.refused[0]
        result = list(result.done)
    made = result if isinstance(result, list) else [result]
    return [row for row in made if isinstance(row, models.Model)]
