"""Generators of the lessons on mathematics."""
