"""The engine of the ``DATABASES`` setting on PostgreSQL."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Kept connections are looked at before a request uses them, without asking the server.

    A server that went away has closed the socket or said so on it: an idle connection with
    something to read is over. (Django's own check is a query for each request.)
    """

    def close_if_health_check_failed(self) -> None:
        if self.pool:  # it checks what it hands out
            return
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        if _is_over(self.connection):
            self.close()
        self.health_check_done = True


def _is_over(connection: base.Database.Connection) -> bool:
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
