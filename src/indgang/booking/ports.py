"""What booking asks of others: when people are at work, a worker for what need not wait, and where pages are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

Spans = Sequence[tuple[datetime, datetime]]
AtWork = Callable[[Collection[int], datetime, datetime], Mapping[int | None, Spans]]


def _no_roster(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int | None, Spans]:
    del person_ids, since, until
    return {}


def _nothing() -> None:
    """Somebody sweeps later."""


def _no_page(token: str = "") -> str:
    del token
    return ""


class Ports:
    """Filled when the applications that know are ready.

    `at_work(person_ids, since, until)`, both UTC, gives for each person who has a roster the spans at work;
    who is not among the answers has none, and is there in the hours of the site. `push_soon()` has the waiting
    words to calendars elsewhere sent; it is called when the change is committed. `address(token)` is the whole
    address of the page of one's own appointment (see `links.token_of`), and `by_code()` that of the page that opens
    one by its code.
    """

    at_work: AtWork = staticmethod(_no_roster)
    push_soon: Callable[[], None] = staticmethod(_nothing)
    address: Callable[[str], str] = staticmethod(_no_page)
    by_code: Callable[[], str] = staticmethod(_no_page)

    @property
    def has_roster(self) -> bool:
        """Whether somebody knows when people are at work."""
        return self.at_work is not _no_roster


ports = Ports()
