"""Connections to the database besides those that Django hands out."""

from typing import Any

from django.db import connections

DJANGOS_OWN = {"pool", "cursor_factory", "context", "prepare_threshold", "server_side_binding"}


def own_connection() -> dict[str, Any]:
    """What psycopg needs to connect to the same database as Django."""
    settings = connections["default"].get_connection_params()
    return {key: value for key, value in settings.items() if key not in DJANGOS_OWN}
