"""`fetch`: articles of borger.dk, and whether links work."""

import argparse
import json
from typing import TYPE_CHECKING

from indgang.project.cli.common import Subcommands, command, say, start_django

if TYPE_CHECKING:
    from indgang.catalogue.services.articles import FetchReport

BORGERDK, LINKS = "borgerdk", "links"


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    fetch = command(
        commands, "fetch", run_fetch, "Fetch articles of borger.dk, or try the playbook's addresses."
    )
    fetch.add_argument("what", choices=(BORGERDK, LINKS))
    fetch.add_argument("--full", action="store_true", help="every article, not only those with a new date")
    fetch.add_argument("--demo", action="store_true", help="the invented articles instead of borger.dk's")
    fetch.add_argument("--json", action="store_true", help="print the report as JSON")


def run_fetch(options: argparse.Namespace) -> int:
    """`indgang fetch borgerdk [--full] [--demo] [--json]` and `indgang fetch links [--json]`."""
    start_django()
    from django.utils.translation import override

    with override("da"):
        return _links(options) if options.what == LINKS else _articles(options)


def _articles(options: argparse.Namespace) -> int:
    from indgang.base.access import SYSTEM
    from indgang.catalogue.services.articles import fetch_articles
    from indgang.integrations.borgerdk import article_sources, municipality_asked_with

    sources = article_sources(demo=options.demo)
    if not sources:
        say("indgang: fetching is off; set INDGANG_BORGERDK=1, or try --demo")
        return 1
    code = municipality_asked_with(demo=options.demo)
    reports = [
        fetch_articles(actor=SYSTEM, source=source, municipality=code, full=options.full)
        for source in sources
    ]
    if options.json:
        print(json.dumps([report.as_dict() for report in reports], ensure_ascii=False))
    for report in reports:
        _tell(report)
    return 0 if all(report.is_ok for report in reports) else 1


def _tell(report: "FetchReport") -> None:
    from indgang.catalogue.source_words import about_article, in_words

    if report.error:
        say(f"{report.domain}: {in_words(report.error)}")
        return
    for name in ("failed", "warnings"):
        for line in getattr(report, name):
            number, sentence = about_article(line)
            say(f"{report.domain} {number}: {sentence}")
    say(
        f"{report.domain}: {report.listed} listed, {report.fetched} fetched, {len(report.new)} new, "
        f"{len(report.changed)} changed, {len(report.gone)} gone, {len(report.back)} back, "
        f"{len(report.failed)} failed."
    )


def _links(options: argparse.Namespace) -> int:
    from indgang.base.access import SYSTEM
    from indgang.catalogue.services.links import check_links
    from indgang.integrations.links import link_prober

    report = check_links(actor=SYSTEM, prober=link_prober())
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
    for url in report.broken:
        say(f"broken: {url}")
    for url in report.failing:
        say(f"failed this time: {url}")
    if report.offline:
        say("No address answered at all. Is there a way out of this network? Nothing was counted.")
    say(f"{report.checked} tried, {report.working} work, {len(report.broken)} broken.")
    return 1 if report.offline or report.broken else 0
