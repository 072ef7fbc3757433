"""`demo`: Billund, with invented people, and a day that lives."""

import argparse
import os
import signal
import socket
import sys
import threading
from datetime import datetime

from indgang.project.cli.common import Subcommands, command, say, start_django
from indgang.project.cli.serve import (
    Companion,
    add_server_options,
    collect_static,
    end_with_parent,
    run_server,
)
from indgang.project.paths import data_folder


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    demo = command(commands, "demo", run_demo, "Show a living day at the joint desk, with invented people.")
    add_server_options(demo)
    demo.add_argument(
        "--still", action="store_true", help="some desks are open, but nobody comes and nobody calls"
    )
    demo.add_argument("--speed", type=float, default=1.0, help="how fast the demo's clock runs (1 to 60)")
    demo.add_argument("--seed", type=int, default=7, help="another number gives another day")
    day = command(commands, "demo-day", run_day, "Live the demo's day (started by `indgang demo`).")
    day.add_argument("--seed", type=int, default=7)
    day.add_argument("--still", action="store_true")


def run_demo(options: argparse.Namespace) -> int:
    """`indgang demo`: sets the demo up when it is new, and keeps running."""
    if not 1 <= options.speed <= 60:
        say("indgang: --speed must be between 1 and 60")
        return 2
    if not _port_is_free(options.host, options.port):
        say(
            f"indgang: port {options.port} is taken. Choose another: make demo ARGS='--port {options.port + 1}'"
        )
        return 1
    os.environ["INDGANG_DEMO"] = "1"
    os.environ.setdefault("INDGANG_PUBLIC_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("INDGANG_CASES_URL", (data_folder() / "case-system").as_uri())
    start_django()
    from indgang.project.demo.setup import set_up, start_clock

    set_up(say)
    start_clock(speed=options.speed)
    collect_static()
    companions: list[Companion] = []
    threading.Thread(target=_go_on, args=(options, companions), daemon=True).start()
    try:
        run_server(options)
    finally:
        for companion in companions:
            companion.stop()
    return 0


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _go_on(options: argparse.Namespace, companions: list[Companion]) -> None:
    """Once the server answers, print the addresses and the cast, and let worker and living day begin."""
    pause = threading.Event()
    while _port_is_free(options.host, options.port):
        pause.wait(0.05)
    _welcome(options)
    companions.append(Companion([sys.executable, "-m", "indgang.project.cli", "worker"]))
    living = [sys.executable, "-m", "indgang.project.cli", "demo-day", "--seed", str(options.seed)]
    companions.append(Companion([*living, "--still"] if options.still else living))


def _welcome(options: argparse.Namespace) -> None:
    from indgang.base import clock
    from indgang.core.day import COPENHAGEN
    from indgang.project.demo.plan import CAST, MAIN_SITE, PASSWORD

    base = f"http://localhost:{options.port}"
    shown: datetime = clock.now().astimezone(COPENHAGEN)
    print(
        f"\nIndgang, the demo. Its clock shows {shown:%A %d %B %Y, %H:%M}. People and volumes are invented.\n"
    )
    for label, path in (
        ("Start here", "/"),
        ("Kiosk", f"/kiosk/{MAIN_SITE}/"),
        ("Screen", f"/screen/{MAIN_SITE}/"),
        ("Desks", "/desk/"),
        ("Manager", "/manage/"),
        ("API", "/api/v1/docs"),
    ):
        print(f"  {label:12}{base}{path}")
    print(f"\n  {'User name':12}{'Password':22}Who")
    for member in CAST:
        print(f"  {member['username']:12}{PASSWORD:22}{member['name']}: {member['da']['role']}")
    print("\nStop with Ctrl-C.", flush=True)


def run_day(options: argparse.Namespace) -> int:
    """`indgang demo-day`: catches up with the morning, then lives on until told to stop."""
    start_django()
    end_with_parent()
    from indgang.base import clock
    from indgang.project.demo.living_day import LivingDay

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    day = LivingDay(seed=options.seed, still=options.still)
    if not options.still:
        day.catch_up(clock.now())
    day.run(stop)
    return 0
