"""What tells whether something computed from the setup of booking, or from what is taken, still holds.

The database replaces the tokens with every change, whoever writes (migration 0009). Whoever keeps something keeps
the tokens with it, and one tiny query tells whether it holds, in any process. What the clock alone changes is not in
them.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from indgang.base import clock
from indgang.base.proving import Proof
from indgang.booking.ports import ports
from indgang.core.day import danish_date, day_bounds

# Of the setup: this domain's token and the catalogue's; empty while either is missing.
SETUP = """
    SELECT coalesce((SELECT token::text FROM booking_bookingrevision), '')
        || coalesce((SELECT token::text FROM catalogue_cataloguerevision), '')
"""
# Of what is taken of some resources; one that nothing was ever taken of has no row.
TAKEN = """
    SELECT coalesce(string_agg(resource_id::text || token::text, '' ORDER BY resource_id), '')
    FROM booking_takenrevision WHERE resource_id = ANY(%s::bigint[])
"""
NOW = f"SELECT ({SETUP}), ({TAKEN})"
# Both in one text, as `proof_of` expects it.
BOTH = f"SELECT ({SETUP}) || ({TAKEN})"
BOTH_TOKENS = 72


class Setup(NamedTuple):
    """The revision of everything but bookings; some of it holds for a Danish day only, such as competences."""

    tokens: str
    day: date


class Revision(NamedTuple):
    """The revision of the setup, and of what is taken of some resources."""

    setup: Setup
    taken: str


def may_be_kept() -> bool:
    """Whether anything may be.

    It may not inside a transaction, which may have written what no token tells yet, and while a roster that has no
    revision is asked.
    """
    return not (connection.in_atomic_block or ports.has_roster)


def current(resource_ids: Collection[int] = ()) -> Revision | None:
    """The revision of now; None where nothing may be kept."""
    if not may_be_kept():
        return None
    with connection.cursor() as cursor:
        cursor.execute(NOW, [list(resource_ids)])
        (setup, taken) = cursor.fetchone()
    return revision_of(setup, taken)


def is_setup(setup: Setup) -> bool:
    """Whether the setup is still of that revision."""
    now = current()
    return now is not None and now.setup == setup


def revision_of(setup: str, taken: str) -> Revision | None:
    """A revision that was read together with something else."""
    if len(setup) != BOTH_TOKENS:
        return None
    return Revision(Setup(setup, danish_date(clock.now())), taken)


def proof_of(revision: Revision, resource_ids: Collection[int], since: datetime, until: datetime) -> Proof:
    """What shows that it is still the revision of that day, and that the clock is between both moments."""
    _day_begins, day_ends = day_bounds(revision.setup.day)
    value = revision.setup.tokens + revision.taken
    return Proof(BOTH, (list(resource_ids),), value, since, min(until, day_ends))
