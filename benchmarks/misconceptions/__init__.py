"""How often the misconception behind wrong answers is found, on a set of diagnostic examples."""
