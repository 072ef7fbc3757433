"""Whether numbers are given at home for a site now, and what its rule is in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.core.day import danish_date, danish_time
from indgang.core.home import Answer, HomeRule, Refusal, may_take
from indgang.organisation.models import Site
from indgang.organisation.queries import staffed_intervals
from indgang.queue.models import HomeRules, Ticket, TicketState
from indgang.queue.queries.now import expected_wait

DAYS_AHEAD = 7
KEPT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class HomeState:
    """A site's numbers from home now. `rule` is None where none are given at all."""

    rule: HomeRule | None
    answer: Answer

    @property
    def may_take(self) -> bool:
        """Whether one may be taken now."""
        return self.rule is not None and self.answer.refusal is None

    @property
    def sentence(self) -> str:
        """Why none may be taken now, in the active language; empty when one may."""
        if self.rule is None:
            return _("This place gives no numbers at home. Take one when you are there.")
        return _why_not(self.rule, self.answer)


def home_state(site: Site, *, task_code: str | None = None) -> HomeState:
    """Whether somebody may take a number at home for the site now."""
    rule = home_rule(site)
    if rule is None:
        return HomeState(None, Answer(Refusal.CLOSED))
    now = clock.now()
    today = danish_date(now)
    staffed = staffed_intervals(site, today)
    away = Ticket.objects.filter(site=site, state=TicketState.WAITING, is_away=True, day=today).count()
    answer = may_take(rule, now, staffed, _wait(site, task_code), away)
    for ahead in range(1, DAYS_AHEAD + 1):
        if answer.refusal is not Refusal.CLOSED:
            break
        coming = staffed_intervals(site, today + timedelta(days=ahead))
        answer = may_take(rule, now, coming, None, away)
    return HomeState(rule, answer)


def home_rule(site: Site) -> HomeRule | None:
    """The site's rule; None where no numbers are given at home."""
    row = HomeRules.objects.filter(site=site, is_allowed=True).first()
    if row is None:
        return None
    return HomeRule(
        before_opening=row.minutes_before_opening,
        before_closing=row.minutes_before_closing,
        least_wait=row.least_wait_minutes,
        most_waiting=row.most_waiting,
        kept_minutes=row.kept_minutes,
    )


def sites_with_home_numbers() -> set[int]:
    """The ids of the sites that give numbers at home."""
    return set(HomeRules.objects.filter(is_allowed=True).values_list("site", flat=True))


def kept_minutes(site_id: int) -> int:
    """For how many minutes a number that was passed by keeps its place at the site."""
    found = HomeRules.objects.filter(site=site_id).values_list("kept_minutes", flat=True).first()
    return found or KEPT_MINUTES


def home_promises(rule: HomeRule) -> list[str]:
    """What somebody who takes a number at home must know, in plain words and in the active language."""
    return [
        _("You get a number now, and your place in the queue is from now on."),
        _(
            "When you come, you say that you are here: with the code at the place, at the screen by the door, "
            "or at the desk."
        ),
        _("We do not call you before you have said it."),
        ngettext(
            "If it is your turn and you are not here, we call the next. "
            "We keep your place for %(minutes)s minute. Then the number is gone.",
            "If it is your turn and you are not here, we call the next. "
            "We keep your place for %(minutes)s minutes. Then the number is gone.",
            rule.kept_minutes,
        )
        % {"minutes": rule.kept_minutes},
        _("We do not ask where you are, and nothing follows your phone."),
    ]


def _wait(site: Site, task_code: str | None) -> float | None:
    try:
        wait = expected_wait(site, task_code=task_code)
    except DomainError:
        return None
    return wait.middle if wait else None


def _why_not(rule: HomeRule, answer: Answer) -> str:
    match answer.refusal:
        case Refusal.NOT_YET:
            return _("You can take a number at home from %(time)s.") % {"time": _moment(answer.next_at)}
        case Refusal.CLOSED:
            return _("Numbers are not given at home these days. See the opening hours.")
        case Refusal.ENOUGH:
            return _(
                "So many have taken a number at home that there are no more right now. "
                "Try again in a while, or take one when you are there."
            )
        case Refusal.UNKNOWN_WAIT:
            return _("No desk is open right now, so nobody knows the wait. Take a number when you are there.")
        case Refusal.SHORT_WAIT:
            return ngettext(
                "The wait is under %(minutes)s minute. Just come: you take a number when you are there.",
                "The wait is under %(minutes)s minutes. Just come: you take a number when you are there.",
                rule.least_wait,
            ) % {"minutes": rule.least_wait}
        case _none:
            return ""


def _moment(moment: datetime | None) -> str:
    """A moment on Danish clocks: the time, with the date when it is not today."""
    if moment is None:
        return ""
    local = danish_time(moment)
    if local.date() == danish_date(clock.now()):
        return f"{local:%H.%M}"
    return f"{local.day}.{local.month}. {local:%H.%M}"
