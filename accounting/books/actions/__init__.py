"""What is done in the books: one way in, `post_many` (STYLE rule 10), and the verbs around it."""

from accounting.books.actions.chart import (
    AccountSetUp,
    adopt_chart,
    map_role,
    reactivate_account,
    retire_account,
    set_up_chart,
)
from accounting.books.actions.folding import fold_balances, rebuild_balances
from accounting.books.actions.journals import (
    approve_journals,
    attach_to_journal,
    change_journal,
    discard_journals,
    draft_journal,
    draft_reversal,
    post_reversal,
)
from accounting.books.actions.periods import (
    close_period,
    open_periods,
    reopen_period,
    soft_close_period,
    tick_close_item,
)
from accounting.books.actions.posting import AccountMissing, Chart, PeriodNotOpen, load_chart, post_many
from accounting.books.actions.recurring import (
    approve_recurring_journal,
    draft_recurring_journal,
    end_recurring_journal,
    post_occurrences,
)
from accounting.books.actions.revaluation import revalue
from accounting.books.actions.year_end import close_year

__all__ = [
    "AccountMissing",
    "AccountSetUp",
    "Chart",
    "PeriodNotOpen",
    "adopt_chart",
    "approve_journals",
    "approve_recurring_journal",
    "attach_to_journal",
    "change_journal",
    "close_period",
    "close_year",
    "discard_journals",
    "draft_journal",
    "draft_recurring_journal",
    "draft_reversal",
    "end_recurring_journal",
    "fold_balances",
    "load_chart",
    "map_role",
    "open_periods",
    "post_many",
    "post_occurrences",
    "post_reversal",
    "reactivate_account",
    "rebuild_balances",
    "reopen_period",
    "retire_account",
    "revalue",
    "set_up_chart",
    "soft_close_period",
    "tick_close_item",
]
