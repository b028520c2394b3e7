"""A refusal is how the suite says no: it names the record and the rule, and nothing is half-written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError


class Refusal(Exception):
    """Something the suite will not do, and why.

    `code` is stable for machines, the message is for people, `record` is the reference or number of
    the record it is about, `rule` names the rule or invariant behind it, `status` is the HTTP answer.
    """

    code = "refused"
    status = 409

    def __init__(self, message: str, *, code: str = "", record: str = "", rule: str = "", status: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.record = record
        self.rule = rule
        self.status = status or type(self).status

    def __str__(self) -> str:
        named = f"{self.record}: " if self.record and self.record not in self.message else ""
        rule = f" ({self.rule})" if self.rule else ""
        return f"{named}{self.message}{rule}"


class NotAllowed(Refusal):
    """The person lacks the right, or a duty of theirs conflicts."""

    code = "not-allowed"
    status = 403


class NotFound(Refusal):
    """The record does not exist for this person: an unreadable one answers the same (INV-31)."""

    code = "not-found"
    status = 404


class Invalid(Refusal):
    """A wrong value; `fields` holds the messages per field."""

    code = "invalid"
    status = 400

    def __init__(
        self,
        message: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        code: str = "",
        record: str = "",
        rule: str = "",
    ) -> None:
        super().__init__(message, code=code, record=record, rule=rule)
        self.fields = {name: list(messages) for name, messages in (fields or {}).items()}


class Merged(Refusal):
    """The record was merged into another one, which is worked on in its place."""

    code = "merged"

    def __init__(self, record: Any) -> None:
        super().__init__(f"{record} was merged into {record.survivor.reference}: use that", record=record.reference)


class BrokenRule(Refusal):
    """The database's own no: a rule that stands beneath every verb, met in a race or by a path no verb foresaw."""

    code = "broken-rule"

    def __init__(self, error: IntegrityError) -> None:
        said = sentence(error)
        rule = said.split()[0] if said.startswith("INV-") else ""
        super().__init__(f"A rule of the database refuses this: {said.removeprefix(rule).strip()}", rule=rule)


def sentence(error: IntegrityError) -> str:
    """The name of a constraint is the sentence a user would say (STYLE 6); values are never shown (INV-31)."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        said = diagnosis.message_primary or ""
        return str(said if said.startswith("INV-") else (diagnosis.constraint_name or "").replace("_", " "))
    said = str(error)
    return said if said.startswith("INV-") else said.partition(": ")[2].replace("_", " ") or "a constraint"
