"""The controller changes what the books stand on: accounts and their parts, exchange rates and their rules."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.books import actions as books
from accounting.books.models import AccountRole, LedgerAccount
from billing_suite.kernel.firm.actions import change_rate_rules, record_rates
from billing_suite.kernel.values.exchange import ExchangeRate
from tests.builders import account
from tests.soak.scene import RATES
from tests.soak.story import CONTROLLER, Story

SPARE = {
    line["number"]: line
    for line in (
        account("1210", "Receivables abroad", "asset", control=True, section="receivables"),
        account("2960", "Profit brought forward", "equity"),
        account("4100", "More revenue", "income"),
        account("6100", "More rent", "expense"),
        account("7110", "More exchange gains", "income", section="other_income"),
        account("7160", "More unrealised gains", "income", section="other_income"),
        account("7210", "More exchange losses", "expense", section="other_expenses"),
        account("7260", "More unrealised losses", "expense", section="other_expenses"),
    )
}
PART_OF = {
    "1200": "receivable",
    "1210": "receivable",
    "2950": "retained_earnings",
    "2960": "retained_earnings",
    "4000": "revenue",
    "4100": "revenue",
    "7100": "exchange_gain",
    "7110": "exchange_gain",
    "7150": "unrealised_gain",
    "7160": "unrealised_gain",
    "7200": "exchange_loss",
    "7210": "exchange_loss",
    "7250": "unrealised_loss",
    "7260": "unrealised_loss",
}


class FirmRules(Story):
    """The chart of accounts, and exchange rates."""

    def an_account(self, number: str) -> LedgerAccount:
        """The account of a number."""
        return LedgerAccount.objects.get(legal_entity=self.scene.stage.entity, number=number)

    @rule(number=st.sampled_from(sorted(SPARE)), who=CONTROLLER)
    def add_account(self, number: str, who: str) -> None:
        """One more in the chart, or one that is there already."""

        def added(_: Any) -> None:
            assert number not in self.model.chart, "added twice"
            self.model.chart[number] = True

        lines: Any = [SPARE[number]]
        self.attempt(lambda: books.set_up_chart(self.entity, accounts=lines, by=self.by(who)), added)

    @rule(data=st.data(), who=CONTROLLER)
    def move_part(self, data: Any, who: str) -> None:
        """From now on another account plays a part; a control account only while it is empty."""
        numbers = sorted(set(PART_OF) & set(self.model.chart))
        idle = [number for number in numbers if number not in self.model.parts.values()]
        number = data.draw(st.sampled_from(idle or numbers))
        part = PART_OF[number]

        def moved(role: AccountRole) -> None:
            assert self.model.chart[number], "a retired account plays a part"
            if part == "receivable":
                assert not any(each.line.number == self.model.parts[part] for each in self.model.lines)
            self.model.parts[part] = number

        self.attempt(lambda: books.map_role(self.an_account(number), role=part, by=self.by(who)), moved)

    @rule(data=st.data(), who=CONTROLLER)
    def retire(self, data: Any, who: str) -> None:
        """Mostly an account that plays no part."""
        parts = set(self.model.parts.values())
        idle = [number for number, active in self.model.chart.items() if active and number not in parts]
        apt = data.draw(st.integers(0, 3))
        number = data.draw(st.sampled_from(sorted(idle if idle and apt else self.model.chart)))

        def retired(_: Any) -> None:
            assert number not in self.model.parts.values(), "an account that plays a part is retired"
            self.model.chart[number] = False

        self.attempt(lambda: books.retire_account(self.an_account(number), by=self.by(who)), retired)

    @rule(data=st.data(), who=CONTROLLER)
    @precondition(lambda self: not all(self.model.chart.values()))
    def take_up_again(self, data: Any, who: str) -> None:
        """A retired account takes postings again."""
        number = data.draw(st.sampled_from(sorted(number for number, on in self.model.chart.items() if not on)))

        def active(_: Any) -> None:
            self.model.chart[number] = True

        self.attempt(lambda: books.reactivate_account(self.an_account(number), by=self.by(who)), active)

    @rule(
        currency=st.sampled_from(sorted(RATES)),
        moved=st.integers(900, 1100),
        ago=st.integers(-3, 40),
        turned=st.booleans(),
        who=CONTROLLER,
    )
    def publish_rate(self, currency: str, moved: int, ago: int, turned: bool, who: str) -> None:
        """A rate for any day, in either direction; what is posted stays, and so does a rate that is there."""
        day, rate = self.today - timedelta(days=ago), Decimal(RATES[currency]) * moved / 1000
        told = round(1 / rate, 6) if turned else rate
        base, quote = ("EUR", currency) if turned else (currency, "EUR")

        def published(made: list[ExchangeRate]) -> None:
            assert [each.rate for each in made] == [self.model.rates.publish(currency, day, told, turned=turned)]

        self.attempt(
            lambda: record_rates(quote, on=day, rates={base: f"{told:f}"}, source="soak", by=self.by(who)), published
        )

    @rule(stale=st.sampled_from([7, 7, 7, 10, 3]), through_eur=st.booleans(), who=CONTROLLER)
    def change_rules(self, stale: int, through_eur: bool, who: str) -> None:
        """When a rate is stale, and whether one may be turned round."""

        def changed(_: Any) -> None:
            self.model.rates.stale_after, self.model.rates.through_eur = stale, through_eur

        self.attempt(
            lambda: change_rate_rules(self.entity, through_eur=through_eur, stale_after=stale, by=self.by(who)),
            changed,
        )
