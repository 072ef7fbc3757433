"""A place to measure: a database of its own, filled with desks and officers, and server processes on it."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
DESKS = 32
START_SECONDS = 60.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A PostgreSQL server: the one that INDGANG_DATABASE_URL names, else an embedded one, durable as in real use."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="indgang-bench-"))
        self.named = os.environ.get("INDGANG_DATABASE_URL", "")
        if self.named:
            self.url = self.named
        else:
            from indgang.project.postgres import ensure_running

            self.url = ensure_running(self.folder).url
        self.made: list[str] = []

    def database(self, template: str = "") -> str:
        """Make a database, as a copy of `template` when that is given, and return its address."""
        name = f"indgang_bench_{secrets.token_hex(4)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            if template:
                statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(name_of(template)))
            connection.execute(statement)
        self.made.append(name)
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def hurry(self, url: str, *, is_over: bool = False) -> None:
        """Let new connections to one of the databases not wait for the disk; `is_over`: let them wait again."""
        value = sql.SQL("RESET synchronous_commit" if is_over else "SET synchronous_commit = off")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} {}").format(sql.Identifier(name_of(url)), value))

    def facts(self) -> dict[str, str]:
        """What server it is and how durable its commits are."""
        with psycopg.connect(self.url) as connection:
            shown = {}
            for setting in ("server_version", "fsync", "synchronous_commit", "wal_sync_method"):
                row = connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone()
                shown[setting] = str(row[0]) if row else ""
        return {**shown, "embedded": "no" if self.named else "yes"}

    def remove(self) -> None:
        """Throw away what was made."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for name in self.made:
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
        if not self.named:
            from indgang.project.postgres import destroy

            destroy(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


def name_of(url: str) -> str:
    """The name of the database in an address."""
    return urlsplit(url).path.lstrip("/")


def environment(url: str, folder: Path) -> dict[str, str]:
    """The environment of a process that works on the database."""
    return {
        **os.environ,
        "INDGANG_DATABASE_URL": url,
        "INDGANG_DATA": str(folder),
        "INDGANG_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "indgang.project.settings",
    }


def fill(url: str, folder: Path) -> str:
    """Fill an empty database in a process of its own and return the token of another system."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.queueing.filling", str(DESKS)],
        env=environment(url, folder),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1]


@dataclass
class Server:
    """A server, as `indgang serve` starts it, on a port of this machine."""

    url: str
    folder: Path
    port: int = field(default_factory=free_port)
    processes: int = 1
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "indgang.project.asgi:application", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--log-level", "error", "--no-access-log"]
        command += ["--timeout-graceful-shutdown", "3", "--no-proxy-headers", "--no-server-header"]
        if self.processes > 1:
            command += ["--workers", str(self.processes)]
        (self.folder / "static").mkdir(exist_ok=True)
        self.process = subprocess.Popen(command, env=environment(self.url, self.folder), cwd=ROOT)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return self
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        """SIGKILL: nothing is said, nothing is tidied up."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it politely."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
