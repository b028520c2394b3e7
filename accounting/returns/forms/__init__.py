"""What people fill in about tax returns, and what they ask of the tax report."""
