"""``python -m indgang.project.postgres ACTION FOLDER...``: the servers of data folders by hand.

``start`` prints the connection address, ``status`` one line of state; ``stop`` and ``destroy`` say nothing,
and a folder without a database is no error to them. ``prune``, without a folder, deletes the databases that
root made outside data folders which are gone since, and prints where they lay.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import PostgresError, destroy, ensure_running, prune, status, stop


def _tell(folder: Path) -> None:
    found = status(folder)
    state = f"running, process {found.pid}" if found.running else "stopped"
    print(f"{folder}: {state}, {found.home}" if found.home else f"{folder}: no database")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 and one line on standard error when something is in the way."""
    parser = argparse.ArgumentParser(prog="python -m indgang.project.postgres", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "destroy", "prune"])
    parser.add_argument("folders", metavar="FOLDER", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    if bool(options.folders) == (options.action == "prune"):
        parser.error("prune takes no folder, everything else at least one")
    try:
        for home in prune() if options.action == "prune" else ():
            print(home)
        for folder in options.folders:
            match options.action:
                case "start":
                    print(ensure_running(folder).url)
                case "stop":
                    stop(folder)
                case "destroy":
                    destroy(folder)
                case _:
                    _tell(folder)
    except PostgresError as error:
        print(f"indgang: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
