"""What the database refuses of billing: claims, claimed time, approval, numbers, open items (INV-15 to 28).

A rule that ties a lower floor's table (time) to claims stands here, in the higher room.
"""

from accounting.billing.models import BillingClaim, Invoice, OpenItem, Voiding
from billing_suite.kernel.record import guards
from projects.time.models import TimeEntry

# --- claims (INV-15, INV-16) -----------------------------------------------------------------
CLAIMED = """FROM {claims} n JOIN projects_timeentry t ON t.id = n.time_entry_id
    JOIN accounting_invoiceline l ON l.id = n.line_id JOIN accounting_invoice i ON i.id = l.invoice_id"""
CLAIM_FAULTS: guards.Faults = (
    ("INV-16 only approved, billable time is billed", "t.status <> 'approved' OR NOT t.billable"),
    ("INV-15 time is claimed by a draft invoice only", "i.status <> 'draft'"),
    ("INV-17 a claim covers its whole time entry", "n.minutes <> t.minutes"),
    ("INV-15 time is billed in the currency of its rate", "t.currency <> i.currency"),
)
KEPT = "INV-15 a claim of an issued invoice is not released"
STANDS = "i.status = 'issued' AND NOT EXISTS (SELECT 1 FROM accounting_voiding w WHERE w.open_item_id = i.id)"


def _claims_on_postgresql() -> list[guards.StatementTrigger]:
    entries = "SELECT n.time_entry_id FROM new_rows n"
    invoices = "SELECT l.invoice_id FROM new_rows n JOIN accounting_invoiceline l ON l.id = n.line_id"
    found = f"SELECT {guards.judged(CLAIM_FAULTS, 'n.time_entry_id')} {CLAIMED.format(claims='new_rows')}"
    claim = guards.hold("projects_timeentry", entries) + guards.hold("accounting_invoice", invoices)
    kept = f"SELECT n.id::text {CLAIMED.format(claims='new_rows')} WHERE {STANDS}"
    release = guards.hold("accounting_invoice", invoices) + guards.refuse(kept, KEPT)
    return [
        guards.StatementTrigger("INSERT", claim + guards.refuse_each(found)),
        guards.StatementTrigger("UPDATE", release),
    ]


def _claims_on_sqlite() -> list[guards.RowTrigger]:
    new = "(SELECT NEW.time_entry_id AS time_entry_id, NEW.line_id AS line_id, NEW.minutes AS minutes)"
    source = CLAIMED.format(claims=new).removeprefix("FROM ")
    issued = f"EXISTS (SELECT 1 {CLAIMED.format(claims=new)} WHERE {STANDS})"
    return [
        guards.RowTrigger("BEFORE", "INSERT", guards.abort_each(CLAIM_FAULTS, source)),
        guards.RowTrigger("BEFORE", "UPDATE", guards.abort(KEPT), issued),
    ]


BILLED = "INV-16 billed time is not edited, moved, deleted or un-approved"
LIVE = "EXISTS (SELECT 1 FROM accounting_billingclaim c WHERE c.time_entry_id = {row}.id AND c.released_at IS NULL)"


def _time_on_postgresql() -> list[guards.StatementTrigger]:
    edited = f"SELECT o.id::text FROM {guards.pairs('id')} WHERE {LIVE.format(row='o')}"
    gone = f"SELECT o.id::text FROM old_rows o WHERE {LIVE.format(row='o')}"
    return [
        guards.StatementTrigger("UPDATE", guards.refuse(edited, BILLED)),
        guards.StatementTrigger("DELETE", guards.refuse(gone, BILLED)),
    ]


def _time_on_sqlite() -> list[guards.RowTrigger]:
    return [
        guards.RowTrigger("BEFORE", "INSERT", guards.abort(BILLED), LIVE.format(row="NEW")),
        guards.RowTrigger("BEFORE", "UPDATE", guards.abort(BILLED), LIVE.format(row="OLD")),
        guards.RowTrigger("BEFORE", "DELETE", guards.abort(BILLED), LIVE.format(row="OLD")),
    ]


# --- approval and issue (INV-18, 19, 21, 24, 27, 28) -----------------------------------------
ISSUE_COLUMNS = (
    "status",
    "approval_id",
    "version",
    "number",
    "series_id",
    "series_number",
    "issued_on",
    "due_on",
    "entry_id",
    "rate",
    "rate_on",
    "rate_source",
    "snapshot",
)
STANDING = "{new}.status IN ('approved', 'issued', 'discarded', 'voided')"
PARTS = """(SELECT COALESCE(sum(l.net_minor), 0) AS net,
      COALESCE(sum(CASE WHEN l.currency = {new}.currency THEN 0 ELSE 1 END), 0) AS strange
    FROM accounting_invoiceline l WHERE l.invoice_id = {new}.id)"""
TAXES = "(SELECT COALESCE(sum(x.tax_minor), 0) AS tax FROM accounting_invoicetax x WHERE x.invoice_id = {new}.id)"
FACTS = """LEFT JOIN kernel_approval v ON v.id = {new}.approval_id
    LEFT JOIN kernel_numberseries s ON s.id = {new}.series_id
    LEFT JOIN accounting_journalentry e ON e.id = {new}.entry_id"""
CLAIM_OF = """EXISTS (SELECT 1 FROM accounting_billingclaim c JOIN accounting_invoiceline l ON l.id = c.line_id
    WHERE l.invoice_id = {new}.id AND c.released_at IS {state})"""


VOIDING = "EXISTS (SELECT 1 FROM accounting_voiding w WHERE w.open_item_id = {new}.id)"


def _invoice_faults(new: str, key: str) -> guards.Faults:
    """What is wrong with an invoice (row `new`) that stands approved, issued, discarded or voided."""
    approval = f"(v.subject = 'invoice' AND v.subject_id = {key})"
    version = f"(v.version = {new}.version AND v.content_hash = {new}.content_hash)"
    series = f"""(s.legal_entity_id = {new}.legal_entity_id AND s.kind = 'invoice'
      AND {new}.series_number BETWEEN 1 AND s.last)"""
    dated = f"(s.last_on = {new}.issued_on)"
    entry = f"""(e.status = 'posted' AND e.legal_entity_id = {new}.legal_entity_id AND e."on" = {new}.issued_on
      AND e.source_kind = 'invoice' AND e.source_id = {key} AND e.currency = {new}.currency)"""
    live, issued = f"{new}.status <> 'discarded'", f"{new}.status = 'issued'"
    return (
        ("INV-27 an approved invoice has an approval of its own", f"{live} AND {approval} IS NOT TRUE"),
        ("INV-28 the approval is of another version of the invoice", f"{live} AND {version} IS NOT TRUE"),
        (
            "INV-21 the invoice is not the sum of its lines and taxes",
            f"{live} AND (parts.net <> {new}.net_minor OR taxes.tax <> {new}.tax_minor OR parts.strange > 0)",
        ),
        ("INV-18 the number was not taken from the entity's series", f"{issued} AND {series} IS NOT TRUE"),
        (
            "INV-19 the issue date is not the series' last date",
            f"{issued} AND {dated} IS NOT TRUE",
        ),
        ("INV-24 an issued invoice has its own posted entry", f"{issued} AND {entry} IS NOT TRUE"),
        (
            "INV-15 a claim of the invoice was released",
            f"{issued} AND {CLAIM_OF.format(new=new, state='NOT NULL')}",
        ),
        (
            "INV-17 a discarded or voided invoice still claims time",
            f"{new}.status IN ('discarded', 'voided') AND {CLAIM_OF.format(new=new, state='NULL')}",
        ),
        ("INV-26 a voided invoice has its voiding", f"{new}.status = 'voided' AND NOT {VOIDING.format(new=new)}"),
    )


def _invoice_on_postgresql() -> list[guards.StatementTrigger]:
    key = guards.key_text(Invoice, "n", sqlite=False)
    found = f"""SELECT {guards.judged(_invoice_faults("n", key), "n.reference")}
    FROM {guards.pairs("id")} {FACTS.format(new="n")} CROSS JOIN LATERAL {PARTS.format(new="n")} parts
    CROSS JOIN LATERAL {TAXES.format(new="n")} taxes WHERE {STANDING.format(new="n")}"""
    return [guards.StatementTrigger("UPDATE", guards.settled("INV-27") + guards.refuse_each(found))]


def _invoice_on_sqlite() -> list[guards.RowTrigger]:
    key = guards.key_text(Invoice, "NEW", sqlite=True)
    source = f"{PARTS.format(new='NEW')} parts JOIN {TAXES.format(new='NEW')} taxes {FACTS.format(new='NEW')}"
    judged = guards.abort_each(_invoice_faults("NEW", key), source)
    return [guards.RowTrigger("BEFORE", "UPDATE", judged, STANDING.format(new="NEW"))]


# --- open items (INV-09, INV-14) -------------------------------------------------------------
OPENED = "INV-14 an open item is born whole, from its issued invoice"
BORN = """NOT EXISTS (SELECT 1 FROM accounting_invoice i WHERE i.id = {new}.invoice_id AND i.status = 'issued'
    AND i.gross_minor = {new}.amount_minor AND i.currency = {new}.currency AND i.customer_id = {new}.customer_id
    AND i.legal_entity_id = {new}.legal_entity_id AND i.due_on = {new}.due_on
    AND {new}.allocated_minor = 0 AND {new}.credited_minor = 0 AND {new}.base_relieved_minor = 0
    AND {new}.disputed_minor = 0)"""


# --- voiding (RULES 12) ----------------------------------------------------------------------
VOIDED = "INV-26 only an issued invoice that nobody paid is voided, whole, by the mirror of its entry"
ENDED = """NOT EXISTS (SELECT 1 FROM accounting_invoice i JOIN accounting_openitem o ON o.invoice_id = i.id
    JOIN accounting_journalentry e ON e.id = {new}.entry_id
    WHERE i.id = {new}.open_item_id AND i.status = 'issued' AND e.status = 'posted' AND e.reverses_id = i.entry_id
    AND {new}."on" = i.issued_on AND {new}.amount_minor = o.amount_minor AND {new}.base_minor = o.base_minor
    AND o.allocated_minor = 0 AND o.disputed_minor = 0)"""


def _voidings_on_postgresql() -> list[guards.StatementTrigger]:
    invoices = guards.hold("accounting_invoice", "SELECT n.open_item_id FROM new_rows n")
    found = f"SELECT n.open_item_id::text FROM new_rows n WHERE {ENDED.format(new='n')}"
    return [guards.StatementTrigger("INSERT", invoices + guards.refuse(found, VOIDED))]


def _voidings_on_sqlite() -> list[guards.RowTrigger]:
    return [guards.RowTrigger("BEFORE", "INSERT", guards.abort(VOIDED), ENDED.format(new="NEW"))]


def _open_items_on_postgresql() -> list[guards.StatementTrigger]:
    found = f"SELECT n.invoice_id::text FROM new_rows n WHERE {BORN.format(new='n')}"
    return [guards.StatementTrigger("INSERT", guards.refuse(found, OPENED))]


def _open_items_on_sqlite() -> list[guards.RowTrigger]:
    return [guards.RowTrigger("BEFORE", "INSERT", guards.abort(OPENED), BORN.format(new="NEW"))]


guards.declare(
    guards.Guard("ending_accounting_voiding", "INV-26", Voiding, _voidings_on_postgresql, _voidings_on_sqlite),
    guards.Guard("claiming_accounting_billingclaim", "INV-15", BillingClaim, _claims_on_postgresql, _claims_on_sqlite),
    guards.Guard("billed_projects_timeentry", "INV-16", TimeEntry, _time_on_postgresql, _time_on_sqlite),
    guards.Guard("standing_accounting_invoice", "INV-27", Invoice, _invoice_on_postgresql, _invoice_on_sqlite),
    guards.frozen(Invoice, when="OLD.status = 'approved'", changeable=ISSUE_COLUMNS, inv="INV-28", called="approved"),
    guards.Guard("opening_accounting_openitem", "INV-14", OpenItem, _open_items_on_postgresql, _open_items_on_sqlite),
    guards.frozen(
        OpenItem,
        when="1 = 1",
        changeable=("allocated_minor", "credited_minor", "base_relieved_minor", "disputed_minor"),
        inv="INV-14",
    ),
)
