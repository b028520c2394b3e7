"""Pages of tax returns and of the tax report."""
