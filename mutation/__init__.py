"""Mutation runs: do the tests notice when a decision is changed? `make mutants`."""
