"""Open now or not, and whom to phone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, may
from indgang.base.errors import NotFound
from indgang.base.transfer import ImportReport, Source, registry, run_import
from indgang.core.hours import HoursKind as CoreKind
from indgang.core.hours import Source as HoursSource
from indgang.organisation import queries, services
from indgang.organisation.models import ClosedPeriod, Desk, Lifeline, Municipality, Person, Site


def at(text: str):
    """Frozen at a Danish wall-clock time in winter (UTC+1) unless the text says otherwise."""
    return clock.frozen(datetime.fromisoformat(text if "+" in text else text + "+01:00").astimezone(UTC))


def library() -> Site:
    return queries.find_site("hovedbib")


@pytest.mark.parametrize(
    ("moment", "is_open", "until"),
    [
        ("2026-11-23T09:59", False, "2026-11-23T10:00"),
        ("2026-11-23T10:00", True, "2026-11-23T18:00"),
        ("2026-11-23T18:00", False, "2026-11-24T10:00"),
        ("2026-11-24T18:30", False, "2026-11-30T10:00"),
        ("2026-07-06T15:30+02:00", False, "2026-07-13T10:00+02:00"),  # the summer's Monday, Tuesday is closed
        ("2026-10-12T12:30+02:00", True, "2026-10-12T13:00+02:00"),  # the autumn break
        ("2026-04-06T12:00+02:00", False, "2026-04-07T10:00+02:00"),  # Easter Monday
    ],
)
def test_the_library_is_open_or_closed(
    proevelund: ImportReport, moment: str, is_open: bool, until: str
) -> None:
    with at(moment):
        state = queries.opening_state(library(), "library")
    expected = datetime.fromisoformat(until if "+" in until else until + "+01:00")
    assert (state.is_open, state.until) == (is_open, expected)


def test_why_it_is_closed_is_told_in_the_readers_language(proevelund: ImportReport) -> None:
    Municipality.objects.update(library_closes_on_holidays=True)
    said = {}
    for language in ("da", "en"):
        with translation.override(language), at("2026-12-24T12:00"):
            said[language, "eve"] = queries.opening_state(library(), "library").reason
        with translation.override(language), at("2026-12-25T12:00"):
            said[language, "day"] = queries.opening_state(library(), "library").reason
        with translation.override(language), at("2026-07-06T12:00+02:00"):
            said[language, "summer"] = queries.opening_state(library(), "library").reason
    assert said == {
        ("da", "eve"): "Juleaften",
        ("en", "eve"): "Christmas Eve",
        ("da", "day"): "Juledag",
        ("en", "day"): "Christmas Day",
        ("da", "summer"): "Sommer",
        ("en", "summer"): "Sommer",
    }


def test_self_service_goes_on_when_the_staff_has_a_holiday(proevelund: ImportReport) -> None:
    with at("2026-04-06T12:00+02:00"):
        open_kinds = [state.kind for state in queries.hours_today(library()) if state.is_open]
        assert open_kinds == ["self_service"]
        assert queries.is_open_at_all(library())


def test_the_hours_of_several_sites_are_those_of_each(proevelund: ImportReport) -> None:
    sites = queries.active_sites()
    with translation.override("da"), at("2026-10-14T12:00+02:00"):
        together = queries.hours_by_site(sites)
        assert {site.pk: queries.hours_of(site) for site in sites} == together
        monday = together[library().pk].plan(date(2026, 10, 12), CoreKind.LIBRARY)
    assert (monday.source, monday.label) == (HoursSource.SPECIAL, "Efterårsferie")


def test_hours_that_look_wrong_are_told(proevelund: ImportReport) -> None:
    site = library()
    ClosedPeriod.objects.create(
        municipality=site.municipality,
        site=site,
        kind="library",
        first_day="2026-10-19",
        last_day="2026-10-19",
    )
    ClosedPeriod.objects.create(
        municipality=site.municipality,
        site=site,
        kind="self_service",
        first_day="2026-10-19",
        last_day="2026-10-19",
    )
    with at("2026-10-14T12:00+02:00"):
        problems = queries.hours_problems([site], queries.hours_by_site([site]))
        found = {problem.code: problem for problem in problems}
        assert found["hours-locked-door"].site_id == site.pk
        assert "19-10-2026" in found["hours-locked-door"].message
        assert "hours-locked-door" in {problem.code for problem in queries.config_problems(site)}


def test_staffed_hours_join_library_and_citizen_service(proevelund: ImportReport) -> None:
    found = queries.staffed_intervals(library(), date(2026, 11, 23))
    assert found == [(datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 17, tzinfo=UTC))]
    assert queries.staffed_intervals(queries.find_site("bus"), date(2026, 11, 23)) == []


def test_a_site_without_hours_is_closed_and_has_no_table(proevelund: ImportReport) -> None:
    bus = queries.find_site("bus")
    assert queries.hours_today(bus) == []
    state = queries.opening_state(bus, "library")
    assert (state.is_open, state.until) == (False, None)


def test_danish_holidays_have_names_in_both_languages() -> None:
    danish, english = queries.danish_holidays(2026, "da"), queries.danish_holidays(2026, "en")
    assert danish.keys() == english.keys()
    assert danish[date(2026, 4, 3)] == "Langfredag"
    assert english[date(2026, 4, 3)] == "Good Friday"
    assert date(2026, 5, 1) not in danish
    assert "Store bededag" not in danish.values()


def test_the_lifeline_of_the_moment(proevelund: ImportReport) -> None:
    with at("2026-11-26T15:30"):  # a Thursday: pas answers until five, pension until three
        card = queries.lifeline_card("pas")
        assert (card.title, card.name, card.phone) == ("Pas", "Signe Krogh", "79 72 70 21")
        assert (card.open_now, card.open_until) == (True, datetime(2026, 11, 26, 16, tzinfo=UTC))
        assert card.deputy is not None
        assert (card.deputy.code, card.deputy.open_now, card.deputy.name) == ("pension", False, "Vagtteamet")
        assert card.deputy.deputy is None
        assert card.call.code == "pas"
        assert queries.lifeline_card("pension").call.code == "pas"
        assert card.hours == "man-ons, fre 9.00-15.00; tor 9.00-17.00"
    with at("2026-11-27T18:00"):
        card = queries.lifeline_card(card.id)
        assert (card.open_now, card.next_open) == (False, datetime(2026, 11, 30, 8, tzinfo=UTC))
        assert card.call.code == "pas"
    with at("2026-12-24T10:00"):
        assert queries.lifeline_card("pas").open_now is False
    with at("2026-12-25T10:00"):
        assert queries.lifeline_card("pas").open_now is False


def test_a_lifeline_goes_stale_after_ninety_days(proevelund: ImportReport) -> None:
    with at("2027-01-31T10:00"):
        assert not queries.lifeline_card("pas").is_stale
    with at("2027-02-01T10:00"):
        assert queries.lifeline_card("pas").is_stale
        services.verify_lifeline(actor=SYSTEM, lifeline="pas")
        assert not queries.lifeline_card("pas").is_stale
    assert queries.lifeline_card("pension").is_stale


def test_lifelines_out_of_use_and_people_who_left_are_not_named(proevelund: ImportReport) -> None:
    Person.objects.filter(username="signe").update(is_active=False)
    Lifeline.objects.filter(code="pension").update(is_active=False)
    card = queries.lifeline_card("pas")
    assert (card.name, card.deputy) == ("", None)
    assert [card.code for card in queries.lifeline_cards()] == ["pas"]
    for unknown in ("pension", "findes-ikke", 0):
        with pytest.raises(NotFound):
            queries.lifeline_card(unknown)


def test_a_chain_of_deputies_never_runs_in_a_ring(proevelund: ImportReport) -> None:
    text = "code;title_da;direct_phone;deputy\na;A;79727001;b\nb;B;79727002;c\nc;C;79727003;a\n"
    assert run_import("lifelines", Source("l.csv", text.encode()), actor=SYSTEM).written
    chain, card = [], queries.lifeline_card("a")
    while card is not None:
        chain.append(card.code)
        card = card.deputy
    assert chain == ["a", "b", "c"]
    assert queries.lifeline_card("a").open_now is None


def test_few_queries_whatever_the_number_of_lifelines(
    proevelund: ImportReport, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(10):
        queries.lifeline_cards()
    text = "code;title_da;direct_phone;hours\n" + "".join(f"l{n};L;79727001;man 9-10\n" for n in range(20))
    run_import("lifelines", Source("l.csv", text.encode()), actor=SYSTEM)
    with django_assert_max_num_queries(10):
        assert len(queries.lifeline_cards()) == 22


def test_places_and_people_are_found_while_they_are_in_use(proevelund: ImportReport) -> None:
    assert queries.find_desk("kvik-1").site == library()
    assert [desk.slug for desk in queries.desks_of(library())] == ["kvik-1", "service-1"]
    assert [site.slug for site in queries.active_sites()] == ["bus", "hovedbib", "raadhus"]
    assert queries.find_person("MAJA").name == "Maja Holm"
    Site.objects.filter(slug="hovedbib").update(is_active=False)
    for find, code in (
        (queries.find_site, "hovedbib"),
        (queries.find_desk, "kvik-1"),
        (queries.find_person, "nn"),
    ):
        with pytest.raises(NotFound):
            find(code)


def test_people_and_tokens_as_actors(proevelund: ImportReport) -> None:
    signe = Person.objects.get(username="signe")
    town_hall, hall = library(), queries.find_site("raadhus")
    actor = queries.actor_of_person(signe.pk)
    assert actor.grants == {("specialist", hall.pk), ("generalist", town_hall.pk)}
    personal = services.issue_token(
        actor=SYSTEM, name="Signes script", role="specialist", site=hall, person=signe
    )
    assert queries.actor_of_token(personal).grants == {("specialist", hall.pk)}
    kiosk = services.issue_token(actor=SYSTEM, name="Kiosk", role="device", site=town_hall)
    assert (queries.actor_of_token(kiosk).kind, queries.actor_of_token(kiosk).grants) == (
        "device",
        {("device", town_hall.pk)},
    )
    system = services.issue_token(actor=SYSTEM, name="Skilte", role="api", site=None)
    assert queries.actor_of_token(system).kind == "api"
    services.set_roles(actor=SYSTEM, person=signe, roles="generalist@hovedbib")
    assert queries.actor_of_token(personal).grants == frozenset()
    services.deactivate_person(actor=SYSTEM, person=signe)
    assert queries.actor_of_person(signe.pk) == ANONYMOUS
    assert queries.actor_of_token(personal) == ANONYMOUS
    assert queries.actor_of_token("indgang_gæt") == ANONYMOUS
    assert not may(ANONYMOUS, "organisation.view")


def test_what_needs_attention_is_told(proevelund: ImportReport, monkeypatch) -> None:
    with at("2027-12-15T10:00"):
        codes = {(problem.code, problem.about) for problem in queries.config_problems()}
    assert codes >= {
        ("no-hours", "site:bus"),
        ("no-desk", "site:bus"),
        ("lifeline-stale", "lifeline:pas"),
    }
    assert {code for code, _about in codes} >= {"competence-lapses"}
    assert "no-municipality" not in {code for code, _about in codes}
    site_id = library().pk
    assert {problem.site_id for problem in queries.config_problems(library())} <= {None, site_id}
    Desk.objects.all().delete()
    Person.objects.filter(username="ada").update(is_active=False)
    Person.objects.create_user(username="nils", name="Nils Ny")
    monkeypatch.setattr(registry, "stored_codes", lambda name: set())
    found = {problem.code for problem in queries.config_problems()}
    assert {"no-desk", "no-administrator", "no-role"} <= found


def test_an_empty_installation_says_where_to_begin(db: None) -> None:
    problems = queries.config_problems()
    assert [problem.code for problem in problems] == ["no-municipality", "no-administrator"]
    assert all(str(problem) for problem in problems)
