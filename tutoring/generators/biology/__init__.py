"""Generators of the lessons on biology."""
