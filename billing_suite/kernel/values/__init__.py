"""Money, exact numbers, dates, ids: values without a past."""
