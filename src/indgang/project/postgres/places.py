"""Where the cluster of a data folder lies.

Started by an ordinary user, it lies in the data folder. Started by root, it belongs to a system user: it
lies in the data folder too where that user can get there, else below ``/var/lib/indgang``. No folder that
Indgang did not make is opened to anybody. A small file in the data folder tells where the cluster is; a
data folder that was deleted and made anew therefore begins anew for root as it does for everybody.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .accounts import Account, account_of, server_account
from .binaries import copied_program_folder, program_folder
from .errors import PostgresError

SYSTEM_FOLDER = Path("/var/lib/indgang")
LOCK_SECONDS = 180.0
SOCKET_PATH_LIMIT = 107  # bytes of sun_path without its closing zero, unix(7)
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
PLAIN_PATH = re.compile(r"[\w./+@-]+")  # needs no quoting in a list of folders or in a connection string


@dataclass(frozen=True)
class Place:
    """A cluster's place: ``home`` holds its data, its log and, where the path allows, its socket."""

    home: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def programs(self) -> Path:
        """The folder of PostgreSQL programs that the account may run."""
        return copied_program_folder(_system_folder()) if self.account.is_foreign else program_folder()

    def socket_folder(self) -> Path:
        """A folder for the socket that only the account may enter; made when it does not exist.

        The path of a socket may have 107 bytes. Where the home's is longer, or holds a sign that connection
        strings give a meaning to, a short private folder named by a hash of the home takes its place.
        """
        if PLAIN_PATH.fullmatch(str(self.home)) and _fits(self.home):
            return self.home
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        parent = _system_folder() if os.geteuid() == 0 else _runtime_folder()
        folder = parent / f"indgang-{name}"
        _make_private(folder, self.account)
        return folder


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT


def _runtime_folder() -> Path:
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    for folder in (Path(named or "/"), Path(tempfile.gettempdir()), Path("/tmp")):
        usable = folder != Path("/") and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
        if usable and PLAIN_PATH.fullmatch(str(folder)) and _fits(folder / ("x" * 24)):
            return folder
    raise PostgresError("there is no folder for temporary files with a path short enough for a socket")


def _make_private(folder: Path, account: Account) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account.is_foreign:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise PostgresError(f"{folder} must be a folder that only the user {account.name} may enter")


def _system_folder() -> Path:
    try:
        with contextlib.suppress(FileExistsError):
            SYSTEM_FOLDER.mkdir(parents=True)
            SYSTEM_FOLDER.chmod(0o755)
    except OSError as error:
        raise PostgresError(f"{SYSTEM_FOLDER} cannot be made: {error.strerror}") from error
    return SYSTEM_FOLDER


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the data folder's lock: one starter or stopper at a time, whatever process it is in.

    Makes the data folder when it does not exist. Raises PostgresError when it cannot be written to, or when
    another process has held the lock for three minutes.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise PostgresError(
            f"the data folder {data_dir} belongs to another user; run as that user, or choose another folder"
        ) from error
    except OSError as error:
        raise PostgresError(f"the data folder {data_dir} cannot be used: {error.strerror}") from error
    try:
        _wait_for_lock(descriptor, data_dir)
        yield
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int, data_dir: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"another process has been starting or stopping the database of {data_dir} for "
                    f"{LOCK_SECONDS:.0f} seconds; end it and try again"
                ) from None
            time.sleep(0.05)
        else:
            return


def _marker(data_dir: Path) -> Path:
    return data_dir / "postgres.json"


def find(data_dir: Path) -> Place | None:
    """The place of the data folder's cluster, None when it has none yet; makes nothing."""
    data_dir = data_dir.resolve()
    home = data_dir / "postgres"
    try:
        marked = json.loads(_marker(data_dir).read_text(encoding="utf-8"))
        home = Path(marked["home"])
        _reject_copies(data_dir, Path(marked["data_folder"]), home)
    except FileNotFoundError:
        if not home.exists():
            return None
    except (ValueError, KeyError) as error:
        raise PostgresError(f"{_marker(data_dir)} cannot be read; it names the database's place") from error
    except PermissionError as error:
        raise PostgresError(f"the database of {data_dir} belongs to another user") from error
    return _existing(data_dir, home)


def _reject_copies(data_dir: Path, marked_for: Path, home: Path) -> None:
    """A moved data folder keeps its database; a copied one must not share that of the original."""
    if marked_for == data_dir:
        return
    with contextlib.suppress(OSError, ValueError, KeyError):
        if json.loads(_marker(marked_for).read_text(encoding="utf-8"))["home"] == str(home):
            raise PostgresError(
                f"{data_dir} is a copy of {marked_for}, whose database lies outside it at {home}; "
                f"delete {_marker(data_dir)} to begin with an empty database"
            )


def _existing(data_dir: Path, home: Path) -> Place:
    try:
        owner = home.stat().st_uid
    except OSError as error:
        raise PostgresError(
            f"the database of {data_dir} should lie at {home}: {error.strerror}; "
            f"bring it back, or delete {_marker(data_dir)} to begin with an empty database"
        ) from error
    if os.geteuid() not in {0, owner}:
        raise PostgresError(f"the database at {home} belongs to another user; run as that user")
    if owner == 0:
        raise PostgresError(f"{home} belongs to root, and PostgreSQL does not run as root; delete it")
    return Place(home, account_of(owner))


def claim(data_dir: Path) -> Place:
    """The place of the data folder's cluster, made when it has none; call it with the lock held."""
    data_dir = data_dir.resolve()
    place = find(data_dir)
    if place is None:
        account = server_account()
        if account.is_foreign and not account.can_reach(data_dir):
            home = _system_folder() / f"{_slug(data_dir)}-{secrets.token_hex(4)}"
            _make_private(home, account)
            _mark(data_dir, home)
        else:
            home = data_dir / "postgres"
            _make_private(home, account)
        place = Place(home, account)
    elif _marker(data_dir).exists():
        _mark(data_dir, place.home)
    return place


def _slug(data_dir: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", data_dir.name.lower()).strip("-")[:20] or "data"


def _mark(data_dir: Path, home: Path) -> None:
    """Write down, at both ends, which data folder and which home belong together."""
    text = json.dumps({"home": str(home), "data_folder": str(data_dir)}, indent=2) + "\n"
    for marker in (_marker(data_dir), _counterpart(home)):
        if not marker.exists() or marker.read_text(encoding="utf-8") != text:
            fresh = marker.with_name(f"{marker.name}.new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(marker)


def _counterpart(home: Path) -> Path:
    return home.with_name(f"{home.name}.json")


def orphans() -> list[Place]:
    """The places outside data folders whose data folder is gone or has begun anew; root's only."""
    found = []
    for counterpart in SYSTEM_FOLDER.glob("*.json") if os.geteuid() == 0 else ():
        with contextlib.suppress(OSError, ValueError, KeyError, PostgresError):
            home = counterpart.with_suffix("")
            data_dir = Path(json.loads(counterpart.read_text(encoding="utf-8"))["data_folder"])
            try:
                kept = json.loads(_marker(data_dir).read_text(encoding="utf-8"))["home"] == str(home)
            except FileNotFoundError:
                kept = False
            if not kept:
                found.append(Place(home, account_of(home.stat().st_uid)))
    return found


def remove(place: Place) -> None:
    """Delete the cluster with everything in it; its server must have stopped."""
    socket_folder = place.socket_folder()
    for folder in {socket_folder, place.home}:
        shutil.rmtree(folder)
    counterpart = _counterpart(place.home)
    if counterpart.exists():
        counterpart.unlink()


def unmark(data_dir: Path) -> None:
    """Forget where the data folder's cluster was."""
    _marker(data_dir.resolve()).unlink(missing_ok=True)
