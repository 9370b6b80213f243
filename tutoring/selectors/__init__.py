"""Reads of the teaching: what pages show and what agents are given."""
