"""Writes: one function, one transaction each."""
