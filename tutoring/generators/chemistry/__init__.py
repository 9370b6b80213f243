"""Generators of chemistry."""
