"""Writes of the autopilot: one function, one transaction."""
