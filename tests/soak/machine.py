"""The machine: any person does anything, again, late or out of turn; after each step the books are the model's."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from accounting.billing.models import BillingClaim, Invoice, OpenItem
from accounting.books.models import AccountRole, JournalEntry, LedgerAccount, Period
from tests.soak.model_rates import month_end
from tests.soak.rules_billing import BillingRules
from tests.soak.rules_cash import CashRules
from tests.soak.rules_firm import FirmRules
from tests.soak.rules_periods import PeriodRules
from tests.soak.story import CURRENCY

FAR_END = date(2027, 12, 31)
STARTS = st.sampled_from([date(2026, 3, 2), date(2026, 3, 30), date(2026, 4, 20)])


class Agency(BillingRules, CashRules, PeriodRules, FirmRules):
    """Everything at once."""

    @initialize(start=STARTS, currency=CURRENCY, minutes=st.integers(1, 600), minor=st.integers(1, 10**6))
    def begin(self, start: date, currency: str, minutes: int, minor: int) -> None:
        """With a first invoice and a first receipt, so that each story has something to go wrong with."""
        self.today = start
        self.work(currency, "developer", minutes, "mia")
        self.approve_hours("jonas")
        self.bill("fay")
        self.approve_drafts("hannah")
        self.issue("hannah", 1)
        self.receive(currency, minor, "fay", 0)
        self.work(currency, "designer", minutes, "tom")

    @invariant()
    def the_books_are_the_models(self) -> None:
        """Every account, as of a day ever after, today, and the last month's end; open items and numbers too."""
        self.compare(FAR_END, self.today, month_end(self.today, 1))
        items = OpenItem.objects.values_list("invoice", "amount_minor", "allocated_minor", "base_relieved_minor")
        assert {key: facts for key, *facts in items} == {
            key: [part.amount, part.used, part.used_base] for key, part in self.model.items.items()
        }
        issued = Invoice.objects.filter(status="issued").order_by("series_number")
        assert list(issued.values_list("series_number", flat=True)) == list(range(1, self.model.numbers + 1))

    @invariant()
    def the_firm_is_the_models(self) -> None:
        """Which account is in use and which part it plays, and what each month takes."""
        assert dict(LedgerAccount.objects.values_list("number", "active")) == self.model.chart
        assert dict(AccountRole.objects.values_list("role", "account__number")) == self.model.parts
        months = {starts_on.month: status for starts_on, status in Period.objects.values_list("starts_on", "status")}
        assert months == self.model.months

    @invariant()
    def no_hour_is_on_two_lines(self) -> None:
        """INV-15 and INV-04 by query."""
        live = BillingClaim.objects.filter(released_at__isnull=True).values_list("time_entry", flat=True)
        assert len(live) == len(set(live)) == len(self.model.taken)
        assert set(live) == set(self.model.taken)
        assert not JournalEntry.objects.filter(status="draft").exists()
