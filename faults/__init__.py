"""Faults at random: what `make faults` does to the app, to show that nothing is lost."""
