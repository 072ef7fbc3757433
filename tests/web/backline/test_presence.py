"""The second line's own pages: one click says how one stands, and what the desks sent on is read there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.contact import services as contact
from indgang.contact.queries import referrals_to_units
from indgang.organisation.models import Lifeline, Presence
from tests.browser import OpenPage, looks
from tests.cast import Cast, build


@pytest.fixture
def signe(cast: Cast) -> Client:
    Lifeline.objects.filter(code="folkeregister").update(person=cast.signe)
    client = Client()
    client.force_login(cast.signe)
    return client


def refer(cast: Cast) -> None:
    contact.record(
        actor=cast.actor("maja"),
        site=cast.magion,
        channel="phone",
        inquiries=[
            {
                "task_code": "flytning-indenlands",
                "outcome": "referred",
                "lifeline": "folkeregister",
                "referral_reason": "expert",
                "told": "Du bliver ringet op i morgen.",
                "referral_note": "Har boet i udlandet.",
            }
        ],
    )


def test_one_click_without_javascript_says_it_and_leads_back(signe: Client, cast: Cast) -> None:
    here = reverse("backline:referrals")
    answer = signe.post(reverse("backline:say_presence"), {"state": "busy", "here": here})
    assert answer.url == here
    assert Presence.objects.get(person=cast.signe).state == "busy"
    assert "optaget til" in signe.get(here).content.decode()
    answer = signe.post(
        reverse("backline:say_presence"), {"state": "clear", "here": "https://elsewhere.example/"}
    )
    assert answer.url == reverse("backline:presence")
    assert not Presence.objects.exists()


def test_what_cannot_be_said_is_said_beside_its_field_with_what_was_typed(signe: Client) -> None:
    for fields, shown in (
        ({"state": "away", "day": "2020-01-01"}, "Slutningen skal ligge i fremtiden"),
        ({"state": "away", "clock": "25.99"}, "Vælg en dag"),
        ({"state": "away", "reason": "010190-1234"}, "CPR-numre gemmes ikke her"),
    ):
        answer = signe.post(reverse("backline:say_presence"), fields)
        assert answer.status_code == 422
        assert shown in answer.content.decode()


def test_a_manager_says_it_for_an_expert_who_cannot(signe: Client, cast: Cast) -> None:
    page, theirs = Client(), {"person": "signe", "state": "away"}
    page.force_login(cast.leif)
    here = f"{reverse('backline:presence')}?person=signe"
    assert here in page.get(reverse("manage:lifelines")).content.decode()
    assert page.post(reverse("backline:say_presence"), theirs).url == here
    assert Presence.objects.get().person == cast.signe
    assert "væk til" in page.get(here).content.decode()
    page.post(reverse("backline:say_presence"), {**theirs, "state": "clear"})
    assert not Presence.objects.exists()


def test_nobody_else_speaks_for_another(signe: Client, cast: Cast) -> None:
    page = Client()
    page.force_login(cast.maja)
    assert page.get(f"{reverse('backline:presence')}?person=signe").status_code == 403
    sent = page.post(reverse("backline:say_presence"), {"person": "signe", "state": "away"})
    assert sent.status_code == 403
    assert not Presence.objects.exists()
    assert "?person=" not in page.get(reverse("manage:lifelines")).content.decode()


@pytest.mark.parametrize("typed", ["14", "14.00", "1400", "14:00"])
def test_a_time_is_taken_as_people_type_it(signe: Client, typed: str) -> None:
    with clock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        signe.post(reverse("backline:say_presence"), {"state": "away", "clock": typed})
        assert Presence.objects.get().until == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_what_was_sent_on_waits_until_it_is_taken_up(signe: Client, cast: Cast) -> None:
    refer(cast)
    page = signe.get(reverse("backline:referrals")).content.decode()
    assert "Har boet i udlandet." in page
    assert "Du bliver ringet op i morgen." in page
    (card,) = referrals_to_units([Lifeline.objects.get(code="folkeregister").pk])
    for verb in ("seen", "used"):
        signe.post(reverse("backline:mark_referral", args=[card.id, verb]))
    assert "Har boet i udlandet." not in signe.get(reverse("backline:referrals")).content.decode()


def test_a_page_asks_who_is_there_once(
    signe: Client, cast: Cast, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for _turn in range(6):
        refer(cast)
    for name in ("home", "calls", "questions", "referrals", "presence"):
        with django_assert_max_num_queries(52):
            signe.get(reverse(f"backline:{name}"))


def test_a_specialist_begins_there_after_logging_in(client: Client, cast: Cast) -> None:
    for person, home in ((cast.signe, reverse("backline:home")), (cast.maja, "/doors/")):
        answer = client.post(
            reverse("account_login"), {"login": person.username, "password": "lyseblå cykel ved åen"}
        )
        assert answer.url == home
        client.logout()


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_and_the_bar_follows(
    transactional_db: None, open_page: OpenPage, width: int
) -> None:
    cast = build(tasks=("flytning-indenlands", "pas-voksen"))
    Lifeline.objects.filter(code="folkeregister").update(person=cast.signe)
    refer(cast)
    page = open_page("/backline/", person=cast.signe, width=width)
    assert looks(page, "backline-home") == []
    page.get_by_role("button", name="Optaget en halv time").click()
    page.locator("#presence-bar", has_text="optaget til").wait_for()
    Presence.objects.update(since=clock.now(), until=clock.now())
    for name in ("presence", "referrals"):
        page.goto(f"/backline/{name}/")
        assert looks(page, f"backline-{name}") == []
