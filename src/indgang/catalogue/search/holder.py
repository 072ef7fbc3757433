"""The process's one index: built when it is first needed, renewed when the catalogue has a new revision.

Every search asks the database for the revision, one tiny query, so that what was saved is found at once, in
every process. While one thread builds, others go on with the old index. An index that takes long to build is
renewed in the background; a notification of a change starts that early, before anybody searches.
"""

import logging
import threading
import time

from django.db import connection, connections

from indgang.base.live_hub import Hub, Message
from indgang.catalogue import revision
from indgang.catalogue.search.index import Index
from indgang.catalogue.search.source import read_synonyms, read_tasks

log = logging.getLogger(__name__)

# Building longer than this (seconds) happens in the background while the old index answers.
QUICK = 0.5
TOPICS = {"catalogue", "resync"}


class Holder:
    """Holds the index and renews it. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._seconds = 0.0
        self._thread: threading.Thread | None = None

    def current(self) -> Index:
        """The index of the present revision, or the one before while the present one is being built."""
        token = revision.current()
        index = self._index
        if index is not None and token and index.token == token:
            return index
        if index is not None and not connection.in_atomic_block and self._seconds > QUICK:
            self.renew_in_background()
            return index
        if not self._lock.acquire(blocking=index is None or connection.in_atomic_block):
            return index if index is not None else self.current()
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
        if message.get("topic") in TOPICS and self._index is not None:
            self.renew_in_background()

    def listen(self, hub: Hub) -> None:
        """Hear of changes from `hub`."""
        hub.on_message(self.on_message)

    def _renewed(self, token: str) -> Index:
        if self._index is not None and token and self._index.token == token:
            return self._index
        began = time.monotonic()
        index = Index(token, read_tasks(), read_synonyms())
        self._seconds = time.monotonic() - began
        self._index = index
        log.info("Built the search index of %d tasks in %.2f s", len(index.entries), self._seconds)
        return index

    def _renew_alone(self) -> None:
        try:
            with self._lock:
                self._renewed(revision.current())
        finally:
            connections.close_all()


holder = Holder()
