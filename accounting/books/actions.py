"""One way into the ledger: `post_many` (STYLE rule 10)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from accounting.books.models import AccountRole, JournalEntry, LedgerAccount, Period, Posting
from accounting.books.postings import EntryDraft, Line
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor, current
from billing_suite.kernel.values.dates import month_end, month_start
from billing_suite.kernel.values.money import to_minor
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.events import publish


class AccountMissing(Refusal):
    """No account plays this role in the legal entity's chart."""

    code = "account-missing"


class PeriodNotOpen(Refusal):
    """Nothing is posted into a closed period, or one that was never opened (INV-05)."""

    code = "period-not-open"


class AccountSetUp(TypedDict, total=False):
    """One line of a chart as set up: the parts it plays are `role` or `role:key`."""

    number: str
    name: str
    type: str
    control: bool
    roles: list[str]


@verb("set up a chart of accounts", jobs=True)
def set_up_chart(entity: LegalEntity, *, accounts: list[AccountSetUp], by: Actor) -> list[LedgerAccount]:
    """The ledger accounts of a legal entity and the parts they play."""
    made = [
        LedgerAccount(
            legal_entity=entity,
            number=each["number"],
            name=each["name"],
            type=each["type"],
            is_control=each.get("control", False),
        )
        for each in accounts
    ]
    for account in made:
        account.full_clean(exclude=["id"])
    LedgerAccount.objects.bulk_create(made)
    AccountRole.objects.bulk_create(
        [
            AccountRole(legal_entity=entity, role=part.partition(":")[0], key=part.partition(":")[2], account=account)
            for account, each in zip(made, accounts, strict=True)
            for part in each.get("roles", [])
        ]
    )
    return made


@verb("open periods", jobs=True)
def open_periods(entity: LegalEntity, *, first: date, months: int, by: Actor) -> list[Period]:
    """Monthly periods from the month of `first` on; those that exist stay as they are."""
    known = set(Period.objects.filter(legal_entity=entity).values_list("starts_on", flat=True))
    starts = [month_start(first, n) for n in range(months)]
    return Period.objects.bulk_create(
        [Period(legal_entity=entity, starts_on=s, ends_on=month_end(s)) for s in starts if s not in known]
    )


@verb("close a period")
def close_period(period: Period, *, by: Actor) -> Period:
    """No posting is dated in it any more; waits for postings in flight (INV-05)."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.status == "closed":
        raise PeriodNotOpen(f"{period} is closed already", record=str(period), rule="INV-05")
    period.status = "closed"
    period.save(update_fields=["status"])
    publish("period.closed", period)
    return period


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

    def period(self, entity: LegalEntity, on: date, reference: str) -> Period:
        """The open period of a date, or a refusal."""
        for period in self.periods.get(entity.pk, ()):
            if period.starts_on <= on <= period.ends_on:
                if period.status == "open":
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

    Three writes, whatever the count. `references` takes the documents' numbers just before the flip,
    so that the series is locked as briefly as can be. Call within a verb, with everything decided before.
    """
    acting = current()
    entries = [
        JournalEntry(
            legal_entity=draft.legal_entity,
            period=chart.period(draft.legal_entity, draft.on, draft.reference),
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
            actor=acting.actor.tag if acting else "",
        )
        for draft in drafts
    ]
    JournalEntry.objects.bulk_create(entries)
    faults.point("post.after_entries")
    Posting.objects.bulk_create(
        [_posting(entry, line, chart) for entry, draft in zip(entries, drafts, strict=True) for line in draft.lines],
        batch_size=2000,
    )
    faults.point("post.after_postings")
    for entry, reference in zip(entries, references() if references else [e.reference for e in entries], strict=True):
        entry.status, entry.reference = "posted", reference
    JournalEntry.objects.bulk_update(entries, ["status", "reference"], batch_size=500)
    return entries


def _posting(entry: JournalEntry, line: Line, chart: Chart) -> Posting:
    return Posting(
        entry=entry,
        legal_entity=entry.legal_entity,
        account=chart.account(entry.legal_entity, line.role, line.key),
        on=entry.on,
        currency=entry.currency,
        amount_minor=to_minor(line.amount),
        base_currency=entry.base_currency,
        base_minor=to_minor(line.base),
        customer_id=line.customer,
        contract_id=line.contract,
        project_id=line.project,
        tax_component=line.tax_component,
    )
