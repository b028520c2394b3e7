"""Pages of projects, their tasks, and what an acceptance will make."""
