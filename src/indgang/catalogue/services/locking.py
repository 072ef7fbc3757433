"""One writer at a time."""

from django.db import connection

# Any fixed number, told apart from other advisory locks of Indgang by its value.
CATALOGUE_LOCK = 7_201_001


def lock_catalogue() -> None:
    """Wait until no other transaction changes the catalogue; released at the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])
