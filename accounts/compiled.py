"""Queries of the hottest requests: their SQL is made once, each call only binds values.

Django builds the SQL of a queryset anew for every request, which costs more than running it. A
queryset that always looks the same is compiled here at its first use on PostgreSQL, where the
driver then prepares it as well. Elsewhere the queryset runs as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=models.Model)


class CompiledQuery(Generic[Row]):
    """A queryset of at most one row, as a function of some values.

    ``build`` makes the queryset; ``samples`` are distinct stand-ins for its arguments, by which
    they are found again among the parameters of the SQL.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Row]], *samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._plan: _Plan | None = None

    def first(self, *values: Any) -> Row | None:
        """Return the row for these values, or None."""
        connection = connections[DEFAULT_DB_ALIAS]  # once: each look is a look at thread-locals
        if connection.vendor != "postgresql":
            return next(iter(self._build(*values)), None)
        if self._plan is None:
            self._plan = _Plan(self._build(*self._samples), self._samples, connection)
        return self._plan.run(values, connection)


class _Plan:
    def __init__(
        self,
        queryset: models.QuerySet,
        samples: tuple[Any, ...],
        connection: BaseDatabaseWrapper,
    ) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        # A parameter is an argument (its position) or a constant (itself).
        self.params = [(samples.index(p), None) if p in samples else (None, p) for p in params]
        self.locks = queryset.query.select_for_update
        select, info = compiler.select, compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.own = info["model"], slice(start, end)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        self.converters = list(compiler.get_converters([s[0] for s in select]).items())

    def run(self, values: tuple[Any, ...], connection: BaseDatabaseWrapper) -> Any:
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row lock needs a transaction.")
        params = [constant if at is None else values[at] for at, constant in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchone()
        return None if found is None else self._instance(list(found), connection)

    def _instance(self, row: list[Any], connection: BaseDatabaseWrapper) -> Any:
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        instance = self.model.from_db(connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, instance)
        return instance
