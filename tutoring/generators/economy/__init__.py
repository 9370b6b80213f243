"""Generators of the lessons on the economy."""
