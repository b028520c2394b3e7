"""Pages of what we sell and its prices."""
