"""Stories of the roof."""
