"""A small app for tests of the guards: a document with lines, a fact, a member."""
