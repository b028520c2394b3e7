"""What people fill in about tax."""
