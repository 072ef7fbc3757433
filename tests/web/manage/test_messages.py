"""The manager's pages of messages: the log, the texts, the rules."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from indgang.base import clock
from indgang.booking.messages import REMINDER
from indgang.integrations.demo_messages import DemoSender
from indgang.messaging.models import Message, MessageText, MessagingRules
from indgang.messaging.ports import ports
from indgang.messaging.services import enqueue
from indgang.organisation.models import Person
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

LOG = "/manage/messages/"
TEXT = f"/manage/messages/texts/{REMINDER}/sms/"
RULES = "/manage/messages/rules/"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
GOOD = "Husk {weekday} {date} kl. {time}. Aflys: {link}"


@pytest.fixture(autouse=True)
def noon(monkeypatch: Any) -> Any:
    monkeypatch.setattr(ports, "senders", lambda: {"email": DemoSender(), "sms": DemoSender()})
    with clock.frozen(NOON):
        yield


def put_in(cast: Cast, number: int, **state: Any) -> Message:
    message = enqueue(
        kind="messaging.test", channel="email", to=f"anna{number}@example.dk", values={"time": "12.00"},
        reference=f"page/{number}", site=cast.magion,
    )  # fmt: skip
    if state:
        Message.objects.filter(pk=message.pk).update(settled_at=NOON, **state)
    return message


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_log_says_what_went_wrong_in_words_and_never_to_whom(cast: Cast, client_of: ClientOf) -> None:
    failed = put_in(cast, 1, state="failed", error="refused-recipient", error_detail="550 nope")
    put_in(cast, 2)
    leif = client_of("leif")
    shown = page(leif, LOG)
    assert "Modtagerens server kender ikke adressen" in shown
    assert "a•••@e•••.dk" in shown
    assert "anna1" not in shown
    assert "Mislykket" in shown
    only = page(leif, f"{LOG}?state=failed")
    assert only.count("Prøvebesked</a>") == 1
    assert "550" not in only
    assert page(leif, f"{LOG}?state=nonsense&page=x").count("Prøvebesked</a>") == 2
    assert "Send igen" in page(leif, f"{LOG}{failed.pk}/")


def test_a_failed_message_is_sent_again_with_one_click(cast: Cast, client_of: ClientOf) -> None:
    failed = put_in(cast, 1, state="failed", error="refused-recipient")
    leif = client_of("leif")
    assert leif.post(f"{LOG}{failed.pk}/again/").status_code == 302
    failed.refresh_from_db()
    assert failed.state == "waiting"
    assert leif.post(f"{LOG}{failed.pk}/cancel/").status_code == 302
    failed.refresh_from_db()
    assert failed.state == "cancelled"
    answer = leif.post(f"{LOG}{failed.pk}/again/", follow=True)
    assert "kan ikke sendes igen" in answer.content.decode()


def test_an_uncertain_message_can_be_settled(cast: Cast, client_of: ClientOf) -> None:
    uncertain = put_in(cast, 1, state="uncertain", error="no-reply")
    leif = client_of("leif")
    assert "Indgang sender den ikke igen af sig selv" in page(leif, f"{LOG}{uncertain.pk}/")
    leif.post(f"{LOG}{uncertain.pk}/settle/")
    assert "Afsluttet af en kollega" in page(leif, f"{LOG}{uncertain.pk}/")


def test_a_long_log_has_pages(cast: Cast, client_of: ClientOf) -> None:
    for number in range(53):
        put_in(cast, number)
    leif = client_of("leif")
    assert "Ældre" in page(leif, LOG)
    last = page(leif, f"{LOG}?page=2")
    assert last.count("Prøvebesked</a>") == 3
    assert "Nyere" in last
    assert "Ældre" not in last


def test_today_tells_of_messages_that_did_not_get_through(
    cast: Cast, client_of: ClientOf, monkeypatch: Any
) -> None:
    leif = client_of("leif")
    assert "messages" not in page(leif, "/manage/").replace("/manage/messages/", "").replace('"messages', "")
    put_in(cast, 1, state="failed", error="refused-recipient")
    put_in(cast, 2, state="uncertain", error="no-reply")
    monkeypatch.setattr(ports, "senders", lambda: {"email": DemoSender()})
    shown = page(leif, "/manage/")
    assert "1 besked er mislykket" in shown
    assert "1 besked er usikker" in shown
    assert "Nogle beskeder kan ikke sendes" in shown
    assert "Der er ikke sat noget op, som kan sende SMS" in page(leif, LOG)


def test_a_text_is_seen_with_examples_changed_and_reset(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    assert "standardteksten" in page(admin, TEXT)
    preview = admin.post(TEXT, {"language": "da", "body": GOOD + " ☎", "preview": "yes"}).content.decode()
    assert "Husk tirsdag 24. november kl. 10.15." in preview
    assert "rummer 70 tegn" in preview
    assert not MessageText.objects.exists()
    assert admin.post(TEXT, {"language": "da", "body": GOOD}).status_code == 302
    changed = page(admin, TEXT)
    assert "afviger fra standarden" in changed
    assert "af Ada Min" in changed
    assert "egen tekst" in page(admin, "/manage/messages/texts/")
    assert admin.post(f"{TEXT}da/reset/").status_code == 302
    assert "afviger fra standarden" not in page(admin, TEXT)


def test_a_text_that_cannot_be_sent_stays_in_its_field_with_the_reason(
    cast: Cast, client_of: ClientOf
) -> None:
    answer = client_of("admin").post(TEXT, {"language": "da", "body": "Husk {dato} {link}"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "{dato} kendes ikke her" in shown
    assert "Husk {dato} {link}</textarea>" in shown
    assert client_of("admin").post(TEXT, {"language": "xx", "body": GOOD}).status_code == 404


def test_rules_are_changed_or_refused_beside_their_field(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    assert 'value="21:00"' in page(admin, RULES)
    sent = {
        "sms_on": "yes", "sms_sender": "Provelund", "sms_quiet_from": "22:00", "sms_quiet_to": "7.30",
        "email_quiet_from": "", "email_quiet_to": "", "reply_to": "", "erase_after_days": "14",
    }  # fmt: skip
    assert admin.post(RULES, sent).status_code == 302
    row = MessagingRules.objects.get()
    assert (row.sms_quiet_from, row.sms_quiet_to, row.erase_after_days) == (time(22), time(7, 30), 14)
    for wrong, words in (
        ({"sms_sender": "Prøvelund"}, "uden æ, ø og å"),
        ({"sms_quiet_to": ""}, "begge tidspunkter"),
        ({"sms_quiet_to": "sent"}, "klokkeslæt"),
        ({"erase_after_days": "0"}, "mellem 1 og 365"),
        ({"erase_after_days": "x"}, "mellem 1 og 365"),
        ({"reply_to": "anna"}, "e-mailadresse"),
    ):
        answer = admin.post(RULES, sent | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert MessagingRules.objects.get().sms_sender == "Provelund"


def test_a_test_message_goes_to_oneself_and_is_followed(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    refused = admin.post(f"{RULES}test/email/", follow=True).content.decode()
    assert "Skriv en e-mailadresse" in refused
    Person.objects.filter(pk=cast.admin.pk).update(email="ada@example.dk")
    sent = admin.post(f"{RULES}test/email/", follow=True).content.decode()
    assert "Prøve fra Indgang" in sent
    assert "a•••@e•••.dk" in sent


def test_a_manager_of_one_site_sees_the_log_alone(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    shown = page(leif, LOG)
    assert RULES not in shown
    assert leif.get(TEXT).status_code == 403
    assert leif.get(RULES).status_code == 403
    assert client_of("maja").get(LOG).status_code == 403
