"""Starting, adopting and stopping the server of a data folder."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import cluster, places, processes
from .errors import PostgresError
from .places import SOCKET_NAME, Place
from .processes import POLL_SECONDS, Postmaster, running_postmaster

START_SECONDS = 60.0
RECOVERY_SECONDS = 600.0  # after a crash the server replays its log before it takes connections
STOP_SECONDS = 60.0
LAUNCH = '"$0" -D "$1" >"$2" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True)
class ConnectionInfo:
    """How to connect; ``host`` is the folder of the Unix socket."""

    host: str
    port: int
    user: str
    dbname: str

    @property
    def url(self) -> str:
        """The same as a connection address, as ``INDGANG_DATABASE_URL`` takes it."""
        host = quote(self.host, safe="/")
        return f"postgresql://{quote(self.user)}@/{quote(self.dbname)}?host={host}&port={self.port}"


@dataclass(frozen=True)
class Status:
    """What is known of a data folder's database without touching it."""

    home: Path | None  # None: it has none yet
    pid: int | None
    connection: ConnectionInfo | None  # None unless it takes connections

    @property
    def running(self) -> bool:
        return self.pid is not None


def ensure_running(data_dir: Path, *, durable: bool = True) -> ConnectionInfo:
    """Start the data folder's server unless it runs already, and say how to connect.

    Makes the folder and the cluster when they do not exist, and adopts a server that an earlier process
    left running. Several callers at once all get the same server. ``durable=False`` gives up the safety of
    data at a power loss for speed (tests). Raises PostgresError when there is no way to run it.
    """
    with places.locked(data_dir):
        if not places.find(data_dir):
            stop_orphans()
        place = places.claim(data_dir)
        postmaster = _settled(place)
        if postmaster and not (postmaster.socket_folder / SOCKET_NAME).is_socket():
            _end(place, postmaster)  # somebody cleaned the temporary files: nobody can connect to it any more
            postmaster = None
        return _connection(postmaster or _start(place, durable=durable))


def stop(data_dir: Path) -> bool:
    """Stop the data folder's server; whether one was running. Open connections are ended, nothing is lost."""
    if not data_dir.is_dir():
        return False
    with places.locked(data_dir):
        place = places.find(data_dir)
        postmaster = running_postmaster(place.data) if place else None
        if place and postmaster:
            _end(place, postmaster)
        return postmaster is not None


def destroy(data_dir: Path) -> None:
    """Stop the data folder's server and delete its database for good."""
    stop(data_dir)
    if data_dir.is_dir():
        with places.locked(data_dir):
            place = places.find(data_dir)
            if place:
                places.remove(place)
                places.unmark(data_dir)


def stop_orphans() -> list[Path]:
    """Stop the servers that root started for data folders which are gone, and say where their databases lie.

    Nothing is deleted: a data folder that is away for a while finds its database again.
    """
    found = places.orphans()
    for place in found:
        postmaster = running_postmaster(place.data)
        if postmaster:
            _end(place, postmaster)
    return [place.home for place in found]


def prune() -> list[Path]:
    """Delete the databases that root made for data folders which are gone, and say which."""
    removed = stop_orphans()
    for place in places.orphans():
        places.remove(place)
    return removed


def status(data_dir: Path) -> Status:
    """Whether the data folder's server runs, where and how to connect; starts and changes nothing."""
    place = places.find(data_dir)
    postmaster = running_postmaster(place.data) if place else None
    return Status(
        home=place.home if place else None,
        pid=postmaster.pid if postmaster else None,
        connection=_connection(postmaster) if postmaster and postmaster.state == "ready" else None,
    )


def data_location(data_dir: Path) -> Path | None:
    """The folder that holds the data folder's database, which for root may lie outside it; None: none yet."""
    place = places.find(data_dir)
    return place.home if place else None


def _connection(postmaster: Postmaster) -> ConnectionInfo:
    return ConnectionInfo(str(postmaster.socket_folder), postmaster.port, cluster.ROLE, cluster.DATABASE)


def _settled(place: Place) -> Postmaster | None:
    """The running server once it takes connections; None when there is none or it has finished stopping."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while time.monotonic() < deadline:
        postmaster = running_postmaster(place.data)
        if postmaster is None or postmaster.state == "ready":
            return postmaster
        time.sleep(POLL_SECONDS)
    raise PostgresError(f"the server of {place.data} has been busy starting or stopping for too long")


def _start(place: Place, *, durable: bool) -> Postmaster:
    if place.account.is_foreign and not place.account.can_reach(place.home.parent):
        raise PostgresError(
            f"the server runs as the user {place.account.name}, who may no longer enter {place.home.parent}"
        )
    if not place.data.exists():
        cluster.create(place, durable=durable)
    cluster.reject_other_versions(place)
    processes.end_orphans(place.data)
    socket_folder = place.socket_folder()
    socket = socket_folder / SOCKET_NAME
    place.account.run("rm", "-f", "--", place.data / "postmaster.pid", socket, f"{socket}.lock")
    cluster.configure(place, socket_folder, durable=durable)
    launched = place.account.run(
        "/bin/sh", "-c", LAUNCH, place.programs() / "postgres", place.data, place.log
    )
    if launched.returncode != 0:
        raise PostgresError(f"the database server cannot be started: {launched.stderr.strip()}")
    return _ready(place, int(launched.stdout))


def _ready(place: Place, pid: int) -> Postmaster:
    started = time.monotonic()
    while time.monotonic() < started + RECOVERY_SECONDS:
        postmaster = running_postmaster(place.data)
        if postmaster and postmaster.state == "ready":
            return postmaster
        if not _alive(pid) or (postmaster is None and time.monotonic() > started + START_SECONDS):
            break
        time.sleep(POLL_SECONDS)
    raise PostgresError(f"the database server does not start; the last it said: {_last_words(place)}")


def _alive(pid: int) -> bool:
    try:
        state = (processes.PROCESS_TABLE / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def _last_words(place: Place) -> str:
    logs = sorted((place.data / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
    for log in (place.log, *reversed(logs)):
        lines = [line for line in log.read_text(errors="replace").splitlines() if "FATAL" in line]
        if lines:
            return lines[-1]
    return f"nothing; see {place.log}"


def _end(place: Place, postmaster: Postmaster) -> None:
    """Ask the server to stop; after a minute tell it to drop everything and to recover at its next start."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        processes.send(postmaster.pid, number)
        deadline = time.monotonic() + STOP_SECONDS
        while processes.works_in(postmaster.pid, place.data):
            if time.monotonic() > deadline:
                break
            time.sleep(POLL_SECONDS)
        else:
            return
    raise PostgresError(f"the server of {place.data} (process {postmaster.pid}) does not stop")
