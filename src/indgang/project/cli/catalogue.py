"""`search`."""

import argparse
import json
import sys
from typing import Any

from indgang.project.cli.common import Subcommands, command, start_django


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    search = command(commands, "search", run_search, "Find tasks in the citizen's words.")
    search.add_argument(
        "query", nargs="+", help="what the citizen says; - reads one query per line from standard input"
    )
    search.add_argument("--limit", type=int, default=10)
    search.add_argument("--site", help="the slug of a site: says what is offered there")
    search.add_argument("--language", choices=("da", "en"), default="da", help="the language of the titles")
    search.add_argument(
        "--json", action="store_true", help="print JSON, as reading from standard input always does"
    )


def run_search(options: argparse.Namespace) -> int:
    """`indgang search QUERY` prints a table; `indgang search -` one JSON line for each line read."""
    start_django()
    from indgang.base.errors import DomainError
    from indgang.organisation.queries import find_site
    from indgang.project.cli.common import say

    try:
        site = find_site(options.site) if options.site else None
    except DomainError as error:
        say(f"indgang: {error}")
        return 1
    if options.query == ["-"]:
        for line in sys.stdin:
            print(json.dumps(_answer(line.strip(), options, site), ensure_ascii=False), flush=True)
        return 0
    answer = _answer(" ".join(options.query), options, site)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for hit in answer["hits"]:
            print(f"{hit['score']:7.2f}  {hit['code']:32}  {hit['kle'] or '':8}  {hit['title']}")
    return 0 if answer["hits"] else 1


def _answer(query: str, options: argparse.Namespace, site: Any) -> dict[str, Any]:
    from indgang.base.access import SYSTEM
    from indgang.catalogue.search import search

    hits = search(query, actor=SYSTEM, language=options.language, site=site, limit=options.limit)
    return {
        "query": query,
        "hits": [
            {"code": hit.code, "title": hit.title, "kle": hit.kle or None, "score": round(hit.score, 4)}
            for hit in hits
        ],
    }
