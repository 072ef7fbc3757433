"""Logging in with the keyboard alone, in both languages, with nothing for axe to find."""

import pytest
from django.core.cache import cache

from indgang.organisation.models import Person
from tests.browser import OpenPage, faults, shoot
from tests.ui.test_accounts import code_of

pytestmark = pytest.mark.browser
PASSWORD = "grøn paraply i regnvejr"


@pytest.mark.parametrize("language", ["da", "en"])
def test_two_step_login_by_keyboard(open_page: OpenPage, language: str) -> None:
    cache.clear()
    Person.objects.create_user(username="maja", name="Maja Holm", password=PASSWORD)
    page = open_page("/account/login/", language=language)
    assert faults(page) == []
    shoot(page, f"login-{language}")

    def type_in(field: str, text: str) -> None:
        page.focus(field)
        page.keyboard.type(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.focus("#id_login")
    page.keyboard.type("Maja")
    page.keyboard.press("Tab")
    page.keyboard.type("forkert kodeord")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[role=alert]").count() == 1
    assert faults(page) == []
    shoot(page, f"login-wrong-{language}")
    page.fill("#id_login", "maja")
    type_in("#id_password", PASSWORD)

    page.goto("/account/password/change/")
    assert faults(page) == []
    shoot(page, f"password-{language}")
    page.goto("/account/2fa/totp/activate/")
    if page.locator("#id_password").count():
        assert faults(page) == []
        type_in("#id_password", PASSWORD)
    assert faults(page) == []
    shoot(page, f"totp-{language}")
    secret = page.locator("code").inner_text()
    type_in("#id_code", code_of(secret))
    assert faults(page) == []
    shoot(page, f"codes-{language}")
    for path in (
        "/account/2fa/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/generate/",
        "/account/logout/",
    ):
        page.goto(path)
        assert faults(page) == [], path
        shoot(page, path.strip("/").replace("/", "-") + language)
    code = page.context.request.get("/account/2fa/recovery-codes/download/").text().split()[0]
    with page.expect_navigation():
        page.click("main button[type=submit]")

    page.goto("/account/login/")
    page.fill("#id_login", "maja")
    type_in("#id_password", PASSWORD)
    assert faults(page) == []
    shoot(page, f"second-step-{language}")
    type_in("#id_code", code)
    assert page.locator(".usermenu").count() == 1
    assert "Maja Holm" in page.locator(".usermenu").inner_text()
