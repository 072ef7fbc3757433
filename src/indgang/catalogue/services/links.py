"""Checking the addresses that the catalogue sends people to; broken only after failures on several days."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.catalogue.models import Link, LinkCheck, LinkState
from indgang.catalogue.ports import LinkProber, Probe
from indgang.catalogue.queries.links import addresses_in_use
from indgang.catalogue.services.rules import rules
from indgang.core.day import danish_date

KEPT_FOR = timedelta(days=365)
# When so many addresses were tried and none answered, it is rather our own way out that is broken.
OFFLINE_FROM = 5


@dataclass(slots=True)
class LinkReport:
    """What a round of checks found. `offline`: nothing answered at all, so nothing was held against anyone."""

    checked: int = 0
    working: int = 0
    failing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    offline: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


def check_links(*, actor: Actor, prober: LinkProber, urls: Sequence[str] | None = None) -> LinkReport:
    """Try the addresses in use (or only `urls` of them), keep what they answered, and forget checks of a year ago.

    A failure counts once a Danish day, so that trying again at once breaks nothing; an answer clears everything.
    Needs "catalogue.change".
    """
    require(actor, "catalogue.change")
    used = addresses_in_use()
    wanted = sorted(used if urls is None else used & set(urls))
    answers = list(prober.probe_all(wanted))
    report = LinkReport(checked=len(answers))
    report.offline = len(answers) >= OFFLINE_FROM and not any(probe.status for _url, probe in answers)
    if not report.offline:
        for url, probe in answers:
            _keep(url, probe, report)
    _forget(used)
    with transaction.atomic():
        counts = {name: len(getattr(report, name)) for name in ("failing", "broken", "mended")}
        record(actor, "links.checked", "catalogue", {"checked": report.checked, **counts})
    return report


@transaction.atomic
def _keep(url: str, probe: Probe, report: LinkReport) -> None:
    now = clock.now()
    Link.objects.bulk_create([Link(url=url)], ignore_conflicts=True)
    link = Link.objects.select_for_update().get(url=url)
    was_broken = link.state == LinkState.BROKEN
    if probe.is_ok:
        link.state, link.failures, link.broken_since, link.last_worked = LinkState.WORKING, 0, None, now
        report.working += 1
        if was_broken:
            report.mended.append(url)
    else:
        _hold_against(link, now)
        (report.broken if link.state == LinkState.BROKEN else report.failing).append(url)
    link.last_checked = now
    link.save()
    LinkCheck.objects.create(
        link=link,
        at=now,
        is_ok=probe.is_ok,
        status=probe.status,
        error=probe.error[:200],
        milliseconds=probe.milliseconds,
    )


def _hold_against(link: Link, now: datetime) -> None:
    is_first_today = link.last_checked is None or danish_date(link.last_checked) != danish_date(now)
    if is_first_today or link.failures == 0:
        link.failures += 1
    if link.failures >= rules().link_failures:
        link.state, link.broken_since = LinkState.BROKEN, link.broken_since or now
    else:
        link.state, link.broken_since = LinkState.FAILING, None


@transaction.atomic
def _forget(used: set[str]) -> None:
    """Checks of more than a year ago, and addresses that nobody uses and that were not tried for as long."""
    before = clock.now() - KEPT_FOR
    LinkCheck.objects.filter(at__lt=before).delete()
    Link.objects.filter(last_checked__lt=before).exclude(url__in=used).delete()
