"""Which server process, if any, works on a cluster; read from its folder and from the process table.

A process id alone proves nothing: after a power loss the number in ``postmaster.pid`` may belong to
anybody. A process counts only when it belongs to the owner of the folder and works inside it. Where the
process table does not tell a process's folder (root in a container without CAP_SYS_PTRACE), its command
line is asked instead.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

PROCESS_TABLE = Path("/proc")
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Postmaster:
    """What a running server wrote about itself into ``postmaster.pid``."""

    pid: int
    port: int
    socket_folder: Path
    state: str  # starting, ready, stopping or standby


def cluster_name(data: Path) -> str:
    """The name that the servers of this cluster carry in their process titles."""
    return "indgang-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def read_pid_file(data: Path) -> Postmaster | None:
    """What ``postmaster.pid`` says, be it true or stale; None when it is absent or half written."""
    try:
        lines = os.fsdecode((data / "postmaster.pid").read_bytes()).splitlines()
        return Postmaster(
            pid=int(lines[0]),
            port=int(lines[3]),
            socket_folder=Path(lines[4]),
            state=lines[7].strip() if len(lines) > 7 else "starting",
        )
    except (OSError, ValueError, IndexError):
        return None


def running_postmaster(data: Path) -> Postmaster | None:
    """The server of the cluster when it lives, in whatever state."""
    postmaster = read_pid_file(data)
    return postmaster if postmaster and works_in(postmaster.pid, data) else None


def works_in(pid: int, data: Path) -> bool:
    """Whether the process is alive, belongs to the owner of the data and is a server of this cluster."""
    process = PROCESS_TABLE / str(pid)
    try:
        if process.stat().st_uid != data.stat().st_uid:
            return False
        if (process / "comm").read_text(errors="replace").strip() != "postgres":
            return False
        return _works_in_folder(process, data)
    except OSError:
        return False


def _works_in_folder(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:
        words = (process / "cmdline").read_bytes().split(b"\0")
        title = f"postgres: {cluster_name(data)}: ".encode()
        return os.fsencode(data) in words or words[0].startswith(title)


def processes_in(data: Path) -> list[int]:
    """Every server process of the cluster, the children of a dead postmaster among them."""
    pids = (int(entry.name) for entry in PROCESS_TABLE.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if works_in(pid, data)]


def end_orphans(data: Path, *, patience_seconds: float = 5.0) -> None:
    """Wait for the children of a killed postmaster to go, and end those that do not.

    They notice its death by themselves, but one that is deep in a query may take long, and until then no new
    server can start on the cluster.
    """
    for number in (0, signal.SIGQUIT, signal.SIGKILL):  # 0 reaches nobody: the first round only waits
        left = processes_in(data)
        for pid in left:
            send(pid, number)
        deadline = time.monotonic() + patience_seconds
        while left and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            left = processes_in(data)
        if not left:
            return


def send(pid: int, number: int) -> None:
    """Send a signal; a process that has gone meanwhile is no error."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
