"""What people fill in about money that arrived, and about what is still to come."""
