"""Commands of the cellar, one a module."""
