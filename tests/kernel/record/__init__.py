"""Tests of the record: who acted, what the database refuses, what it writes down."""
