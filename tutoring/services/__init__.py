"""Writes of the teaching: one function, one transaction each; agents work before it opens."""
