"""The queue under load, as JSON on standard output; it starts its own servers and its own database.

python benchmarks/queue.py [--quick] [--only a|b|c]

(a) 16 clients over all verbs, 100,000 calls, server processes killed in the middle: nobody called twice,
numbers unique, nobody lost. (b) The full cycle over HTTP against the same statements straight through psycopg
in the same run, and requests per second with their times at 1, 8 and 32 clients. (c) From the call to 200
listening screens, and how a dropped screen comes back.

With INDGANG_DATABASE_URL it works on that server, in databases of its own that it deletes again.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
if str(Path(__file__).resolve().parent) in sys.path:
    sys.path.remove(
        str(Path(__file__).resolve().parent)
    )  # this folder has a module named like the standard library's

from benchmarks.queueing import correctness, cost, screens  # noqa: E402 (the paths must be known first)
from benchmarks.queueing.place import Cluster, fill  # noqa: E402


def machine() -> dict[str, Any]:
    """What it ran on."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a few thousand calls instead of 100,000")
    parser.add_argument("--only", choices=("a", "b", "c"), help="one part alone")
    options = parser.parse_args()
    parts = [options.only] if options.only else ["a", "b", "c"]
    result: dict[str, Any] = {"machine": machine()}
    cluster = Cluster()
    with tempfile.TemporaryDirectory(prefix="indgang-bench-data-") as name:
        try:
            result["postgresql"] = cluster.facts()
            result.update(measure(cluster, Path(name), parts, quick=options.quick))
        finally:
            cluster.remove()
    print(json.dumps(result, indent=2))


def measure(cluster: Cluster, folder: Path, parts: list[str], *, quick: bool) -> dict[str, Any]:
    """The results of the parts, each on a fresh copy of one filled database."""
    filled = cluster.database()
    token = fill(filled, folder)
    found: dict[str, Any] = {}
    if "b" in parts:
        found["b_cost"] = cost.run(
            cluster, filled, folder, token, cycles=40 if quick else 200, rounds=3 if quick else 5
        )
        found["b_load"] = cost.load(
            cluster.database(filled), folder, token, clients=(1, 8, 32), seconds=4 if quick else 15
        )
    if "c" in parts:
        found["c_screens"] = screens.run(
            cluster.database(filled), folder, token, screens=200, calls=10 if quick else 60
        )
    if "a" in parts:
        calls, kills = (4_000, 1) if quick else (100_000, 4)
        found["a_correctness"] = correctness.run(
            cluster.database(filled), folder, token, clients=16, calls=calls, kills=kills
        )
    return found


if __name__ == "__main__":
    main()
