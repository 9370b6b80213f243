"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class MentorArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet)."""

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1
