"""Generators of the lessons on quantitative ability."""
