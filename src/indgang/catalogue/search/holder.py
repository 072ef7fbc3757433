"""The process's one shelf of indexes: built when first needed, renewed when the catalogue has a new revision.

Every search asks the database for the revision, one tiny query, so that what was saved is found at once, in
every process. While one thread renews, others go on with the old shelf. One that takes long to renew is
renewed in the background; a notification of a change starts that early, before anybody searches.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, connection, connections

from indgang.base.live_hub import Hub, Message
from indgang.catalogue import revision
from indgang.catalogue.search.index import Index, Key, Thing
from indgang.catalogue.search.lexicon import Synonyms
from indgang.catalogue.search.others import other_marks, read_others
from indgang.catalogue.search.source import read_tasks, task_marks
from indgang.catalogue.search.synonyms import stored_synonyms, synonyms_mark

log = logging.getLogger(__name__)

# Renewing longer than this (seconds) happens in the background while the old shelf answers.
QUICK = 0.5
TOPICS = {"catalogue", "organisation", "resync"}

Marks = Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be found at one revision: tasks, and everything else, whose words must not weigh on those of tasks."""

    token: str
    tasks: Index
    others: Index
    task_marks: Marks
    other_marks: Marks
    synonyms_mark: str


class Holder:
    """Holds the shelf and renews it. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._seconds = 0.0
        self._thread: threading.Thread | None = None

    def current(self) -> Shelf:
        """The shelf of the present revision, or the one before while the present one is being made."""
        token = revision.current()
        shelf = self._shelf
        if shelf is not None and token and shelf.token == token:
            return shelf
        if shelf is not None and not connection.in_atomic_block and self._seconds > QUICK:
            self.renew_in_background()
            return shelf
        if not self._lock.acquire(blocking=shelf is None or connection.in_atomic_block):
            return shelf if shelf is not None else self.current()
        try:
            return self._renewed(token)
        finally:
            self._lock.release()

    def renew_in_background(self) -> None:
        """Start renewing, unless that is under way."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._renew_alone, name="catalogue-search", daemon=True)
            self._thread.start()

    def on_message(self, message: Message) -> None:
        """Renew early when the hub tells of a change."""
        if message.get("topic") in TOPICS and self._shelf is not None:
            self.renew_in_background()

    def listen(self, hub: Hub) -> None:
        """Hear of changes from `hub`."""
        hub.on_message(self.on_message)

    def _renewed(self, token: str) -> Shelf:
        before = self._shelf
        if before is not None and token and before.token == token:
            return before
        began = time.monotonic()
        shelf = _made(token) if before is None else _next(before, token)
        # The first one takes long; the next ones share what it has read.
        self._seconds = time.monotonic() - began if before is not None else 0.0
        self._shelf = shelf
        log.info(
            "Made the search index of %d tasks and %d other things in %.2f s",
            len(shelf.task_marks),
            len(shelf.other_marks),
            time.monotonic() - began,
        )
        return shelf

    def _renew_alone(self) -> None:
        try:
            with self._lock:
                self._renewed(revision.current())
        except DatabaseError as error:
            log.warning("The search index cannot be made now, and will be when somebody searches: %s", error)
        finally:
            connections.close_all()


def _made(token: str) -> Shelf:
    synonyms = stored_synonyms()
    tasks, others = task_marks(), other_marks()
    return Shelf(
        token,
        Index(token, read_tasks(), synonyms),
        Index(token, read_others(others), synonyms),
        tasks,
        others,
        synonyms_mark(),
    )


def _next(before: Shelf, token: str) -> Shelf:
    mark = synonyms_mark()
    synonyms = None if mark == before.synonyms_mark else stored_synonyms()
    tasks, others = task_marks(), other_marks()
    return Shelf(
        token,
        _renewed_index(before.tasks, token, before.task_marks, tasks, read=_read_tasks, synonyms=synonyms),
        _renewed_index(before.others, token, before.other_marks, others, read=read_others, synonyms=synonyms),
        tasks,
        others,
        mark,
    )


def _renewed_index(
    index: Index,
    token: str,
    before: Marks,
    after: Marks,
    *,
    read: Callable[[Collection[Key]], Iterable[Thing]],
    synonyms: Mapping[str, Synonyms] | None,
) -> Index:
    changed = [key for key, mark in after.items() if before.get(key) != mark]
    gone = [key for key in before if key not in after]
    if not changed and not gone and synonyms is None:
        return index
    found = list(read(changed)) if changed else []
    missing = set(changed) - {entry.key for entry, _sources in found}
    return index.renewed(token, found, [*gone, *missing], synonyms)


def _read_tasks(keys: Collection[Key]) -> Iterable[Thing]:
    return read_tasks([pk for _kind, pk in keys])


holder = Holder()
