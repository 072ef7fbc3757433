"""What is odd in the configuration. It takes no screen down; the manager's page tells it (DESIGN, rule 9)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.transfer import registry
from indgang.core import hours as core
from indgang.core.day import danish_date
from indgang.core.doubts import Doubt, doubts
from indgang.core.reach import Reach
from indgang.organisation.models import (
    Competence,
    Delegation,
    Lifeline,
    Municipality,
    OpeningHours,
    Person,
    RoleGrant,
    Site,
)
from indgang.organisation.queries.hours import hours_by_site, kind_of
from indgang.organisation.queries.lifelines import stale_before

LAPSING_DAYS = 30
HOURS_DAYS = 13 * 7


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to look at. `about` names it for machines ("lifeline:pension"), `message` says what to do."""

    severity: Literal["warning", "error"]
    code: str
    about: str
    message: str
    site_id: int | None = None

    def __str__(self) -> str:
        return self.message


def config_problems(site: Site | None = None) -> list[Problem]:
    """What needs attention in the organisation: of one site and of what all share, or of everything."""
    sites = list(Site.objects.select_related("municipality").filter(is_active=True).order_by("slug"))
    found = [
        *_basics(),
        *_places(),
        *hours_problems(sites, hours_by_site(sites)),
        *_lifelines(),
        *_people(),
        *_reaches(),
    ]
    return [problem for problem in found if site is None or problem.site_id in {None, site.pk}]


def _basics() -> Iterator[Problem]:
    if not Municipality.objects.exists():
        yield Problem(
            "error", "no-municipality", "municipality", _("There is no municipality yet. Import one.")
        )
    administrators = RoleGrant.objects.filter(role="administrator", site__isnull=True, person__is_active=True)
    if not administrators.exists():
        message = _("Nobody is administrator everywhere. Give somebody the role administrator@*.")
        yield Problem("error", "no-administrator", "people", message)


def _places() -> Iterator[Problem]:
    for site in Site.objects.filter(is_active=True).exclude(kind="remote").order_by("slug"):
        about = f"site:{site.slug}"
        if not OpeningHours.objects.filter(site=site).exists():
            message = _("%(site)s has no opening hours.") % {"site": site.name}
            yield Problem("warning", "no-hours", about, message, site.pk)
        if not site.desks.filter(is_active=True).exists():
            message = _("%(site)s has no desk in use.") % {"site": site.name}
            yield Problem("warning", "no-desk", about, message, site.pk)


def hours_problems(sites: Iterable[Site], hours: Mapping[int, core.OpeningHours]) -> Iterator[Problem]:
    """What looks wrong in the hours of the sites within thirteen weeks."""
    today = danish_date(clock.now())
    for site in sites:
        for one in doubts(hours[site.pk], today, HOURS_DAYS):
            facts = {"site": site.name, "kind": str(kind_of(one.kind).label), "day": f"{one.day:%d-%m-%Y}"}
            yield Problem(
                "warning",
                f"hours-{one.doubt}",
                f"hours:{site.slug}",
                _doubt_words(one.doubt) % facts,
                site.pk,
            )


def _doubt_words(doubt: Doubt) -> str:
    match doubt:
        case Doubt.ENDING:
            return _("%(site)s has no hours of the kind “%(kind)s” from %(day)s on. Enter what comes then.")
        case Doubt.LOCKED_DOOR:
            return _(
                "At %(site)s citizen service is staffed on %(day)s while the house is not open. Check both hours."
            )
        case Doubt.IGNORED:
            return _(
                "At %(site)s the special hours of “%(kind)s” on %(day)s do not count: as long a closing is on the"
                " same days. Remove one of the two."
            )
        case Doubt.NOTHING_TO_CHANGE:
            return _("%(site)s never has hours of the kind “%(kind)s”; the days from %(day)s change nothing.")


def _lifelines() -> Iterator[Problem]:
    stale = stale_before(danish_date(clock.now()))
    rows = (
        Lifeline.objects.filter(is_active=True).select_related("deputy", "person").prefetch_related("hours")
    )
    for row in rows.order_by("code"):
        about, name = f"lifeline:{row.code}", {"lifeline": row.code}
        if row.verified_on is None or row.verified_on < stale:
            message = _("Nobody has tried the number of the lifeline %(lifeline)s lately.") % name
            yield Problem("warning", "lifeline-stale", about, message)
        if not row.hours.all():
            message = _("The lifeline %(lifeline)s has no hours.") % name
            yield Problem("warning", "lifeline-without-hours", about, message)
        if row.person is not None and not row.person.is_active:
            message = _("The expert of the lifeline %(lifeline)s no longer works here.") % name
            yield Problem("error", "lifeline-expert-gone", about, message)
        if row.deputy is not None and not row.deputy.is_active:
            message = _("The deputy of the lifeline %(lifeline)s is out of use.") % name
            yield Problem("warning", "lifeline-deputy-gone", about, message)


def _people() -> Iterator[Problem]:
    for person in Person.objects.filter(is_active=True, role_grants__isnull=True).order_by("username"):
        message = _("%(person)s holds no role and can do nothing after logging in.") % {"person": person.name}
        yield Problem("warning", "no-role", f"person:{person.username}", message)


def _reaches() -> Iterator[Problem]:
    today = danish_date(clock.now())
    lapsing = Competence.objects.filter(
        lapses_on__gt=today, lapses_on__lte=today + timedelta(days=LAPSING_DAYS)
    )
    for row in lapsing.filter(person__is_active=True).select_related("person"):
        message = _("The competence of %(person)s for “%(code)s” lapses on %(day)s.") % {
            "person": row.person.name,
            "code": row.scope_code,
            "day": f"{row.lapses_on:%d-%m-%Y}",
        }
        yield Problem("warning", "competence-lapses", f"competence:{row.pk}", message)
    delegated = Delegation.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), person=OuterRef("person"), valid_from__lte=today
    )
    deciding = Competence.objects.filter(
        Q(lapses_on__isnull=True) | Q(lapses_on__gt=today), reach=Reach.DECIDE, valid_from__lte=today
    )
    for row in deciding.filter(~Exists(delegated), person__is_active=True).select_related("person"):
        message = _("%(person)s is competent to decide “%(code)s”, but no delegation lets them.") % {
            "person": row.person.name,
            "code": row.scope_code,
        }
        yield Problem("warning", "no-delegation", f"competence:{row.pk}", message)
    yield from _unknown_scopes()


def _unknown_scopes() -> Iterator[Problem]:
    for kind, source in (("task", "tasks"), ("topic", "topics")):
        codes = registry.stored_codes(source)
        if codes is None:
            continue
        for model, noun in ((Competence, "competence"), (Delegation, "delegation")):
            unknown = model._default_manager.filter(scope_kind=kind).exclude(scope_code__in=codes)
            for code in sorted(set(unknown.values_list("scope_code", flat=True))):
                message = _("There are competences or delegations for “%(code)s”, which does not exist.")
                yield Problem("warning", "unknown-scope", f"{noun}:{code}", message % {"code": code})
