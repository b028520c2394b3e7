"""Pages of quotes: shown, and edited."""
