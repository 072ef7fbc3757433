"""What is odd in the configuration. It takes no screen down; the manager's page tells it (DESIGN, rule 9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.transfer import registry
from indgang.core.day import danish_date
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
from indgang.organisation.queries.lifelines import stale_before

LAPSING_DAYS = 30


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
    found = [*_basics(), *_places(), *_lifelines(), *_people(), *_reaches()]
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
