"""Those behind the lifelines, as they come and go over the day; a rota, and what the desks have sent on. Invented."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.contact import services as contact
from indgang.contact.queries import referrals_to_site, referrals_to_units, tries_of_day
from indgang.core.day import danish_date, opening_instant
from indgang.core.presence import Standing
from indgang.organisation.queries import (
    actor_of_person,
    any_person,
    find_site,
    lifeline_card,
    presence_of_people,
)
from indgang.organisation.services import save_lifeline, set_presence

# The cast's own lifeline speaks for herself.
EXPERTS = ("rikke", "inge", "gitte", "sonja", "tove", "poul", "henrik", "asger", "pia", "karla")
ROTA = "man-tir 9.00-15.00 tove; ons-tor 9.00-15.00 asta; fre 9.00-13.00 tove"
TURN = timedelta(minutes=20)
SAYINGS = (
    ("free", 40, ""),
    ("busy", 20, "møde"),
    ("busy", 30, "borger"),
    ("free", 60, ""),
    ("away", 45, "frokost"),
    ("away", 90, "kursus"),
)
DAYS_OF_TRIES = 4
HALF_PAST_ONE = time(13, 30)
TRIES = (("pas-koerekort", 8), ("folkeregister", 7), ("boligstoette", 6), ("social", 5), ("sundhed", 2))
SENT_ON: tuple[dict[str, Any], ...] = (
    {
        "by": "jonas",
        "from": "magion",
        "fields": {
            "task_code": "boligstoette",
            "outcome": "referred",
            "lifeline": "boligstoette",
            "referral_reason": "expert",
            "told": "Hanne ringer ikke; borgeren ringer selv i træffetiden, 76 00 13 40.",
            "referral_note": "Er flyttet sammen med sin kæreste og er i tvivl om, hvad der skal meldes.",
            "steps_done": [1, 2],
        },
    },
    {
        "by": "karim",
        "from": "soender-omme",
        "fields": {
            "task_code": "pas-voksen",
            "outcome": "referred",
            "to_site": "magion",
            "referral_reason": "place",
            "told": "Pas kan kun laves i Magion. Tag dit gamle pas med.",
            "steps_done": [1],
        },
    },
)


def fill_presence() -> None:
    """A rota, tries of the last days and two referrals. Doing it again does nothing."""
    here = find_site("magion")
    unit = lifeline_card("boligstoette").id
    if referrals_to_units([unit]) or referrals_to_site(here.pk):
        return
    course = clock.course()
    now = clock.now()
    try:
        save_lifeline(actor=SYSTEM, code="digital-hjaelp", rota=ROTA)
        for days in range(DAYS_OF_TRIES, 0, -1):
            _at(now - timedelta(days=days))
            _tries(days)
        _at(opening_instant(danish_date(now) - timedelta(days=1), HALF_PAST_ONE))
        for sent in SENT_ON:
            _send_on(sent)
    finally:
        clock.follow(course)


def _at(moment: datetime) -> None:
    clock.follow(clock.Course(real=moment, shown=moment, speed=0.0))


def _tries(seed: int) -> None:
    """A day's tries, most of them answered."""
    random = Random(f"tries {seed}")
    site, officer = find_site("magion"), any_person("jonas").pk
    actor = actor_of_person(officer)
    if tries_of_day(danish_date(clock.now()), {site.pk: site.slug}):
        return
    for unit, count in TRIES:
        for _number in range(count):
            tried = contact.try_lifeline(actor=actor, site=site, lifeline=unit)
            result = random.choices(("answered", "not_answered", "took_over"), (7, 2, 1))[0]
            contact.close_attempt(actor=actor, attempt_id=tried.id, result=result)


def _send_on(sent: dict[str, Any]) -> None:
    contact.record(
        actor=actor_of_person(any_person(str(sent["by"])).pk),
        site=find_site(str(sent["from"])),
        channel="walk_in",
        inquiries=[sent["fields"]],
        key="demo-second-line",
    )


class ComingAndGoing:
    """The experts say how they stand, each in their own time; who has said something is left to it until it ends."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.people = [any_person(name).pk for name in EXPERTS]
        self.next_at: datetime | None = None

    def step(self, now: datetime) -> None:
        """Let one of those who could be phoned say something, every twenty minutes."""
        if self.next_at is not None and now < self.next_at:
            return
        self.next_at = now + TURN
        random = Random(f"{self.seed} {int(now.timestamp() // TURN.total_seconds())}")
        ways = presence_of_people(self.people)
        silent = [one for one in self.people if ways[one].standing is Standing.UNKNOWN]
        for person in random.sample(silent, min(2, len(silent))):
            state, minutes, reason = random.choice(SAYINGS)
            set_presence(actor=SYSTEM, person_id=person, state=state, minutes=minutes, reason=reason)
