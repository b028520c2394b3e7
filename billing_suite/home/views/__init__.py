"""Pages of the roof: what waits for whom, the inbox, the roles."""
