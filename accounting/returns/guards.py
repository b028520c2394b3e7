"""What the database refuses of tax returns: a filed one that is not its lines, a paid one without its own entry."""

from accounting.returns.models import TaxReturn
from billing_suite.kernel.record import guards

FILED = "{new}.status IN ('filed', 'remitted')"
LINES = """(SELECT COALESCE(sum(l.books_tax_minor), 0) AS tax,
      COALESCE(sum(CASE WHEN l.books_currency = {new}.currency THEN 0 ELSE 1 END), 0) AS strange
    FROM accounting_taxreturnline l WHERE l.tax_return_id = {new}.id)"""
FACTS = """LEFT JOIN accounting_registration r ON r.id = {new}.registration_id
    LEFT JOIN accounting_journalentry e ON e.id = {new}.entry_id"""


def _faults(new: str, key: str) -> guards.Faults:
    """What is wrong with a return (row `new`) that stands filed or remitted."""
    entry = f"""(e.status = 'posted' AND e.legal_entity_id = r.legal_entity_id AND e."on" = {new}.remitted_on
      AND e.source_kind = 'tax_return' AND e.source_id = {key} AND e.currency = {new}.currency)"""
    return (
        ("INV-21 a filed tax return is the sum of its lines", f"lines.tax <> {new}.tax_minor OR lines.strange > 0"),
        (
            "INV-24 a remitted tax return has its own posted entry",
            f"{new}.status = 'remitted' AND {entry} IS NOT TRUE",
        ),
    )


def _on_postgresql() -> list[guards.StatementTrigger]:
    key = guards.key_text(TaxReturn, "n", sqlite=False)
    found = f"""SELECT {guards.judged(_faults("n", key), "n.reference")}
    FROM {guards.pairs("id")} {FACTS.format(new="n")} CROSS JOIN LATERAL {LINES.format(new="n")} lines
    WHERE {FILED.format(new="n")}"""
    return [guards.StatementTrigger("UPDATE", guards.settled("INV-21") + guards.refuse_each(found))]


def _on_sqlite() -> list[guards.RowTrigger]:
    key = guards.key_text(TaxReturn, "NEW", sqlite=True)
    source = f"{LINES.format(new='NEW')} lines {FACTS.format(new='NEW')}"
    judged = guards.abort_each(_faults("NEW", key), source)
    return [guards.RowTrigger("BEFORE", "UPDATE", judged, FILED.format(new="NEW"))]


guards.declare(guards.Guard("standing_accounting_taxreturn", "INV-21", TaxReturn, _on_postgresql, _on_sqlite))
