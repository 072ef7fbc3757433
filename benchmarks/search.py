"""How good and how fast the search is, as JSON on standard output.

python benchmarks/search.py [--quick] [--items 5000]

Quality is measured on the content that comes with Indgang and the fixed queries of tests/catalogue/queries*.yaml.
Speed is measured on that catalogue and on a made-up one of `--items` tasks whose texts are the real ones' words drawn
anew, with the same queries, one at a time in one thread of one process, without a database: the time from the cleaned
query to the sorted hits, the memory, the first build, and the next index after one task was published. With
INDGANG_DATABASE_URL naming an empty, migrated database, `--processes` also measures how long after a commit another
process finds the new word.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "indgang.project.settings")
os.environ.setdefault("INDGANG_DATABASE_URL", "postgresql:///unused")

import django  # noqa: E402 (the paths must be known first)

django.setup()

from indgang.catalogue.search import cleaned  # noqa: E402
from indgang.catalogue.search.documents import Source  # noqa: E402
from indgang.catalogue.search.index import Entry, Index  # noqa: E402
from indgang.catalogue.search.synonyms import read_synonyms  # noqa: E402
from tests.catalogue.fixed_queries import Query, Tasks, load_queries, quality, tasks_of_content  # noqa: E402

SEED = 20_261_121
QUICK_ITEMS, QUICK_QUERIES = 1000, 150
NEW_WORD = "zebrastribetilladelse"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=5000, help="tasks in the made-up catalogue")
    parser.add_argument("--quick", action="store_true", help="fewer of them, and fewer queries")
    parser.add_argument("--processes", action="store_true", help="also from a commit to another process")
    options = parser.parse_args()
    queries = load_queries()
    real = tasks_of_content()
    report: dict[str, Any] = {"machine": machine(), "quality": _quality(real, queries)}
    asked = queries[:: max(1, len(queries) // QUICK_QUERIES)] if options.quick else queries
    report["real"] = _measured(real, asked)
    report["made_up"] = _measured(_made_up(real, QUICK_ITEMS if options.quick else options.items), asked)
    if options.processes:
        report["other_process_seconds"] = _other_process()
    print(json.dumps(report, indent=2))


def machine() -> dict[str, Any]:
    """What it ran on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _quality(tasks: Tasks, queries: Sequence[Query]) -> dict[str, Any]:
    index = Index("", tasks, read_synonyms())

    def codes(text: str) -> list[str]:
        return [entry.code for entry, _score in index.find(cleaned(text), "da", 3)]

    groups = {"all": queries, "held_back": [query for query in queries if query.held_back]}
    found = {name: quality(group, codes) for name, group in groups.items()}
    return {
        name: {"queries": one.queries, "first": one.first, "first_three": one.first_three}
        for name, one in found.items()
    }


def _measured(tasks: Tasks, queries: Sequence[Query]) -> dict[str, Any]:
    before = _memory()
    began = time.perf_counter()
    index = Index("", tasks, read_synonyms())
    built = time.perf_counter() - began
    memory = _memory() - before
    entry, sources = tasks[len(tasks) // 2]
    changed = {name: replace(text, words=[*text.words, NEW_WORD]) for name, text in sources.items()}
    began = time.perf_counter()
    renewed = index.renewed("", [(entry, changed)], [])
    seconds = time.perf_counter() - began
    assert renewed.find(NEW_WORD, "da", 1)[0][0].code == entry.code
    times = []
    for query in queries:
        text = cleaned(query.text)
        began = time.perf_counter()
        renewed.find(text, "da", 10)
        times.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(times, n=100)
    return {
        "items": len(tasks),
        "queries": len(times),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "memory_mb": round(memory),
        "first_build_seconds": round(built, 3),
        "after_one_publication_seconds": round(seconds, 3),
    }


def _memory() -> float:
    """The most memory that the process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _made_up(tasks: Tasks, wanted: int) -> Tasks:
    """Tasks whose texts have the lengths of the real ones and words drawn from all of them."""
    draw = random.Random(SEED)
    words = {
        name: [
            word
            for _entry, sources in tasks
            for piece in sources[name].pieces()
            for word in piece.text.split()
        ]
        for name in ("da", "en")
    }

    def anew(text: str, language: str) -> str:
        return " ".join(draw.choices(words[language], k=len(text.split()) or 1))

    found: Tasks = []
    for place in range(wanted):
        entry, sources = tasks[place % len(tasks)]
        texts = {
            name: Source(
                anew(text.title, name),
                [anew(one, name) for one in text.words],
                anew(text.summary, name),
                [anew(one, name) for one in text.bring],
                [anew(one, name) for one in text.steps],
                text.topic,
                [anew(one, name) for one in text.body],
            )
            for name, text in sources.items()
        }
        titles = {name: text.title for name, text in texts.items()}
        found.append((_named(entry, place, titles), texts))
    return found


def _named(entry: Entry, place: int, titles: dict[str, str]) -> Entry:
    return replace(entry, task_id=place, code=f"{entry.code}-{place}", titles=titles)


_ASK = """
import sys, time
import benchmarks.search
from indgang.catalogue.search import search
search("pas")
print("ready", flush=True)
while not search(sys.argv[1]):
    time.sleep(0.005)
print(time.time(), flush=True)
"""


def _other_process() -> float:
    """Seconds from the commit of a new word here until another process finds it."""
    from indgang.base.access import SYSTEM
    from indgang.catalogue.services import add_words, load_content

    load_content(actor=SYSTEM)
    other = subprocess.Popen(
        [sys.executable, "-c", _ASK, NEW_WORD], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    other.stdout.readline()
    add_words(actor=SYSTEM, code="pas-voksen", words=NEW_WORD)
    committed = time.time()
    found = float(other.stdout.readline())
    other.wait(timeout=60)
    return round(found - committed, 3)


if __name__ == "__main__":
    main()
