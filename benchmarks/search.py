"""How good and how fast the search is, as JSON on standard output.

python benchmarks/search.py [--tasks 5000]

Quality is measured on the content that comes with Indgang and the fixed queries of
tests/catalogue/queries*.yaml: all of them, and apart those that the engine was never tuned on. Speed is
measured on that catalogue and on a made-up one of `--tasks` tasks whose words are drawn from the real one,
with the same queries, one at a time in one thread, without a database: the time from the cleaned query to the
sorted hits.
"""

import argparse
import json
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
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


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="Quality and speed of the search, as JSON.")
    arguments.add_argument("--tasks", type=int, default=5000, help="tasks in the made-up catalogue")
    wanted = arguments.parse_args().tasks
    queries = load_queries()
    real = tasks_of_content()
    index, seconds = _timed_build(real)
    report: dict[str, Any] = {
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "quality": _quality(index, queries),
        "real": {"tasks": len(real), "build_seconds": seconds, **_speed(index, queries)},
    }
    large, seconds = _timed_build(_made_up(real, wanted))
    report["made_up"] = {"tasks": wanted, "build_seconds": seconds, **_speed(large, queries)}
    json.dump(report, sys.stdout, indent=2)
    print()


def _made_up(real: Tasks, wanted: int) -> Tasks:
    """Tasks whose texts are mixed from the real ones, so that words are about as frequent as there."""
    chance = random.Random(SEED)
    tasks: Tasks = list(real)
    for place in range(len(real), wanted):
        entry, _sources = chance.choice(real)
        mixed = {}
        for language in ("da", "en"):
            several = [sources[language] for _entry, sources in chance.sample(real, 6)]
            mixed[language] = Source(
                title=_mix(chance, [source.title for source in several]),
                words=[_mix(chance, [chance.choice(source.words) for source in several]) for _ in range(12)],
                summary=_mix(chance, [source.summary for source in several]),
                bring=several[0].bring,
                steps=[chance.choice(source.steps) for source in several],
                topic=several[0].topic,
            )
        titles = {language: source.title for language, source in mixed.items()}
        made_up = Entry(place, f"made-up-{place}", entry.kle, entry.topic, 2, False, "quick", titles, titles)
        tasks.append((made_up, mixed))
    return tasks


def _mix(chance: random.Random, texts: Sequence[str]) -> str:
    one, other = chance.sample(list(texts), 2)
    first, second = one.split(), other.split()
    return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])


def _timed_build(tasks: Tasks) -> tuple[Index, float]:
    began = time.perf_counter()
    index = Index("", tasks, read_synonyms())
    return index, round(time.perf_counter() - began, 3)


def _find(index: Index, text: str) -> list[str]:
    return [entry.code for entry, _score in index.find(cleaned(text), "da", 10)]


def _quality(index: Index, queries: Sequence[Query]) -> dict[str, Any]:
    groups = {
        "all": queries,
        "tuned_on": [query for query in queries if not query.held_back],
        "held_back": [query for query in queries if query.held_back],
    }
    groups |= {kind: [query for query in queries if query.kind == kind] for kind in {q.kind for q in queries}}
    return {
        name: vars(quality(chosen, lambda text: _find(index, text)))
        for name, chosen in sorted(groups.items())
    }


def _speed(index: Index, queries: Sequence[Query]) -> dict[str, Any]:
    times = []
    for query in queries:
        began = time.perf_counter()
        _find(index, query.text)
        times.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(times, n=100)
    return {
        "queries": len(times),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "max_ms": round(max(times), 2),
    }


if __name__ == "__main__":
    main()
