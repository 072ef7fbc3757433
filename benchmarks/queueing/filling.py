"""Fills an empty database for the benchmark and prints the token of another system."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from indgang.base import clock  # noqa: E402
from indgang.base.access import SYSTEM  # noqa: E402
from indgang.catalogue.services import load_content  # noqa: E402
from indgang.core.day import danish_date  # noqa: E402
from indgang.organisation.models import (  # noqa: E402
    Competence,
    Delegation,
    Desk,
    Municipality,
    Person,
    RoleGrant,
    Site,
)
from indgang.organisation.services import issue_token  # noqa: E402
from indgang.queue.models import CallProfile, CallRule, DeskSetup, Series  # noqa: E402

NUMBERS = 4_000_000


def fill(desks: int) -> str:
    """One site with series K and S, `desks` desks that serve both, an officer for each; the token."""
    call_command("migrate", verbosity=0, interactive=False)
    municipality = Municipality.objects.create(code="0530", name="Benchmark", is_fictional=True)
    site = Site.objects.create(
        municipality=municipality, slug="magion", name="Magion", kind="library", model=4
    )
    for letter, name, kind in (("K", "KVIK", "quick"), ("S", "SERVICE", "service")):
        Series.objects.create(
            site=site,
            letter=letter,
            name=name,
            desk_kind=kind,
            is_default=letter == "K",
            last=NUMBERS,
            offline_last=NUMBERS + 100,
        )
    load_content(actor=SYSTEM)
    profile = CallProfile.objects.create(code="all", name="All")
    for order, (condition, letter) in enumerate(
        [("due", ""), ("returned", ""), ("lane", "K"), ("lane", "S")], 1
    ):
        CallRule.objects.create(profile=profile, order=order, condition=condition, letter=letter)
    today = danish_date(clock.now())
    for number in range(desks):
        desk = Desk.objects.create(site=site, slug=f"desk-{number}", label=f"Desk {number}", kind="quick")
        DeskSetup.objects.create(desk=desk, profile=profile)
        person = Person.objects.create(username=f"officer-{number}", name=f"Officer {number}", home_site=site)
        RoleGrant.objects.create(person=person, role="generalist")
        scope = {"scope_kind": "group", "scope_code": "1", "valid_from": today}
        Competence.objects.create(person=person, reach=5, **scope)
        Delegation.objects.create(person=person, decision="Benchmark", **scope)
    return issue_token(actor=SYSTEM, name="benchmark", role="api", site=None)


if __name__ == "__main__":
    print(fill(int(sys.argv[1])))
