"""Money arrives, on time or told of late, and is set against invoices."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.billing.models import Invoice
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Receipt
from billing_suite.kernel.values.money import from_minor
from tests.soak.scene import CURRENCIES
from tests.soak.story import CURRENCY, FINANCE, Story

PART = st.one_of(st.none(), st.integers(1, 1000), st.integers(998, 1001))  # of a thousand; above it is too much
AGO = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 10])


class CashRules(Story):
    """From money to open items that are none any more."""

    @rule(currency=CURRENCY, minor=st.integers(1, 10**7), who=FINANCE, ago=st.integers(0, 40))
    def receive(self, currency: str, minor: int, who: str, ago: int) -> None:
        """Money came some time ago, perhaps in a month that is closed."""
        day = self.today - timedelta(days=ago)
        reference = f"{currency} {day} {minor}"

        def record() -> Receipt:
            return record_receipt(
                self.entity,
                customer=self.scene.stage.customers[CURRENCIES[currency]],
                amount=from_minor(minor, currency),
                received_on=day,
                bank_reference=reference,
                by=self.by(who),
            )

        self.attempt(record, lambda receipt: self.model.receive(receipt.pk, currency, minor, day))

    @rule(data=st.data(), who=FINANCE, off=st.sampled_from([0, 0, 0, -1, 1, 2500]), ago=AGO, part=PART)
    @precondition(lambda self: any(item.left for item in self.model.items.values()))
    def pay(self, data: Any, who: str, off: int, ago: int, part: int | None) -> None:
        """A customer pays an invoice, to the cent or nearly so, and the receipt is set against it."""
        unpaid = sorted((key for key, item in self.model.items.items() if item.left), key=str)
        invoice, known = data.draw(st.sampled_from(unpaid)), set(self.model.credits)
        item = self.model.items[invoice]
        self.receive(item.currency, max(item.left + off, 1), who, ago)
        for receipt in self.model.credits.keys() - known:
            self.set_against(receipt, invoice, part, who, 0, "pay")

    @rule(data=st.data(), who=FINANCE, part=PART, ago=AGO)
    @precondition(lambda self: bool(self.model.credits and self.model.items))
    def settle(self, data: Any, who: str, part: int | None, ago: int) -> None:
        """A receipt is set against an invoice: mostly of the same currency, and mostly one with something open."""
        credits, items = self.model.credits, self.model.items
        open_items = {item.currency for item in items.values() if item.left}
        if open_items and not any(credit.left and credit.currency in open_items for credit in credits.values()):
            self.receive(min(open_items), 12345, "fay", 0)
        fits = [key for key, credit in credits.items() if credit.left and credit.currency in open_items]
        apt = bool(fits) and bool(data.draw(st.integers(0, 4)))
        receipt = data.draw(st.sampled_from(sorted(fits if apt else credits, key=str)))
        same = [key for key, item in items.items() if item.left and item.currency == credits[receipt].currency]
        invoice = data.draw(st.sampled_from(sorted(same if apt else items, key=str)))
        self.set_against(receipt, invoice, part, who, ago, "settle")

    def set_against(self, receipt: Any, invoice: Any, part: int | None, who: str, ago: int, name: str) -> None:
        """All of it, or a part, of today or told of late."""
        credit, item, day = self.model.credits[receipt], self.model.items[invoice], self.today - timedelta(days=ago)
        most = min(credit.left, item.left)
        asked = most if part is None else max(most * part // 1000, 1) + part // 1001
        amount = None if part is None else from_minor(asked, item.currency)

        def allocated() -> Any:
            held, owed = Receipt.objects.get(pk=receipt), Invoice.objects.get(pk=invoice)
            return allocate(held, invoice=owed, amount=amount, on=day, by=self.by(who))

        def settled(made: Any) -> None:
            assert made.amount_minor == (min(credit.left, item.left) if part is None else asked)
            self.model.allocate(receipt, invoice, made.amount_minor, day)

        self.attempt(allocated, settled, name=name)
