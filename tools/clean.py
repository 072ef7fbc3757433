"""Stop and delete the embedded databases below ``.indgang``; for root they may lie outside the clone."""

from __future__ import annotations

import sys
from pathlib import Path

from indgang.project.postgres import PostgresError, destroy

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Destroy them all, and return the exit status."""
    status = 0
    for lock in sorted((ROOT / ".indgang").rglob("postgres.lock")):
        try:
            destroy(lock.parent)
        except PostgresError as error:
            print(f"indgang: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    raise SystemExit(main())
