"""What a status looks like: its tone, and the mark that says it without colour."""

from typing import Literal

Tone = Literal["neutral", "active", "positive", "warning", "danger", "ended"]

MARKS: dict[Tone, str] = {
    "neutral": "circle-dashed",
    "active": "circle-dot",
    "positive": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
    "ended": "circle-minus",
}

_TONES: dict[str, Tone] = {}


def register_tones(tone: Tone, *statuses: str) -> None:
    """Say once which tone these statuses have; a status means the same on every page.

    Raises ValueError when a status has another tone already.
    """
    for status in statuses:
        held = _TONES.setdefault(status, tone)
        if held != tone:
            raise ValueError(f"status {status!r} is {held} already, not {tone}")


def tone_of(status: object) -> Tone:
    """The tone of a status; one that nobody declared is neutral."""
    return _TONES.get(str(status), "neutral")


register_tones("neutral", "draft", "new", "planned", "open", "none")
register_tones("active", "sent", "submitted", "issued", "running", "in_progress", "qualified", "queued")
register_tones("positive", "approved", "accepted", "active", "paid", "posted", "done", "won", "sealed", "in_use")
register_tones("neutral", "unchecked")
register_tones("positive", "valid")
register_tones("warning", "unavailable", "overridden")
register_tones("danger", "invalid")
register_tones("positive", "allocated", "delivered", "complete", "completed", "billed", "passed")
register_tones("warning", "waiting", "part_paid", "pending", "due", "expiring", "uncertain", "partial", "leased")
register_tones("warning", "disputed", "soft_closed", "retrying", "missing", "returned")
register_tones("danger", "overdue", "failed", "rejected", "refused", "parked", "lapsed")
register_tones("ended", "void", "voided", "cancelled", "withdrawn", "closed", "superseded", "lost", "expired")
register_tones(
    "ended",
    "archived",
    "merged",
    "reversed",
    "revoked",
    "discarded",
    "voided",
    "withdrawn",
    "inactive",
    "ended",
    "retired",
)
