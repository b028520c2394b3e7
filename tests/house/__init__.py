"""What the house test reads the code with."""
