"""Pages of expenses and their claims."""
