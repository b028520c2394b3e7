"""Pages of the books: accounts, journals, entries, periods, revaluation, the year's end, the trial balance."""
