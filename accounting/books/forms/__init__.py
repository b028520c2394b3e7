"""What people fill in about the books."""
