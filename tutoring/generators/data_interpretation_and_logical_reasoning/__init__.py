"""Generators of the lessons on data interpretation and logical reasoning."""
