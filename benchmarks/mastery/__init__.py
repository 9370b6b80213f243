"""How well and how fast the mastery model foretells answers, on any log of answers."""
