"""Pages of the people who deliver: their roles, hours, calendars, leave."""
