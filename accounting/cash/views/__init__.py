"""Pages of money that arrived, and of what customers owe."""
