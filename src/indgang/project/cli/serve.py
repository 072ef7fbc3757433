"""`serve` and `worker`."""

import argparse
import os
import subprocess
import sys
import threading

from indgang.project.cli.common import Subcommands, command, say, start_django

RESTART_PAUSE_SECONDS = 2.0
GRACEFUL_SHUTDOWN_SECONDS = 3
# A mail server that answers slowly must not hold up the sweep of every minute.
JOBS_AT_ONCE = 3


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    serve = command(commands, "serve", run_serve, "Serve all faces, with the background worker.")
    add_server_options(serve)
    serve.add_argument("--no-worker", action="store_true", help="do not start the background worker as well")
    command(commands, "worker", run_worker, "Run background jobs only.")


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many processes; the defaults come from the environment."""
    from indgang.project import env

    parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=env.integer("PORT", 8000, least=1, most=65535))
    parser.add_argument("--processes", type=int, default=env.integer("PROCESSES", 1, least=1, most=64))


def run_serve(options: argparse.Namespace) -> int:
    """`indgang serve`: until it is told to stop."""
    start_django()
    from indgang.project.prepare import up_to_date

    if not up_to_date():
        say("indgang: the database is not up to date; run: indgang init")
        return 1
    collect_static()
    worker = None if options.no_worker else Companion([sys.executable, "-m", "indgang.project.cli", "worker"])
    try:
        say(f"Indgang serves http://{options.host}:{options.port}/")
        run_server(options)
    finally:
        if worker:
            worker.stop()
    return 0


def run_server(options: argparse.Namespace) -> None:
    """Serve in this process (or under it, with several processes) until a signal comes."""
    import uvicorn

    uvicorn.run(
        "indgang.project.asgi:application",
        host=options.host,
        port=options.port,
        workers=options.processes,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


def collect_static() -> None:
    """Gather the static files under hashed names, once for each version of them."""
    import hashlib

    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.get_modified_time(path).timestamp()}\n".encode())
    stamp = settings.STATIC_ROOT / ".stamp"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=settings.STATIC_ROOT.is_dir())
    stamp.write_text(digest.hexdigest())


class Companion:
    """A child process that is started again when it ends by itself, until `stop`."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, daemon=True)
        self._thread.start()

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(
                self._arguments, env={**os.environ, "INDGANG_PARENT": str(os.getpid())}
            )
            status = self._process.wait()
            if not self._stopping.is_set():
                say(f"indgang: {self._arguments[-1]} ended with {status}; starting it again")
                self._stopping.wait(RESTART_PAUSE_SECONDS)

    def stop(self) -> None:
        """End the child and wait for it."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(GRACEFUL_SHUTDOWN_SECONDS + 2)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._thread.join(1)


def end_with_parent() -> None:
    """End this process soon after the one that started it is gone, also when that was killed."""
    parent = os.environ.get("INDGANG_PARENT")
    if not parent:
        return

    def watch() -> None:
        pause = threading.Event()
        while os.getppid() == int(parent):
            pause.wait(1.0)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def run_worker(options: argparse.Namespace) -> int:
    """`indgang worker`: background jobs until it is told to stop."""
    start_django()
    end_with_parent()
    from django.core.management import call_command

    call_command("procrastinate", "worker", f"--concurrency={JOBS_AT_ONCE}")
    return 0
