"""Leads from a CSV: all rows or none, and nobody twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.sheets import BadCell, Cells, RowsRefused, open_sheet
from billing_suite.kernel.values.refusals import Invalid
from crm.leads.actions.leads import Heard, receive_leads
from crm.leads.models import OPEN, Campaign, Lead, LeadSource

COLUMNS: Mapping[str, Sequence[str]] = {
    "name": ("name", "full name", "contact", "contact name", "kontakt"),
    "given": ("given name", "first name", "firstname", "vorname"),
    "surname": ("surname", "last name", "lastname", "family name", "nachname"),
    "title": ("title", "job title", "position", "funktion"),
    "firm": ("firm", "company", "company name", "organization", "organisation", "account", "firma"),
    "email": ("email", "email address", "mail"),
    "phone": ("phone", "phone number", "mobile", "telefon"),
    "website": ("website", "web site", "url", "web"),
    "country": ("country code", "country", "land"),
    "language": ("language", "sprache"),
    "message": ("message", "notes", "note", "comment", "description", "nachricht"),
}
DIRECT = ("title", "firm", "email", "phone", "country", "language", "message")
MOST_ROWS = 20_000


@dataclass(frozen=True)
class LeadsImported:
    """What came of a file: the leads received, and the lines of those who are open leads of the entity already."""

    leads: Sequence[Lead]
    known: Sequence[int]

    @property
    def received(self) -> int:
        """How many are new."""
        return len(self.leads)


@verb("import leads", right="receive_lead")
def import_leads(
    data: bytes | str | BinaryIO,
    *,
    entity: LegalEntity,
    source: LeadSource,
    campaign: Campaign | None = None,
    at: datetime,
    by: Actor,
) -> LeadsImported:
    """Each row a lead of the entity's queue: name (or given name and surname), e-mail or phone, and what else is told.

    Who is an open lead there by the same e-mail already, or stands twice in the file, is passed over. Any wrong row
    refuses the whole file (RowsRefused tells every one). Raises SheetRefused for a file that cannot be read.
    """
    _, sheet = open_sheet(data, columns=COLUMNS, required=())
    rows = [(cells.line, _told(cells), cells) for cells in sheet]
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid(f"a list of leads has 1 to {MOST_ROWS:,} rows, not {len(rows):,}")
    bad = [BadCell(line, "row", f"{c.too_many} more cells than columns") for line, _, c in rows if c.too_many]
    mails = {told["email"].casefold() for _, told, _ in rows if told.get("email")}
    open_rows = Lead.objects.filter(legal_entity=entity, status__in=OPEN).exclude(email="")
    seen = {mail.casefold() for mail in open_rows.values_list("email", flat=True)} & mails
    fresh: list[tuple[int, dict[str, Any]]] = []
    known: list[int] = []
    for line, told, _ in rows:
        mail = told.get("email", "").casefold()
        (known.append(line) if mail and mail in seen else fresh.append((line, told)))
        seen.add(mail)
    heard: list[Heard] = [{"told": told, "source": source, "campaign": campaign} for _, told in fresh]
    outcome = receive_leads(entity, heard=heard, at=at, by=by)
    for refusal in outcome.refused:
        fields = getattr(refusal, "fields", {})
        bad.append(BadCell(fresh[int(refusal.record)][0], next(iter(fields), "row"), refusal.message))
    if bad:
        raise RowsRefused(bad, rows=len(rows))
    return LeadsImported(outcome.done, known)


def _told(cells: Cells) -> dict[str, Any]:
    """What a row says, as a lead is told."""
    texts = {column: text.strip() for column, text in cells.texts.items()}
    name = texts.get("name") or " ".join(part for part in (texts.get("given"), texts.get("surname")) if part)
    told = {"name": name} | {field: texts[field] for field in DIRECT if texts.get(field)}
    if site := texts.get("website"):
        told["website"] = site if "://" in site else f"https://{site}"
    if "country" in told:
        told["country"] = told["country"].upper()
    if "language" in told:
        told["language"] = told["language"].lower()
    return told
