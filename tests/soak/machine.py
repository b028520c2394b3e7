"""The machine: any person does anything, again, late or out of turn; after each step the books are the model's."""

import inspect
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounting.billing.actions import approve_invoices, discard_invoices, issue_invoices, return_invoices
from accounting.billing.models import BillingClaim, Invoice, OpenItem
from accounting.billing.runs import start_billing_run
from accounting.books import actions as books
from accounting.books.models import JournalEntry, LedgerAccount, ManualJournal, Period
from accounting.books.reports import balances
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Receipt
from billing_suite.kernel.firm.closing import close_items
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.values.refusals import BrokenRule, Refusal
from billing_suite.kernel.work.jobs import finish_all
from projects.time.actions import approve_time, log_time, return_time, submit_time
from projects.time.models import TimeEntry
from tests.accounting.books.writing import pair
from tests.builders import SET_UP, noon
from tests.soak.model import ROLES, Model, net_of
from tests.soak.scene import CURRENCIES, Scene

WHO = st.sampled_from(["fay", "fay", "hannah", "hannah", "clara", "clara", "jonas", "lena", "ada", "otto"])
CURRENCY = st.sampled_from(sorted(CURRENCIES))
SPENT = st.sampled_from(["6000", "1400", "0500"])
SCENES: list[Scene] = []  # set once by the runner
SEEN: Counter[str] = Counter()  # how often each rule went through, and was refused
LIMIT = date(2026, 11, 27)


class Agency(RuleBasedStateMachine):
    """One story, in a transaction that is rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scene, self.model, self.today = SCENES[0], Model(), date(2026, 3, 2)
        self.last: Callable[[], None] = lambda: None

    def teardown(self) -> None:
        """Count everything again, then take it all back."""
        try:
            broken = [f"{f.check.invariant} {f.check.says}: {f.first}" for f in run_checks() if not f.holds]
            assert not broken, broken
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, work: Callable[[], Any], effect: Callable[[Any], None]) -> None:
        """Do it; a refusal leaves the model as it is. The database's own no is a bug of the verb."""

        name = inspect.stack()[1].function

        def do() -> None:
            try:
                done = work()
            except BrokenRule as error:
                raise AssertionError(f"only the database said no: {error}") from error
            except Refusal:
                SEEN[f"{name} refused"] += 1
                return
            SEEN[name] += 1
            effect(done)

        self.last = do
        do()

    def by(self, name: str) -> Any:
        """Somebody of the cast."""
        return self.scene.stage.by(name)

    @initialize(currency=CURRENCY, minutes=st.integers(1, 600), minor=st.integers(1, 10**6))
    def begin(self, currency: str, minutes: int, minor: int) -> None:
        """In March, with a first invoice and a first receipt, so that each story has something to go wrong with."""
        self.work(currency, "developer", minutes, "mia")
        self.approve_hours("jonas")
        self.bill("fay")
        self.approve_drafts("hannah")
        self.issue("hannah")
        self.receive(currency, minor, "fay")
        self.work(currency, "designer", minutes, "tom")

    # --- time, in both senses --------------------------------------------------------------------
    @rule(days=st.integers(1, 12))
    @precondition(lambda self: self.today < LIMIT)
    def later(self, days: int) -> None:
        """The clock goes on."""
        self.today += timedelta(days=days)

    @rule()
    def again(self) -> None:
        """The last call once more."""
        self.last()

    @rule(
        currency=CURRENCY, role=st.sampled_from(ROLES), minutes=st.integers(1, 600), who=st.sampled_from(["mia", "tom"])
    )
    def work(self, currency: str, role: str, minutes: int, who: str) -> None:
        """Hours are logged and handed in."""
        task, person = self.scene.tasks[currency, role], self.scene.stage.people[who]

        def log() -> None:
            entry = log_time(person, task=task, work_date=self.today, minutes=minutes, by=self.by(who))
            submit_time([entry], by=self.by(who))

        self.attempt(log, lambda done: None)

    @rule(who=st.sampled_from(["jonas", "mia", "fay"]))
    def approve_hours(self, who: str) -> None:
        """Whoever may approves what is handed in."""
        entries = list(TimeEntry.objects.filter(status="submitted"))

        def known(outcome: Any) -> None:
            for entry in outcome.done:
                role = "designer" if entry.task.name == "Design" else "developer"
                assert entry.person.user_id != self.scene.stage.users[who].pk, "nobody approves their own time"
                self.model.approved[entry.pk] = (entry.currency, role, entry.minutes)

        self.attempt(lambda: approve_time(entries, at=noon(self.today), by=self.by(who)), known)

    @rule()
    def return_hours(self) -> None:
        """Approved time that is not billed goes back."""
        entries = list(TimeEntry.objects.filter(status="approved").order_by("pk")[:3])

        def gone(outcome: Any) -> None:
            for entry in outcome.done:
                self.model.approved.pop(entry.pk)  # KeyError: billed time came back

        self.attempt(lambda: return_time(entries, comment="again", by=self.by("jonas")), gone)

    # --- billing ----------------------------------------------------------------------------------
    @rule(who=WHO)
    def bill(self, who: str) -> None:
        """A run drafts all approved work that is free."""
        entity = self.scene.stage.entity

        def run() -> None:
            start_billing_run(entity, through=self.today, on=self.today, at=noon(self.today), by=self.by(who))
            finish_all()

        def drafted(_: Any) -> None:
            for invoice in Invoice.objects.filter(status="draft").exclude(pk__in=self.model.billed):
                claims = BillingClaim.objects.filter(line__invoice=invoice, released_at__isnull=True)
                taken = set(claims.values_list("time_entry", flat=True))
                self.model.billed[invoice.pk] = taken
                assert invoice.net_minor == sum(self.nets(invoice.currency, taken)), invoice.reference
            self.model.approved = {k: v for k, v in self.model.approved.items() if k not in self.taken()}

        self.kept = getattr(self, "kept", {}) | self.model.approved
        self.attempt(run, drafted)

    def taken(self) -> set[Any]:
        """Time on live invoices."""
        return {entry for entries in self.model.billed.values() for entry in entries}

    def nets(self, currency: str, entries: set[Any]) -> list[int]:
        """The model's nets of these hours."""
        minutes: dict[str, int] = {}
        for entry in entries:
            own, role, spent = self.kept[entry]
            assert own == currency
            minutes[role] = minutes.get(role, 0) + spent
        return net_of(currency, minutes)

    @rule(who=WHO)
    def approve_drafts(self, who: str) -> None:
        """Whoever may says yes."""
        drafts = list(Invoice.objects.filter(status="draft"))
        self.attempt(lambda: approve_invoices(drafts, at=noon(self.today), by=self.by(who)), lambda done: None)

    @rule(who=WHO, drops=st.booleans())
    def take_back(self, who: str, drops: bool) -> None:
        """Returned to draft, or discarded: then its hours are free again."""
        found = list(Invoice.objects.filter(status__in=["draft", "approved"]).order_by("reference")[:2])
        if not drops:
            self.attempt(lambda: return_invoices(found, by=self.by(who)), lambda done: None)
            return

        def freed(outcome: Any) -> None:
            for invoice in outcome.done:
                for entry in self.model.billed.pop(invoice.pk):
                    self.model.approved[entry] = self.kept[entry]

        self.attempt(lambda: discard_invoices(found, at=noon(self.today), by=self.by(who)), freed)

    @rule(who=WHO)
    def issue(self, who: str) -> None:
        """Approved drafts become documents."""
        ready = list(Invoice.objects.filter(status__in=["approved", "draft"]))

        def issued(outcome: Any) -> None:
            for invoice in outcome.done:
                nets = self.nets(invoice.currency, self.model.billed[invoice.pk])
                gross = self.model.issue(invoice.pk, invoice.currency, nets, self.today)
                assert invoice.gross_minor == gross, invoice.number

        self.attempt(lambda: issue_invoices(ready, on=self.today, by=self.by(who)), issued)

    # --- cash -------------------------------------------------------------------------------------
    @rule(currency=CURRENCY, minor=st.integers(1, 10**7), who=WHO, ago=st.integers(0, 40))
    def late_receipt(self, currency: str, minor: int, who: str, ago: int) -> None:
        """Money that came some time ago, perhaps in a month that is closed."""
        self.receive(currency, minor, who, ago)

    @rule(currency=CURRENCY, minor=st.integers(1, 10**7), who=WHO)
    def receive(self, currency: str, minor: int, who: str, ago: int = 0) -> None:
        """Money arrives."""
        stage, day = self.scene.stage, self.today - timedelta(days=ago)
        reference = f"{currency} {day} {minor}"

        def record() -> Receipt:
            return record_receipt(
                stage.entity,
                customer=stage.customers[CURRENCIES[currency]],
                amount=from_minor(minor, currency),
                received_on=day,
                bank_reference=reference,
                by=self.by(who),
            )

        self.attempt(record, lambda receipt: self.model.receive(receipt.pk, currency, minor, day))

    @rule(data=st.data(), who=WHO, part=st.one_of(st.none(), st.integers(1, 10**6)))
    @precondition(lambda self: self.model.credits and self.model.items)
    def settle(self, data: Any, who: str, part: int | None) -> None:
        """A receipt is set against an invoice, all of it or a part."""
        receipt = Receipt.objects.get(pk=data.draw(st.sampled_from(sorted(self.model.credits, key=str))))
        same = [key for key, item in self.model.items.items() if item.currency == receipt.currency]
        keys = same if same and data.draw(st.integers(0, 4)) else self.model.items
        invoice = Invoice.objects.get(pk=data.draw(st.sampled_from(sorted(keys, key=str))))
        amount = None if part is None else from_minor(part, invoice.currency)
        day = self.today

        def settled(made: Any) -> None:
            assert made.amount_minor <= min(self.model.credits[receipt.pk].left, self.model.items[invoice.pk].left)
            self.model.allocate(receipt.pk, invoice.pk, made.amount_minor, day)

        self.attempt(lambda: allocate(receipt, invoice=invoice, amount=amount, on=day, by=self.by(who)), settled)

    # --- books ------------------------------------------------------------------------------------
    @rule(account=SPENT, minor=st.integers(1, 10**6), who=WHO, ago=st.integers(0, 60))
    def write(self, account: str, minor: int, who: str, ago: int) -> None:
        """Somebody writes a journal, maybe of a day whose month is closed by now."""
        lines = pair(account, "1000", f"{minor // 100}.{minor % 100:02d}")
        entity, day = self.scene.stage.entity, self.today - timedelta(days=ago)
        self.attempt(
            lambda: books.draft_journal(entity, on=day, description="Soak", lines=lines, by=self.by(who)),
            lambda done: None,
        )

    @rule(who=WHO)
    def approve_written(self, who: str) -> None:
        """Whoever may says yes, which posts."""
        drafts = list(ManualJournal.objects.waiting())

        def posted(outcome: Any) -> None:
            for journal in outcome.done:
                lines = journal.lines.values_list("account__number", "amount_minor")
                self.model.book(journal.on, *[(number, amount) for number, amount in lines])

        self.attempt(lambda: books.approve_journals(drafts, at=noon(self.today), by=self.by(who)), posted)

    @rule(who=WHO)
    def reverse(self, who: str) -> None:
        """The newest posted journal is to be mirrored."""
        journal = ManualJournal.objects.filter(status="posted").order_by("-reference").first()
        if journal:
            self.attempt(
                lambda: books.draft_reversal(journal, on=self.today, reason="soak", by=self.by(who)), lambda done: None
            )

    @rule(who=st.sampled_from(["clara", "hannah"]), opens=st.booleans())
    def close(self, who: str, opens: bool) -> None:
        """The first open month is ticked and closed, or the last closed one reopened."""
        periods = Period.objects.filter(legal_entity=self.scene.stage.entity).order_by("starts_on")
        if opens:
            period = periods.filter(status="closed").last()
            if period:
                self.attempt(
                    lambda: books.reopen_period(period, reason="soak", at=noon(self.today), by=self.by(who)),
                    lambda done: self.model.closed.discard(done.starts_on.month),
                )
            return
        period = periods.filter(status="open", ends_on__lt=self.today).first()
        if period is None:
            return
        for item in close_items():
            books.tick_close_item(period, item=item.key, at=noon(self.today), by=self.by("fay"))
        self.attempt(
            lambda: books.close_period(period, at=noon(self.today), by=self.by(who)),
            lambda done: self.model.closed.add(done.starts_on.month),
        )

    @rule(rebuilds=st.booleans(), limit=st.integers(1, 5))
    def fold(self, rebuilds: bool, limit: int) -> None:
        """Balances are folded, or made anew."""
        books.rebuild_balances(by=SET_UP) if rebuilds else books.fold_balances(limit, by=SET_UP)

    # --- after each step --------------------------------------------------------------------------
    @invariant()
    def the_books_are_the_models(self) -> None:
        """Every account, as of today and as of a month ago, to the cent; open items and numbers too."""
        entity = self.scene.stage.entity
        numbers = dict(LedgerAccount.objects.filter(legal_entity=entity).values_list("pk", "number"))
        for day in (LIMIT + timedelta(days=33), self.today, self.today - timedelta(days=30)):
            held = {numbers[key]: amount for key, amount in balances(entity, as_of=day).items()}
            assert held == self.model.balances(day), day
        items = OpenItem.objects.values_list("invoice", "amount_minor", "allocated_minor", "base_relieved_minor")
        assert {key: facts for key, *facts in items} == {
            key: [part.amount, part.used, part.used_base] for key, part in self.model.items.items()
        }
        issued = Invoice.objects.filter(status="issued").order_by("series_number")
        assert list(issued.values_list("series_number", flat=True)) == list(range(1, self.model.numbers + 1))

    @invariant()
    def no_hour_is_on_two_lines(self) -> None:
        """INV-15 and INV-04 by query."""
        live = BillingClaim.objects.filter(released_at__isnull=True).values_list("time_entry", flat=True)
        assert len(live) == len(set(live)) == len(self.taken())
        assert not JournalEntry.objects.filter(status="draft").exists()
