"""Stop and delete the embedded databases of demo and tests; for root they may lie outside the clone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from indgang.project.postgres import PostgresError, destroy

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / ".indgang" / "demo", ROOT / ".indgang" / "test")


def main() -> int:
    """Destroy them all, and return the exit status."""
    argparse.ArgumentParser(prog="python -m tools.clean", description=__doc__).parse_args()
    status = 0
    locks = [lock for folder in FOLDERS for lock in sorted(folder.rglob("postgres.lock"))]
    for lock in locks:
        try:
            destroy(lock.parent)
        except PostgresError as error:
            print(f"indgang: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    raise SystemExit(main())
