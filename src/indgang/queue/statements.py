"""The statements of the hottest paths, composed once.

Django's ORM composes each statement anew, which for these takes longer than PostgreSQL needs to run them.
Only rows and columns come from here; what they mean is decided in `services`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import ForeignKey, Model
from psycopg import sql

from indgang.queue.models import Series, Ticket

Row = TypeVar("Row", bound=Model)

LOCK_TICKET = "SELECT 1 FROM queue_ticket WHERE id = %s FOR NO KEY UPDATE"
LOCK_TICKET_AT_DESK = """
SELECT id FROM queue_ticket WHERE desk_id = %s AND state IN ('called', 'serving') FOR NO KEY UPDATE
"""
WAITING = """
SELECT id, lane_id, number, arrived_at, due_at, priority, task_id, returned_at, not_before, call_count,
       is_away
FROM queue_ticket
WHERE site_id = %s AND state = 'waiting' AND (day = %s OR arrived_at > %s)
"""
PROFILES = """
SELECT setup.desk_id, profile.ageing_minutes, profile.max_wait_minutes, profile.due_window_minutes,
       profile.min_reach, rule."order", rule.condition, rule.letter, rule.min_wait_minutes
FROM queue_desksetup AS setup
JOIN queue_callprofile AS profile ON profile.id = setup.profile_id
LEFT JOIN queue_callrule AS rule ON rule.profile_id = profile.id
WHERE setup.desk_id = ANY(%s)
"""
REMEMBER = """
INSERT INTO queue_ticketevent (ticket_id, at, kind, state, desk_id, officer_id, facts)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


class Joined(Generic[Row]):
    """Rows of a model with rows that they refer to, as `select_related` would give them."""

    def __init__(self, model: type[Row], *relations: str) -> None:
        self.model = model
        self.relations = relations

    def where(self, condition: str, *values: Any) -> list[Row]:
        """The rows for which the condition on "this" holds; it is ours, the values may be anybody's."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self._select} WHERE {condition}", values)
            return [self._row(columns) for columns in cursor.fetchall()]

    @cached_property
    def _related(self) -> list[tuple[str, type[Model], str]]:
        """For each relation its name, its model and the column that refers to it (to "id")."""
        keys = [key for key in self.model._meta.concrete_fields if isinstance(key, ForeignKey)]
        by_name = {key.name: key for key in keys}
        return [(name, by_name[name].remote_field.model, by_name[name].attname) for name in self.relations]

    @cached_property
    def _names(self) -> list[list[str]]:
        models: list[type[Model]] = [self.model, *(model for _name, model, _column in self._related)]
        return [[field.attname for field in model._meta.concrete_fields] for model in models]

    @cached_property
    def _select(self) -> str:
        columns = _columns(self.model, "this")
        joins = [sql.SQL("{} AS this").format(sql.Identifier(self.model._meta.db_table))]
        for name, model, column in self._related:
            columns += _columns(model, name)
            joins.append(
                sql.SQL("LEFT JOIN {} AS {} ON {} = {}").format(
                    sql.Identifier(model._meta.db_table),
                    sql.Identifier(name),
                    sql.Identifier(name, "id"),
                    sql.Identifier("this", column),
                )
            )
        statement = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(columns), sql.SQL(" ").join(joins))
        return statement.as_string()

    def _row(self, columns: Sequence[Any]) -> Row:
        names = self._names
        at = len(names[0])
        row = self.model.from_db(None, names[0], columns[:at])
        for (name, model, _column), attributes in zip(self._related, names[1:], strict=True):
            values = columns[at : at + len(attributes)]
            at += len(attributes)
            setattr(row, name, None if values[0] is None else model.from_db(None, attributes, values))
        return row


TICKETS = Joined(Ticket, "series", "lane", "came_from", "desk", "site", "task", "topic")
SERIES = Joined(Series)


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of one of the statements above."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def change_ticket(ticket: Ticket, changes: Mapping[str, Any]) -> bool:
    """Store the changed fields if state and desk are still those of `ticket`; whether they were."""
    values = [value.pk if isinstance(value, Model) else value for value in changes.values()]
    with connection.cursor() as cursor:
        cursor.execute(_update(tuple(changes)), [*values, ticket.pk, ticket.state, ticket.desk_id])
        return bool(cursor.rowcount == 1)


def remember_event(
    ticket: Ticket,
    *,
    at: datetime,
    kind: str,
    desk_id: int | None,
    officer_id: int | None,
    facts: Mapping[str, Any],
) -> None:
    """Write an event of the ticket, in its present state."""
    values: list[Any] = [ticket.pk, at, str(kind), str(ticket.state), desk_id, officer_id, json.dumps(facts)]
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, values)


@cache
def _update(fields: tuple[str, ...]) -> str:
    columns = {field.name: field.attname for field in Ticket._meta.concrete_fields}
    columns |= {attname: attname for attname in columns.values()}
    changes = sql.SQL(", ").join(
        sql.SQL("{} = %s").format(sql.Identifier(columns[field])) for field in fields
    )
    statement = sql.SQL(
        "UPDATE queue_ticket SET {} WHERE id = %s AND state = %s AND desk_id IS NOT DISTINCT FROM %s"
    )
    return statement.format(changes).as_string()


def _columns(model: type[Model], alias: str) -> list[sql.Composable]:
    return [sql.Identifier(alias, field.attname) for field in model._meta.concrete_fields]
