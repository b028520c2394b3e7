"""Stories of trust."""
