"""Pages of leads and campaigns."""
