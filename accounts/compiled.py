"""Queries of the hottest requests: their SQL is made once, each call only binds values.

Django builds the SQL of a queryset anew for every request, which costs more than running it. A
queryset that always looks the same is compiled here at its first use on PostgreSQL, where the
driver then prepares it as well. Elsewhere the queryset runs as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


class CompiledRows:
    """A queryset of ``values()``, as a function of some values."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._plan: _RowsPlan | None = None

    def rows(self, *values: Any) -> list[dict[str, Any]]:
        """Return the rows for these values as mappings by name."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor != "postgresql":
            return list(self._build(*values))
        if self._plan is None:
            self._plan = _RowsPlan(self._build(*self._samples), self._samples, connection)
        return self._plan.run(values, connection)


def update_row(model: type[models.Model], pk: Any, values: Mapping[str, Any]) -> None:
    """Write columns of one row: what ``filter(pk=pk).update(**values)`` does, in less time.

    ``values``: plain ones, or expressions that name no other column.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        model._base_manager.filter(pk=pk).update(**values)
        return
    quote = connection.ops.quote_name
    compiler = models.sql.Query(model).get_compiler(connection=connection)
    columns: list[str] = []
    params: list[Any] = []
    for name, value in values.items():
        field = model._meta.get_field(name)
        if hasattr(value, "resolve_expression"):
            sql, bound = compiler.compile(value.resolve_expression())
            params += bound
        else:
            sql = "%s"
            params.append(field.get_db_prep_save(getattr(value, "pk", value), connection))
        columns.append(f"{quote(field.column)} = {sql}")
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(columns)} WHERE {key} = %s", [*params, pk])  # noqa: S608


class _Statement:
    """The SQL of a queryset and where its parameters come from."""

    def __init__(
        self,
        queryset: models.QuerySet,
        samples: tuple[Any, ...],
        connection: BaseDatabaseWrapper,
    ) -> None:
        self.compiler = compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        # A parameter is an argument (its position) or a constant (itself).
        self.params = [(samples.index(p), None) if p in samples else (None, p) for p in params]
        self.converters = list(
            compiler.get_converters([column[0] for column in compiler.select]).items()
        )

    def bound(self, values: tuple[Any, ...]) -> list[Any]:
        return [constant if at is None else values[at] for at, constant in self.params]

    def convert(self, row: list[Any], connection: BaseDatabaseWrapper) -> None:
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)


class _RowsPlan(_Statement):
    def __init__(
        self,
        queryset: models.QuerySet,
        samples: tuple[Any, ...],
        connection: BaseDatabaseWrapper,
    ) -> None:
        super().__init__(queryset, samples, connection)
        query = queryset.query
        self.names = [*query.extra_select, *query.values_select, *query.annotation_select]

    def run(self, values: tuple[Any, ...], connection: BaseDatabaseWrapper) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.bound(values))
            found = [list(row) for row in cursor.fetchall()]
        for row in found:
            self.convert(row, connection)
        return [dict(zip(self.names, row, strict=True)) for row in found]


class _Plan(_Statement):
    def __init__(
        self,
        queryset: models.QuerySet,
        samples: tuple[Any, ...],
        connection: BaseDatabaseWrapper,
    ) -> None:
        super().__init__(queryset, samples, connection)
        self.locks = queryset.query.select_for_update
        select, info = self.compiler.select, self.compiler.klass_info
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.own = info["model"], slice(start, end)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]

    def run(self, values: tuple[Any, ...], connection: BaseDatabaseWrapper) -> Any:
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row lock needs a transaction.")
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.bound(values))
            found = cursor.fetchone()
        return None if found is None else self._instance(list(found), connection)

    def _instance(self, row: list[Any], connection: BaseDatabaseWrapper) -> Any:
        self.convert(row, connection)
        instance = self.model.from_db(connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, instance)
        return instance
