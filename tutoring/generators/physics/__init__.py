"""Generators of physics."""
