"""One way into the ledger: `post_many` (STYLE rule 10)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounting.books.models import AccountRole, JournalEntry, LedgerAccount, Period, Posting
from accounting.books.postings import EntryDraft, Line
from billing_suite.kernel.access.approvals import Approval, Making
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import current
from billing_suite.kernel.record.writes import insert_many, update_many
from billing_suite.kernel.values.money import to_minor
from billing_suite.kernel.values.refusals import Refusal

APPROVED_AS = "journal entry"  # the kind under which an entry into a soft-closed period is approved


class AccountMissing(Refusal):
    """No account plays this role in the legal entity's chart."""

    code = "account-missing"


class AccountRetired(Refusal):
    """Nothing is posted to a retired account until it is taken up again."""

    code = "account-retired"


class PeriodNotOpen(Refusal):
    """Nothing is posted into a closed period, or one that was never opened (INV-05)."""

    code = "period-not-open"


@dataclass(frozen=True)
class Chart:
    """The accounts that play roles, and the periods of a set of entries: loaded once for many."""

    accounts: Mapping[tuple[Any, str, str], LedgerAccount]
    periods: Mapping[Any, Sequence[Period]]

    def account(self, entity: LegalEntity, role: str, key: str = "") -> LedgerAccount:
        """The account of a role and key, else of the role; none is a refusal."""
        found = self.accounts.get((entity.pk, role, key)) or self.accounts.get((entity.pk, role, ""))
        if found is None or not found.active:
            raise AccountMissing(
                f"{entity.code}: no active account plays {role} {key}".strip(),
                record=entity.code,
                rule="INV-13",
            )
        return found

    def period(self, entity: LegalEntity, on: date, reference: str, *, controllers: bool = False) -> Period:
        """The open period of a date (for the controller's entries a soft-closed one too), or a refusal."""
        for period in self.periods.get(entity.pk, ()):
            if period.starts_on <= on <= period.ends_on:
                if period.status == "open" or (controllers and period.status == "soft_closed"):
                    return period
                raise PeriodNotOpen(
                    f"period {period} of {entity.code} is {period.get_status_display().lower()}",
                    record=reference,
                    rule="INV-05",
                )
        raise PeriodNotOpen(f"{entity.code} has no period for {on}", record=reference, rule="INV-05")


def load_chart(entities: Iterable[LegalEntity], dates: Iterable[date]) -> Chart:
    """Two queries. Whether a period is still open is decided again by the guard, under its lock (INV-05)."""
    ids, days = {entity.pk for entity in entities}, list(dates)
    roles = AccountRole.objects.filter(legal_entity__in=ids).select_related("account")
    periods: dict[Any, list[Period]] = {}
    spans = Period.objects.filter(legal_entity__in=ids, ends_on__gte=min(days), starts_on__lte=max(days))
    for period in spans.order_by("legal_entity", "starts_on"):
        periods.setdefault(period.legal_entity_id, []).append(period)
    return Chart({(r.legal_entity_id, r.role, r.key): r.account for r in roles}, periods)


def post_many(
    drafts: Sequence[EntryDraft], chart: Chart, *, references: Callable[[], Sequence[str]] | None = None
) -> list[JournalEntry]:
    """Write the entries and flip them to posted: the guards check balance and period there (INV-01, 02, 05).

    Three writes, whatever the count, and a query where lines name their accounts. `references` takes the
    documents' numbers just before the flip, so that the series is locked as briefly as can be. Call within
    a verb, with everything decided before.
    """
    entries = [as_entry(draft, chart) for draft in drafts]
    _refuse_retired(drafts)
    insert_many(entries)
    faults.point("post.after_entries")
    insert_many(
        [as_posting(entry, line, chart) for entry, draft in zip(entries, drafts, strict=True) for line in draft.lines]
    )
    _approve_for_soft_closed(drafts, entries)
    faults.point("post.after_postings")
    for entry, reference in zip(entries, references() if references else [e.reference for e in entries], strict=True):
        entry.status, entry.reference = "posted", reference
    update_many(entries, ["status", "reference"])
    return entries


def in_use(account: LedgerAccount, reference: str) -> LedgerAccount:
    """The account, or a refusal where it is retired."""
    if not account.active:
        raise AccountRetired(f"{account} is retired: take it up again first", record=reference, rule="INV-13")
    return account


def _refuse_retired(drafts: Sequence[EntryDraft]) -> None:
    """Accounts that play a part are active; those that a line names may have been retired since it was written."""
    named = {line.account: draft.reference for draft in reversed(drafts) for line in draft.lines if line.account}
    if named:
        for account in LedgerAccount.objects.filter(pk__in=named, active=False).order_by("number"):
            in_use(account, named[account.pk])


def as_entry(draft: EntryDraft, chart: Chart) -> JournalEntry:
    """The draft row of an entry, in the open period of its day."""
    acting = current()
    return JournalEntry(
        legal_entity=draft.legal_entity,
        period=chart.period(draft.legal_entity, draft.on, draft.reference, controllers=draft.approval is not None),
        on=draft.on,
        description=draft.description[:200],
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        reference=draft.reference,
        currency=draft.rate.base,
        base_currency=draft.rate.quote,
        rate=draft.rate.rate,
        rate_on=draft.rate.on,
        rate_source=draft.rate.source,
        is_controllers=draft.approval is not None,
        reverses_id=draft.reverses,
        actor=acting.actor.tag if acting else "",
    )


def _approve_for_soft_closed(drafts: Sequence[EntryDraft], entries: Sequence[JournalEntry]) -> None:
    """The approval row that a controller's entry into a soft-closed period needs, under the entry's id (INV-05)."""
    pairs = [(each.approval, entry) for each, entry in zip(drafts, entries, strict=True) if each.approval is not None]
    makers = [
        Making(subject=APPROVED_AS, subject_id=str(entry.pk), maker=maker)
        for approval, entry in pairs
        for maker in approval.makers.split("|")
        if maker
    ]
    Making.objects.bulk_create(makers)
    Approval.objects.bulk_create([_approval_of(entry, approval) for approval, entry in pairs])


def _approval_of(entry: JournalEntry, given: Approval) -> Approval:
    facts = {f.attname: getattr(given, f.attname) for f in Approval._meta.concrete_fields if f.name != "id"}
    return Approval(**{**facts, "subject": APPROVED_AS, "subject_id": str(entry.pk), "version": 1})


def as_posting(entry: JournalEntry, line: Line, chart: Chart) -> Posting:
    """The row of a line, on the account that it names or whose part it asks for."""
    return Posting(
        entry=entry,
        legal_entity=entry.legal_entity,
        account_id=line.account or chart.account(entry.legal_entity, line.role, line.key).pk,
        on=entry.on,
        currency=entry.currency,
        amount_minor=to_minor(line.amount),
        base_currency=entry.base_currency,
        base_minor=to_minor(line.base),
        customer_id=line.customer,
        contract_id=line.contract,
        project_id=line.project,
        product=line.product,
        tax_component=line.tax_component,
    )
