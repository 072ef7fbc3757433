"""As which user a server runs: the caller; for root a system user, as PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import PostgresError

SYSTEM_USER = "indgang"
FALLBACK_USER = "nobody"


@dataclass(frozen=True)
class Account:
    """The user whose a cluster is and as whom its server runs."""

    name: str
    uid: int
    gid: int

    @property
    def is_foreign(self) -> bool:
        """Whether the caller is somebody else."""
        return self.uid != os.geteuid()

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as this user, in a session of its own, with ``text`` on its standard input."""
        return subprocess.run(
            [os.fspath(word) for word in command],
            input=text,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            capture_output=True,
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            umask=0o077,
            user=self.uid if self.is_foreign else None,
            group=self.gid if self.is_foreign else None,
            extra_groups=[] if self.is_foreign else None,
        )

    def can_reach(self, folder: Path) -> bool:
        """Whether the modes of the folder and of all above it let this user through to it."""
        return all(self._may_pass(step.stat()) for step in (folder, *folder.parents))

    def _may_pass(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_of(uid: int) -> Account:
    """The user with this id; raises PostgresError when it has no name, which PostgreSQL refuses."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise PostgresError(
            f"the user id {uid} has no name on this machine, and PostgreSQL does not run without one; "
            "add the user or name a server in INDGANG_DATABASE_URL"
        ) from None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def server_account() -> Account:
    """As whom a new cluster's server runs: the caller; for root the system user, made when it is missing."""
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    return _named(SYSTEM_USER) or _created() or _fallback()


def _named(name: str) -> Account | None:
    try:
        return account_of(pwd.getpwnam(name).pw_uid)
    except KeyError:
        return None


def _created() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    shell = "/usr/sbin/nologin"
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*command, "--shell", shell, SYSTEM_USER], capture_output=True, check=False)
    return _named(SYSTEM_USER)


def _fallback() -> Account:
    found = _named(FALLBACK_USER)
    if found is None or found.uid == 0:
        raise PostgresError(
            f"PostgreSQL does not run as root, and there is neither a user '{SYSTEM_USER}' nor a way to add "
            "one; run as an ordinary user or name a server in INDGANG_DATABASE_URL"
        )
    return found
