"""Who is behind a lifeline: its own person, and everybody of its team."""

from django.db.models import Q

from indgang.organisation.models import Lifeline, Person, Site


def behind_lifeline(lifeline_id: int) -> set[int]:
    """The ids of the active people behind a lifeline."""
    people = Person.objects.filter(Q(lifelines=lifeline_id) | Q(team__lifelines=lifeline_id), is_active=True)
    return set(people.values_list("pk", flat=True))


def lifelines_behind(person_id: int) -> set[int]:
    """The ids of the active lifelines that a person is behind."""
    mine = Lifeline.objects.filter(Q(person=person_id) | Q(team__people=person_id), is_active=True)
    return set(mine.values_list("pk", flat=True))


def home_site_of(person_id: int) -> Site | None:
    """Where the person belongs, or None."""
    return Site.objects.filter(pk__in=Person.objects.filter(pk=person_id).values("home_site")).first()
