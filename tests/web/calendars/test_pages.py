"""The pages of a calendar, as its owner, her manager and a program that subscribes meet them."""

from datetime import timedelta

from icalendar import Calendar

from indgang.base import clock
from indgang.booking.calendars.port import BusyEvent, Refused, SeveralCalendars, Unreachable
from indgang.booking.models import CalendarLink
from tests.booking.calendars import Elsewhere
from tests.cast import Cast
from tests.web.calendars.conftest import ClientOf, connected, takes_appointments

TYPED = {
    "kind": "caldav",
    "address": "https://dav.example/signe/",
    "user": "signe",
    "secret": "en hemmelighed",
    "reads": "yes",
    "writes": "yes",
}


def test_who_takes_no_appointments_is_told_what_comes_first(cast: Cast, client_of: ClientOf) -> None:
    text = client_of("signe").get("/calendar/").content.decode()
    assert "Du tager ikke imod aftaler endnu" in text
    assert "/manage/organisation/calendars/" not in text
    assert "/manage/organisation/calendars/" in client_of("leif").get("/calendar/").content.decode()


def test_my_calendar_is_my_own(cast: Cast, client_of: ClientOf) -> None:
    signe = takes_appointments(cast)
    assert client_of("signe").get("/calendar/", follow=True).redirect_chain == [
        (f"/calendar/{signe.pk}/", 302)
    ]
    assert client_of("maja").get(f"/calendar/{signe.pk}/").status_code == 403
    assert client_of("karen").get(f"/calendar/{signe.pk}/").status_code == 404
    assert client_of("leif").get(f"/calendar/{signe.pk}/").status_code == 200


def test_connecting_reading_sharing_and_ending(cast: Cast, client_of: ClientOf, elsewhere: Elsewhere) -> None:
    signe, client = takes_appointments(cast), client_of("signe")
    form = client.get(f"/calendar/{signe.pk}/?kind=caldav").content.decode()
    assert 'name="secret"' in form
    now = clock.now()
    elsewhere.busy = [
        BusyEvent("a", now + timedelta(days=1), now + timedelta(days=1, hours=1), "1234 010290-1234")
    ]
    assert client.post(f"/calendar/{signe.pk}/connect/", TYPED).status_code == 302
    text = client.get(f"/calendar/{signe.pk}/").content.decode()
    assert "dav.example" in text
    assert "Der står et CPR-nummer i 1 post i kalenderen." in text
    assert "010290" not in text.replace("Anna 010290", "")
    assert "en hemmelighed" not in text
    link = CalendarLink.objects.get()
    assert (link.reads, link.writes, link.shows_errand) == (True, True, False)
    assert client.post(f"/calendar/{signe.pk}/share/", {"reads": "yes"}).status_code == 302
    assert not CalendarLink.objects.get().writes
    refused = client.post(f"/calendar/{signe.pk}/share/", {})
    assert refused.status_code == 422
    assert "Vælg mindst én" in refused.content.decode()
    elsewhere.trouble = Unreachable("down")
    told = client.post(f"/calendar/{signe.pk}/read/", follow=True).content.decode()
    assert "Kalenderens server kan ikke nås lige nu." in told
    assert "Indtil den kan læses igen" in told
    assert client.post(f"/calendar/{signe.pk}/disconnect/").status_code == 302
    assert not CalendarLink.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_the_password_is_not_shown_again(
    cast: Cast, client_of: ClientOf, elsewhere: Elsewhere
) -> None:
    signe, client = takes_appointments(cast), client_of("signe")
    elsewhere.trouble = Refused("401", reason="credentials")
    answer = client.post(f"/calendar/{signe.pk}/connect/", TYPED)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="secret-error"' in text
    assert 'value="https://dav.example/signe/"' in text
    assert "en hemmelighed" not in text
    assert client.post(f"/calendar/{signe.pk}/connect/", {"kind": "pigeon"}).status_code == 422
    assert client.post(f"/calendar/{signe.pk}/connect/", {}).status_code == 422


def test_of_several_calendars_one_is_chosen(cast: Cast, client_of: ClientOf, elsewhere: Elsewhere) -> None:
    signe, client = takes_appointments(cast), client_of("signe")
    elsewhere.trouble = SeveralCalendars(
        [("Arbejde", "https://dav.example/signe/agenda/"), ("Privat", "https://x/")]
    )
    text = client.post(f"/calendar/{signe.pk}/connect/", TYPED).content.decode()
    assert "Arbejde" in text
    assert 'value="https://dav.example/signe/agenda/"' in text
    elsewhere.trouble = None
    chosen = TYPED | {"choice": "https://dav.example/signe/agenda/"}
    assert client.post(f"/calendar/{signe.pk}/connect/", chosen).status_code == 302
    assert elsewhere.accounts[-1].address == "https://dav.example/signe/agenda/"


def test_the_manager_sees_how_calendars_are_and_not_what_stands_in_them(
    cast: Cast, client_of: ClientOf, elsewhere: Elsewhere
) -> None:
    connected(cast, elsewhere)
    text = client_of("leif").get("/manage/organisation/calendars/").content.decode()
    assert "Signe Krogh" in text
    assert "forbundet" in text
    CalendarLink.objects.update(state="refused", error="credentials")
    text = client_of("leif").get("/manage/organisation/calendars/").content.decode()
    assert "Brugernavnet eller adgangskoden bliver ikke godtaget." in text
    assert client_of("signe").get("/manage/organisation/calendars/").status_code == 403


def test_a_program_subscribes_until_the_address_ends(cast: Cast, client_of: ClientOf) -> None:
    signe, client = takes_appointments(cast), client_of("signe")
    made = client.post(f"/calendar/{signe.pk}/feed/", {"shows_errand": "yes"}).content.decode()
    path = next(
        "/calendar/" + part.split(".ics")[0] + ".ics"
        for part in made.split("/calendar/")[1:]
        if ".ics" in part[:60]
    )
    stranger = type(client)()
    answer = stranger.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(Calendar.from_ical(answer.content)["X-WR-CALNAME"]) == "Indgang: Signe Krogh"
    assert stranger.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    assert path not in client.get(f"/calendar/{signe.pk}/").content.decode()
    assert stranger.get("/calendar/forkert.ics").status_code == 404
    assert client.post(f"/calendar/{signe.pk}/feed/end/").status_code == 302
    assert stranger.get(path).status_code == 404
