"""Generators of CSAT."""
