"""Tests of the cellar."""
