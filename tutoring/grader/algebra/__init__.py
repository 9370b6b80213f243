"""Equivalence of algebraic expressions: own grammar here, computer algebra in a bounded child."""
