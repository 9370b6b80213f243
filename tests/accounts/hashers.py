"""A hasher that counts how often a password is really hashed."""

import threading

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    count = 0
    _lock = threading.Lock()

    @classmethod
    def reset(cls) -> None:
        cls.count = 0

    def encode(self, password, salt):
        with self._lock:
            type(self).count += 1
        return super().encode(password, salt)
