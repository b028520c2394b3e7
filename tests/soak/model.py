"""An independent model of the books: dicts and whole numbers, written from the rules and not from the code."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.soak.model_journals import Journals
from tests.soak.model_ledger import Line, turned
from tests.soak.scene import YEAR_END


@dataclass
class Model(Journals):
    """All of it, with what a month's and a year's end say."""

    revalued: dict[tuple[date, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def monetary(self, on: date) -> list[tuple[str, str, int, int]]:
        """Part, currency, minor units and euro cents of each item that is money to be paid or received (RULES 24)."""
        bank = [("bank", currency, *held) for currency, held in self.held(self.parts["bank"], on).items()]
        open_items = [("receivable", item.currency, *item.standing(on)) for item in self.items.values()]
        owed = [(credit.currency, *credit.standing(on)) for credit in self.credits.values()]
        credits = [("customer_credits", currency, -minor, -base) for currency, minor, base in owed]
        items = [*bank, *open_items, *credits]
        return [item for item in items if item[1] != "EUR" and (item[2] or item[3])]

    def unrevalued(self, on: date) -> dict[str, dict[str, int]]:
        """By currency and account: what each item is worth at the day's rate, less its base, less what is posted."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for part, currency, minor, base in self.monetary(on):
            found[currency][self.parts[f"{part}_revaluation"]] += self.rates.to_base(minor, currency, on) - base
        for (day, currency), posted in self.revalued.items():
            if day == on:
                for number, amount in posted.items():
                    found[currency][number] -= amount
        differences = {code: {number: left for number, left in sums.items() if left} for code, sums in found.items()}
        return {currency: sums for currency, sums in differences.items() if sums}

    def revalue(self, on: date, *, controllers: bool = False) -> int:
        """Each currency's differences on accounts of their own, taken back the next day; how many currencies."""
        still = self.unrevalued(on)
        for currency, sums in still.items():
            total = sum(sums.values())
            lines = [Line(number, left) for number, left in sums.items()]
            if total:
                lines.append(Line(self.parts["unrealised_gain" if total > 0 else "unrealised_loss"], -total))
            self.book(on, currency, lines, controllers=controllers)
            self.book(on + timedelta(days=1), currency, turned(lines), controllers=controllers)
            posted = self.revalued[on, currency]
            for number, left in sums.items():
                posted[number] = posted.get(number, 0) + left
        return len(still)

    def uncarried(self, ends_on: date) -> dict[str, int]:
        """Income and expense accounts with a balance."""
        return {number: held for number, held in self.balances(ends_on).items() if number[0] in "467"}

    def carry(self, ends_on: date, *, controllers: bool = False) -> bool:
        """Income and expense go to nothing against retained earnings; False where there is nothing to carry."""
        left = self.uncarried(ends_on)
        lines = [(number, -held) for number, held in left.items()]
        if lines:
            self.at_home(
                ends_on, *lines, (self.parts["retained_earnings"], sum(left.values())), controllers=controllers
            )
        return bool(lines)

    def close(self, ends_on: date) -> None:
        """A month is closed, in order, with nothing of it left to do."""
        month = ends_on.month
        assert all(self.months[before] == "closed" for before in range(1, month)), "closed out of order"
        drafts = [journal for journal in self.journals.values() if journal.state == "draft" and journal.on <= ends_on]
        accruals = [each for each in self.journals.values() if each.state == "posted" and each.back]
        assert not drafts, drafts
        assert not any(self.due(key, ends_on) for key in self.recurring), "a recurring journal is missing"
        assert all(each.mirrored for each in accruals if each.back and each.back <= ends_on), "an accrual stands"
        assert not self.unrevalued(ends_on), "not revalued"
        assert ends_on != YEAR_END or not self.uncarried(ends_on), "the year is not carried"
        self.months[month] = "closed"
