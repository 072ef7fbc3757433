"""Trying a lifeline: counted once, said once, closed by itself; and what the telephone system adds."""

import hashlib
import hmac
import json

import pytest
from django.conf import LazySettings
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotFound
from indgang.contact.errors import AttemptClosed, NotYours
from indgang.contact.models import LifelineAttempt, PhoneEvent
from indgang.contact.queries import last_attempt, tries_of_day
from indgang.contact.services import close_attempt, sweep_attempts, try_lifeline
from indgang.core.day import danish_date
from tests.cast import Cast
from tests.contact.conftest import Time

SECRET = "en hemmelighed for to"


def test_a_double_press_is_one_try(cast: Cast, time: Time) -> None:
    maja = cast.actor("maja")
    first = try_lifeline(actor=maja, site=cast.magion, lifeline="boligstoette", key="a")
    assert try_lifeline(actor=maja, site=cast.magion, lifeline="boligstoette", key="a") == first
    other = try_lifeline(actor=cast.actor("bo"), site=cast.magion, lifeline="boligstoette", key="a")
    assert other.id != first.id
    assert last_attempt(cast.maja.pk, first.lifeline_id) == first


def test_what_came_of_it_is_said_once_and_corrected_within_half_an_hour(cast: Cast, time: Time) -> None:
    maja = cast.actor("maja")
    tried = try_lifeline(actor=maja, site=cast.magion, lifeline="boligstoette")
    with pytest.raises(NotYours):
        close_attempt(actor=cast.actor("bo"), attempt_id=tried.id, result="answered")
    with pytest.raises(NotFound):
        close_attempt(actor=cast.actor("karen"), attempt_id=tried.id, result="answered")
    with pytest.raises(Invalid):
        close_attempt(actor=maja, attempt_id=tried.id, result="unknown")
    for said in ("not_answered", "not_answered", "took_over"):
        assert close_attempt(actor=maja, attempt_id=tried.id, result=said).result == said
    last = last_attempt(cast.maja.pk, tried.lifeline_id)
    assert last is not None
    assert last.result == "took_over"
    time.move(minutes=31)
    assert last_attempt(cast.maja.pk, tried.lifeline_id) is None
    assert close_attempt(actor=maja, attempt_id=tried.id, result="took_over").result == "took_over"
    with pytest.raises(AttemptClosed):
        close_attempt(actor=maja, attempt_id=tried.id, result="answered")
    assert close_attempt(actor=SYSTEM, attempt_id=tried.id, result="answered").result == "answered"


def test_what_nobody_says_closes_by_itself_and_counts_in_no_figure(cast: Cast, time: Time) -> None:
    maja = cast.actor("maja")
    silent = try_lifeline(actor=maja, site=cast.magion, lifeline="boligstoette")
    time.move(minutes=21)
    said = try_lifeline(actor=maja, site=cast.magion, lifeline="boligstoette")
    close_attempt(actor=maja, attempt_id=said.id, result="not_answered")
    assert sweep_attempts(actor=SYSTEM) == 1
    assert LifelineAttempt.objects.get(pk=silent.id).result == "unknown"
    (one,) = tries_of_day(danish_date(time.now), {cast.magion.pk: "magion"})
    assert (one.unit, one.answered) == ("boligstoette", False)
    assert close_attempt(actor=maja, attempt_id=silent.id, result="answered").result == "answered"


def test_a_contact_of_somebody_else_is_left_out_and_holds_nobody_up(cast: Cast, time: Time) -> None:
    tried = try_lifeline(
        actor=cast.actor("maja"),
        site=cast.magion,
        lifeline="boligstoette",
        contact_id=987654,
        person_id=987654,
    )
    assert (tried.contact_id, tried.person_id) == (None, None)
    with pytest.raises(Invalid):
        try_lifeline(actor=cast.actor("maja"), site=cast.magion, lifeline="findes-ikke")


def word(time: Time, *, age: float = 0, secret: str = SECRET, **event: str) -> tuple[int, object]:
    body = json.dumps({"ts": time.now.timestamp() - age, "from": "+4520123456", **event})
    sign = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    response = Client().post(
        "/api/v1/calls", body, "application/json", headers={"x-indgang-signature": f"sha256={sign}"}
    )
    return response.status_code, response.json() if response.status_code == 200 else None


def test_the_telephone_system_says_that_it_was_answered(
    cast: Cast, time: Time, settings: LazySettings
) -> None:
    settings.CALLS_SECRET = SECRET
    tried = try_lifeline(actor=cast.actor("maja"), site=cast.magion, lifeline="boligstoette")
    try_lifeline(actor=cast.actor("bo"), site=cast.magion, lifeline="boligstoette")
    ringing = {"event": "ringing", "to": "79727014", "agent": "maja"}
    assert word(time, **ringing) == (200, {"counted": False})
    assert word(time, event="answered", to="79 72 70 14") == (200, {"counted": False})  # whose of the two?
    answered = {"event": "answered", "to": "+45 79 72 70 14", "agent": "Maja"}
    assert word(time, **answered) == (200, {"counted": True})
    assert word(time, **answered) == (200, {"counted": False})
    assert LifelineAttempt.objects.get(pk=tried.id).result == "answered"
    assert LifelineAttempt.objects.filter(result="").count() == 1
    assert "20123456" not in str(list(PhoneEvent.objects.values()))


@pytest.mark.parametrize(
    ("change", "status"),
    [({"secret": "en anden"}, 404), ({"age": 301}, 422), ({"age": -301}, 422), ({"event": "party"}, 422)],
)
def test_a_word_that_is_not_signed_is_old_or_unknown_is_refused(
    cast: Cast, time: Time, settings: LazySettings, change: dict[str, str], status: int
) -> None:
    settings.CALLS_SECRET = SECRET
    assert word(time, **{"event": "answered", "to": "79727014", **change})[0] == status  # type: ignore[arg-type]
    assert not PhoneEvent.objects.exists()


def test_without_a_secret_there_is_nothing_there(cast: Cast, time: Time, settings: LazySettings) -> None:
    settings.CALLS_SECRET = ""
    assert word(time, event="answered", to="79727014", secret="")[0] == 404
