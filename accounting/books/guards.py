"""What the database refuses of the ledger: the posting flip is judged here, on both engines (INVARIANTS 2.1).

A journal entry is posted by one update, draft -> posted. The guard holds the entry's period, so that
closing waits for it, and counts its postings; a posting added meanwhile by another session waits on
the entry and is then refused, or was there first and is counted.
"""

from accounting.books.actions.posting import APPROVED_AS
from accounting.books.journals import RECURRING_SUBJECT, SUBJECT
from accounting.books.models import JournalEntry, ManualJournal, Period, RecurringJournal, UnfoldedEntry
from billing_suite.kernel.record import guards

CONTROL_SOURCES = (
    "invoice",
    "receipt",
    "allocation",
    "tax_return",
)  # documents that may touch control accounts (INV-09)

POSTED = "{old}.status = 'draft' AND {new}.status = 'posted'"
SUMS = """SELECT count(*) AS lines, sum(x.amount_minor) AS total, sum(x.base_minor) AS base,
    sum(CASE WHEN x.currency = {new}.currency AND x.base_currency = {new}.base_currency THEN 0 ELSE 1 END) AS strange,
    sum(CASE WHEN x."on" = {new}."on" THEN 0 ELSE 1 END) AS misdated,
    sum(CASE WHEN x.legal_entity_id = {new}.legal_entity_id AND a.legal_entity_id = {new}.legal_entity_id
      AND a.active THEN 0 ELSE 1 END) AS astray,
    sum(CASE WHEN a.is_control THEN 1 ELSE 0 END) AS control
  FROM accounting_posting x JOIN accounting_ledgeraccount a ON a.id = x.account_id
  WHERE x.entry_id = {new}.id"""


def _faults(new: str, key: str) -> guards.Faults:
    """What is wrong with an entry (row `new`) that is being posted, its sums (s) and period (p) at hand."""
    sources = ", ".join(f"'{source}'" for source in CONTROL_SOURCES)
    approved = f"""EXISTS (SELECT 1 FROM kernel_approval v
      WHERE v.subject = '{APPROVED_AS}' AND v.subject_id = {key})"""
    in_its_period = f"""(p.legal_entity_id = {new}.legal_entity_id AND {new}."on" BETWEEN p.starts_on AND p.ends_on
      AND (p.status = 'open' OR p.status = 'soft_closed' AND {new}.is_controllers AND {approved}))"""
    return (
        ("INV-05 the journal entry is not dated in an open period of its entity", f"{in_its_period} IS NOT TRUE"),
        ("INV-01 a posted journal entry has two postings or more", "s.lines < 2"),
        ("INV-01 all postings carry the currency of their journal entry", "s.strange > 0"),
        ("INV-01 the postings of a journal entry sum to zero", "s.total <> 0"),
        ("INV-02 the postings of a journal entry sum to zero in the books currency", "s.base <> 0"),
        ("INV-05 postings are dated as their journal entry", "s.misdated > 0"),
        ("INV-13 postings go to active accounts of the journal entry's entity", "s.astray > 0"),
        (
            "INV-09 a control account is posted to by its documents only",
            f"s.control > 0 AND ({new}.source_kind NOT IN ({sources}) OR {new}.source_id = '')",
        ),
    )


def _posting_on_postgresql() -> list[guards.StatementTrigger]:
    key = guards.key_text(JournalEntry, "n", sqlite=False)
    flips = POSTED.format(old="o", new="n")
    periods = f"SELECT n.period_id FROM {guards.pairs('id')} WHERE {flips}"
    found = f"""SELECT {guards.judged(_faults("n", key), "n.id")}
    FROM {guards.pairs("id")} LEFT JOIN accounting_period p ON p.id = n.period_id
    CROSS JOIN LATERAL ({SUMS.format(new="n")}) s WHERE {flips}"""
    body = guards.settled("INV-01") + guards.hold("accounting_period", periods) + guards.refuse_each(found)
    return [guards.StatementTrigger("UPDATE", body)]


def _posting_on_sqlite() -> list[guards.RowTrigger]:
    key = guards.key_text(JournalEntry, "NEW", sqlite=True)
    source = f"({SUMS.format(new='NEW')}) s LEFT JOIN accounting_period p ON p.id = NEW.period_id"
    judged = guards.abort_each(_faults("NEW", key), source)
    return [guards.RowTrigger("BEFORE", "UPDATE", judged, POSTED.format(old="OLD", new="NEW"))]


OVERLAP = "INV-05 the periods of a legal entity do not overlap"


def _periods_on_postgresql() -> list[guards.StatementTrigger]:
    found = """SELECT n.id::text FROM new_rows n JOIN accounting_period q ON q.legal_entity_id = n.legal_entity_id
    AND q.id <> n.id AND q.starts_on <= n.ends_on AND q.ends_on >= n.starts_on"""
    held = guards.hold("kernel_legalentity", "SELECT n.legal_entity_id FROM new_rows n", lock="NO KEY UPDATE")
    return [guards.StatementTrigger("INSERT", held + guards.refuse(found, OVERLAP))]


def _periods_on_sqlite() -> list[guards.RowTrigger]:
    overlaps = """EXISTS (SELECT 1 FROM accounting_period q WHERE q.legal_entity_id = NEW.legal_entity_id
    AND q.id <> NEW.id AND q.starts_on <= NEW.ends_on AND q.ends_on >= NEW.starts_on)"""
    return [guards.RowTrigger("BEFORE", "INSERT", guards.abort(OVERLAP), overlaps)]


STEPPED = "INV-06 a period is closed and reopened by a step that says who, when and why"


def _has_its_step(before: str, after: str, unequal: str) -> str:
    """The status changed, and the new step is not there, not new, or says another status."""
    return f"""{before}.status <> {after}.status AND NOT ({after}.step_id {unequal} {before}.step_id AND EXISTS (
      SELECT 1 FROM accounting_periodstep s
      WHERE s.id = {after}.step_id AND s.period_id = {after}.id AND s.status = {after}.status))"""


def _steps_on_postgresql() -> list[guards.StatementTrigger]:
    strays = _has_its_step("o", "n", "IS DISTINCT FROM")
    found = f"SELECT n.id::text FROM {guards.pairs('id')} WHERE {strays}"
    return [guards.StatementTrigger("UPDATE", guards.refuse(found, STEPPED))]


def _steps_on_sqlite() -> list[guards.RowTrigger]:
    return [guards.RowTrigger("BEFORE", "UPDATE", guards.abort(STEPPED), _has_its_step("OLD", "NEW", "IS NOT"))]


UNFOLDED = "INSERT INTO accounting_unfoldedentry (entry_id, period_id)"


def _unfolded_on_postgresql() -> list[guards.StatementTrigger]:
    found = f"SELECT n.id, n.period_id FROM {guards.pairs('id')} WHERE {POSTED.format(old='o', new='n')}"
    return [guards.StatementTrigger("UPDATE", f"\n  EXECUTE $q${UNFOLDED} {found}$q$;")]


def _unfolded_on_sqlite() -> list[guards.RowTrigger]:
    written = f"{UNFOLDED} VALUES (NEW.id, NEW.period_id);"
    return [guards.RowTrigger("AFTER", "UPDATE", written, POSTED.format(old="OLD", new="NEW"))]


APPROVED = "INV-27 a journal is posted with another person's approval of what it says"


def _unapproved(model: type[ManualJournal] | type[RecurringJournal], row: str, key: str) -> str:
    """The row's approval is not one of this journal as it stands, nor that of the recurring journal it comes from."""
    subject, state = (SUBJECT, "posted") if model is ManualJournal else (RECURRING_SUBJECT, "active")
    own = f"""EXISTS (SELECT 1 FROM kernel_approval v WHERE v.id = {row}.approval_id AND v.subject = '{subject}'
      AND v.subject_id = {key} AND v.version = {row}.version AND v.content_hash = {row}.content_hash)"""
    inherited = f"""EXISTS (SELECT 1 FROM accounting_recurringjournal r
      WHERE r.id = {row}.recurring_id AND r.approval_id = {row}.approval_id)"""
    either = f"{own} OR {inherited}" if model is ManualJournal else own
    return f"{row}.status = '{state}' AND NOT ({either})"


def _approved(model: type[ManualJournal] | type[RecurringJournal]) -> guards.Guard:
    """A manual or recurring journal comes into force with its approval only."""

    def on_postgresql() -> list[guards.StatementTrigger]:
        strays = _unapproved(model, "n", guards.key_text(model, "n", sqlite=False))
        return [
            guards.StatementTrigger(
                "UPDATE", guards.refuse(f"SELECT n.id::text FROM new_rows n WHERE {strays}", APPROVED)
            )
        ]

    def on_sqlite() -> list[guards.RowTrigger]:
        strays = _unapproved(model, "NEW", guards.key_text(model, "NEW", sqlite=True))
        return [guards.RowTrigger("BEFORE", "UPDATE", guards.abort(APPROVED), strays)]

    return guards.Guard(f"approved_{model._meta.db_table}", "INV-27", model, on_postgresql, on_sqlite)


guards.declare(
    guards.Guard("posting_accounting_journalentry", "INV-01", JournalEntry, _posting_on_postgresql, _posting_on_sqlite),
    guards.Guard(
        "unfolded_accounting_journalentry", "INV-12", JournalEntry, _unfolded_on_postgresql, _unfolded_on_sqlite
    ),
    guards.written_by_guards(UnfoldedEntry, inv="INV-12"),
    _approved(ManualJournal),
    _approved(RecurringJournal),
    guards.Guard("apart_accounting_period", "INV-05", Period, _periods_on_postgresql, _periods_on_sqlite),
    guards.Guard("steps_accounting_period", "INV-06", Period, _steps_on_postgresql, _steps_on_sqlite),
)
