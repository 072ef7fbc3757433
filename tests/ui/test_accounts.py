"""Logging in, as a person at a desk and as somebody who should not get in."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import NotAllowed
from indgang.base.models import AuditEntry
from indgang.organisation.models import Person
from indgang.organisation.services import reset_two_step
from indgang.ui.accounts import TwoStepLogin

PASSWORD = "grøn paraply i regnvejr"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def maja(db: None) -> Person:
    return Person.objects.create_user(username="maja", name="Maja Holm", password=PASSWORD)


def log_in(client: Client, username: str = "maja", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def code_of(secret: str) -> str:
    (counter, *_others) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def switch_on_two_steps(client: Client) -> str:
    address = reverse("mfa_activate_totp")
    page = client.get(address)
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})
        page = client.get(address)
    secret = page.context["form"].secret
    assert client.post(address, {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.parametrize("username", ["maja", "MAJA", "Maja ", "mAjA"])
def test_the_user_name_is_the_same_in_any_case(client: Client, maja: Person, username: str) -> None:
    response = log_in(client, username)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(maja.pk)


def test_two_people_cannot_have_names_that_differ_in_case_only(maja: Person) -> None:
    assert Person.objects.create_user(username="ANNA", name="Anna").username == "anna"
    with pytest.raises(Exception, match="person_username"):
        Person.objects.create(username="Maja", name="Another")


def test_a_stranger_learns_nothing_from_a_wrong_password(client: Client, maja: Person) -> None:
    wrong = log_in(client, "maja", "helt forkert kodeord")
    nobody = log_in(client, "findes-ikke", "helt forkert kodeord")
    tokens = re.compile(r'data-csrf="[^"]*"|value="[^"]*"|X-CSRFToken": "[^"]*"|data-now="[^"]*"')
    texts = [tokens.sub("", response.content.decode()) for response in (wrong, nobody)]
    assert wrong.status_code == nobody.status_code == 200
    assert texts[0] == texts[1]
    assert "Brugernavnet eller adgangskoden er ikke rigtig." in texts[0]


def test_login_gives_the_session_a_new_key(client: Client, maja: Person) -> None:
    client.get(LOGIN)
    session = client.session
    session["before"] = "x"
    session.save()
    client.cookies["indgang_session"] = old = session.session_key
    log_in(client)
    assert client.cookies["indgang_session"].value != old
    assert (
        not Client(cookies={"indgang_session": old})
        .get(reverse("mfa_index"))
        .wsgi_request.user.is_authenticated
    )


def test_five_wrong_passwords_close_the_account_for_a_while_from_any_address(
    client: Client, maja: Person
) -> None:
    for number in range(5):
        assert log_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="forkert forkert").status_code == 200
    response = log_in(Client(REMOTE_ADDR="10.0.0.99"))
    assert "For mange mislykkede forsøg" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_right_password_does_not_wipe_out_earlier_failures(maja: Person) -> None:
    for _ in range(4):
        log_in(Client(), password="forkert forkert")
        assert log_in(Client()).status_code == 302
    log_in(Client(), password="forkert forkert")
    assert "For mange" in log_in(Client()).content.decode()


def test_one_address_cannot_try_many_names(maja: Person) -> None:
    answers = [log_in(Client(REMOTE_ADDR="10.9.9.9"), f"gaet-{number}", "x") for number in range(25)]
    assert "For mange" in answers[-1].content.decode()
    assert "For mange" not in log_in(Client(REMOTE_ADDR="10.9.9.8"), "gaet-0", "x").content.decode()


def test_attempts_are_counted_in_the_database_for_all_processes(maja: Person) -> None:
    from django.db import connection

    log_in(Client(), password="forkert forkert")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM indgang_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 1


def test_a_closed_person_cannot_log_in_and_is_out_at_once(client: Client, maja: Person) -> None:
    log_in(client)
    Person.objects.filter(pk=maja.pk).update(is_active=False)
    assert client.get(reverse("mfa_index")).status_code == 302
    answer = log_in(Client())
    assert answer.status_code == 302
    assert answer.url == reverse("account_inactive")


def test_logging_out_takes_a_post(client: Client, maja: Person) -> None:
    log_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["/account/signup/", "/account/password/reset/", "/account/email/", "/account/password/set/"]
)
def test_what_allauth_offers_beyond_login_does_not_exist(client: Client, maja: Person, address: str) -> None:
    assert client.get(address).status_code == 404
    log_in(client)
    assert client.get(address).status_code == 404


def test_login_does_not_lead_to_foreign_addresses(client: Client, maja: Person) -> None:
    assert log_in(client, next="https://ondt.example/").url == "/doors/"
    assert log_in(Client(), next="/manage/").url == "/manage/"


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("kort", "12 tegn"),
        ("123456789012345", "tal"),
        ("majamaja2026", "et navn"),
        ("sommer2026!!!", "hverdagsord"),
        ("SommerSommer-26", "hverdagsord"),
        ("passwordpassword", "hverdagsord"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason(
    client: Client, maja: Person, password: str, complaint: str
) -> None:
    log_in(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/account/password/change/", form).content.decode()
    assert complaint in page
    maja.refresh_from_db()
    assert maja.check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(client: Client, maja: Person) -> None:
    other = Client()
    log_in(client)
    log_in(other)
    new = "blå spand under trappen"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/account/password/change/").status_code == 200
    assert other.get("/account/password/change/").status_code == 302
    assert AuditEntry.objects.filter(action="person.password_changed", target="person:maja").count() == 1


def test_two_steps_with_app_then_recovery_code(client: Client, maja: Person) -> None:
    log_in(client)
    secret = switch_on_two_steps(client)
    stored = Authenticator.objects.get(user=maja, type="totp").data["secret"]
    assert secret not in stored

    second = Client()
    assert log_in(second).url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in second.session
    assert (
        "Koden er ikke rigtig"
        in second.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    )

    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert second.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert second.session["_auth_user_id"] == str(maja.pk)

    third = Client()
    log_in(third)
    assert third.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert "_auth_user_id" not in third.session


def test_a_lost_phone_is_helped_by_the_administrator(client: Client, maja: Person) -> None:
    log_in(client)
    switch_on_two_steps(client)
    with pytest.raises(NotAllowed):
        reset_two_step(actor=Actor(kind="person", grants=frozenset({("manager", 1)})), person=maja)
    reset_two_step(actor=SYSTEM, person=maja)
    second = Client()
    assert log_in(second).url == "/doors/"
    assert AuditEntry.objects.filter(action="person.two_step_reset", target="person:maja").count() == 1


def test_codes_cannot_be_guessed_without_end(client: Client, maja: Person) -> None:
    log_in(client)
    switch_on_two_steps(client)
    guesser = Client()
    log_in(guesser)
    pages = [
        guesser.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode() for n in range(8)
    ]
    assert "For mange" in pages[-1]


def test_every_account_page_is_a_page_with_one_heading_and_labels(client: Client, maja: Person) -> None:
    import html5lib

    def check(response) -> None:
        assert response.status_code == 200
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(response.content.decode())
        assert len(tree.findall(".//h1")) == 1
        labelled = {label.get("for") for label in tree.iter("label")}
        for field in tree.iter("input"):
            assert field.get("type") in {"hidden", "submit"} or field.get("id") in labelled

    check(client.get(LOGIN))
    check(log_in(client, password="forkert forkert"))
    check(client.get("/account/inactive/"))
    log_in(client)
    check(client.get("/account/logout/"))
    check(client.get("/account/password/change/"))
    check(client.get(reverse("mfa_index")))
    check(client.get(reverse("mfa_activate_totp"), follow=True))
    switch_on_two_steps(client)
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        check(client.get(reverse(name), follow=True))
    second = Client()
    check(second.post(LOGIN, {"login": "maja", "password": PASSWORD}, follow=True))


def test_a_stored_secret_is_sealed_with_the_installations_key(settings) -> None:
    sealed = TwoStepLogin().encrypt("hemmelig")
    assert "hemmelig" not in sealed
    assert TwoStepLogin().decrypt(sealed) == "hemmelig"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "en anden nøgle"
    assert TwoStepLogin().decrypt(sealed) == "hemmelig"
    settings.SECRET_KEY_FALLBACKS = []
    assert TwoStepLogin().decrypt(sealed) == ""


def test_login_and_failure_are_in_the_audit_log_without_strange_names(client: Client, maja: Person) -> None:
    log_in(client, "min hemmelige kode", "maja")
    log_in(client, "maja", "forkert forkert")
    log_in(client)
    entries = (
        AuditEntry.objects.filter(action__startswith="login.").order_by("pk").values_list("action", "target")
    )
    assert list(entries) == [
        ("login.failed", "person:?"),
        ("login.failed", "person:maja"),
        ("login.succeeded", "person:maja"),
    ]
    assert AuditEntry.objects.latest("pk").at <= datetime.now(UTC)
