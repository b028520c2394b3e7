"""Everybody does anything in any order, against an independent model of the books (`make soak STEPS=…`)."""
