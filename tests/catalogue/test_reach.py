from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue import queries, services
from indgang.catalogue.content.schema import StepContent
from indgang.core.day import COPENHAGEN
from indgang.core.reach import Limit, Reach
from indgang.organisation.models import Competence, Delegation
from tests.catalogue.test_loading import load

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def at_noon(folder):
    load(folder)
    with clock.frozen(datetime(2026, 11, 21, 12, tzinfo=COPENHAGEN)):
        yield


def competent(person, reach, kind="task", code="pas-voksen", **more):
    Competence.objects.create(
        person=person, scope_kind=kind, scope_code=code, reach=reach, valid_from=TODAY, **more
    )


def delegated(person, **more):
    Delegation.objects.create(
        person=person, scope_kind="topic", scope_code="rejse", decision="Byrådet", valid_from=TODAY, **more
    )


def reach(person, site, **more):
    return queries.reach_of(person_id=person.pk if person else None, task="pas-voksen", site=site, **more)


def test_without_competence_nothing_may_be_done(person, library):
    decision = reach(person, library)
    assert (decision.reach, decision.limited_by, decision.offer) == (
        Reach.NONE,
        Limit.COMPETENCE,
        Reach.PREPARE,
    )
    assert reach(None, library).reach is Reach.NONE


def test_the_offer_limits(person, library):
    competent(person, Reach.DECIDE)
    decision = reach(person, library)
    assert (decision.reach, decision.limited_by) == (Reach.PREPARE, Limit.OFFER)


def test_deciding_needs_a_delegation_on_the_danish_day(person, town_hall):
    competent(person, Reach.DECIDE)
    assert reach(person, town_hall).limited_by is Limit.DELEGATION
    delegated(person, valid_to=TODAY)
    assert reach(person, town_hall).reach is Reach.DECIDE
    last_minute = datetime(2026, 11, 21, 23, 59, tzinfo=COPENHAGEN)
    with clock.frozen(last_minute):
        assert reach(person, town_hall).reach is Reach.DECIDE
    with clock.frozen(last_minute + timedelta(minutes=1)):
        assert reach(person, town_hall).reach is Reach.PREPARE


def test_who_left_may_nothing(person, town_hall):
    competent(person, Reach.DECIDE)
    person.is_active = False
    person.save()
    assert reach(person, town_hall).reach is Reach.NONE


def test_a_changed_offer_counts_at_once(person, library, editor):
    competent(person, Reach.DECIDE)
    assert reach(person, library).reach is Reach.PREPARE
    services.set_offer(actor=editor, code="pas-voksen", site_kind="library", reach=Reach.GUIDE)
    assert reach(person, library).reach is Reach.GUIDE
    services.set_site_offer(actor=editor, code="pas-voksen", site=library, reach=Reach.RECEIVE)
    assert reach(person, library).reach is Reach.RECEIVE


def test_all_at_once_agrees_with_one_by_one_in_three_queries(
    folder, person, library, django_assert_max_num_queries
):
    folder.task("pas-barn", lambda task: task.update(offers={"library": "inform"}))
    folder.task("id-kort", lambda task: task.update(offers={"town_hall": "decide"}, group=2))
    load(folder)
    competent(person, Reach.DECIDE, "group", "1")
    competent(person, Reach.RECEIVE, "task", "id-kort")
    queries.reaches_of(person_id=person.pk, site=library)
    with django_assert_max_num_queries(3):
        found = queries.reaches_of(person_id=person.pk, site=library)
    assert len(found) == 3
    for task_id, decision in found.items():
        assert decision == queries.reach_of(person_id=person.pk, task=task_id, site=library)


def test_the_card_shows_which_steps_are_within_reach(person, library):
    competent(person, Reach.PREPARE)
    card = queries.task_card("pas-voksen", "da", library, person.pk)
    assert [step.within_reach for step in card.steps] == [True, False, True]
    assert card.decision is not None
    assert card.decision.reach is Reach.PREPARE
    assert [step.within_reach for step in queries.task_card("pas-voksen", "da", library).steps] == [None] * 3


def test_every_refusal_names_the_way_on(person, library, town_hall):
    competent(person, Reach.DECIDE)
    with translation.override("en"):
        at_library = queries.task_card("pas-voksen", "en", library, person.pk).explanation
        assert at_library is not None
        assert at_library.way_on == {"refer_to": "site", "sites": ["raadhus"]}
        assert "Raadhus" in at_library.sentence
        at_town_hall = queries.explain_reach(reach(person, town_hall), "pas")
        assert at_town_hall.way_on == {"lifeline": "pas", "refer_to": "lifeline"}
        assert "delegation" in at_town_hall.sentence
        nobody = queries.explain_reach(reach(None, town_hall), None)
        assert nobody.way_on == {"refer_to": "town_hall"}
        delegated(person)
        assert queries.explain_reach(reach(person, town_hall), "pas").way_on == {}


def test_the_sites_that_take_a_task_the_furthest_first(library, town_hall, editor):
    task_id = queries.task_card("pas-voksen").task_id
    assert [(place.slug, place.reach) for place in queries.places_of(task_id)] == [
        ("raadhus", Reach.DECIDE),
        ("magion", Reach.PREPARE),
    ]
    services.set_site_offer(actor=editor, code="pas-voksen", site=library, reach=Reach.NONE)
    assert [place.slug for place in queries.places_of(task_id)] == ["raadhus"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offer=st.sampled_from([*Reach, None]),
    kind=st.sampled_from([None, *list(Reach)[1:]]),
    competence=st.sampled_from([None, *list(Reach)[1:]]),
    has_delegation=st.booleans(),
)
def test_nobody_goes_beyond_offer_and_competence(person, library, *, offer, kind, competence, has_delegation):
    """Against the rule as DESIGN words it, straight from the numbers."""
    Competence.objects.all().delete()
    Delegation.objects.all().delete()
    services.set_offer(actor=SYSTEM, code="pas-voksen", site_kind="library", reach=kind)
    services.set_site_offer(actor=SYSTEM, code="pas-voksen", site=library, reach=offer)
    if competence is not None:
        competent(person, competence)
    if has_delegation:
        delegated(person)
    allowed = min(offer if offer is not None else kind or 0, competence or 0)
    if allowed == Reach.DECIDE and not has_delegation:
        allowed = Reach.PREPARE
    assert reach(person, library).reach == allowed


def test_old_versions_stay_readable(editor):
    steps = [StepContent(kind="ask", da="A.", en="A."), StepContent(kind="close", da="B.", en="B.")]
    services.publish_play(actor=editor, code="pas-voksen", steps=steps)
    newest, oldest = queries.play_history("pas-voksen")
    assert (newest.is_current, newest.is_local, oldest.is_current) == (True, True, False)
    assert len(queries.play_steps(oldest.play_id, "en")) == 3
