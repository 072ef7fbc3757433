"""Logging in: local accounts by django-allauth, made by the administrator or by import; nobody signs up.

Throttling counts in the database (`CACHES`), so that it holds over all server processes and survives a
restart: per account five wrong passwords in five minutes and twenty in an hour, per address twenty failed and
sixty attempts in a minute (a whole town hall may come from one address).

OpenID Connect can be switched on beside it without touching this: add "allauth.socialaccount" and
"allauth.socialaccount.providers.openid_connect" to INSTALLED_APPS, the provider to SOCIALACCOUNT_PROVIDERS,
its addresses to `account_urls`, and a SOCIALACCOUNT_ADAPTER that finds the person by user name and maps the
provider's groups to roles through `organisation.services.set_roles`. Local login stays, so that a desk works
when the provider is down.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from indgang.base import audit
from indgang.base.access import SYSTEM
from indgang.organisation.models import Person
from indgang.organisation.queries import actor_of_person
from indgang.ui.chair import leave_desk

SECOND_LINE = frozenset({"specialist"})
PURPOSE = b"indgang two-step login"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration, writes the audit log, and says what happened in plain words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Your access is closed. Ask your manager."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("The code is not right. Codes change every half minute; try the next one."),
        "incorrect_password": _("The password is not right."),
        "invalid_login": _("The user name or the password is not right."),
        "rate_limited": _("That was too fast. Wait a minute and try again."),
        "same_as_current": _("The new password must be another one than the present."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes and try again."),
        "username_password_mismatch": _("The user name or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """False, always."""
        return False

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        """Note the login, and show the pages in the person's language."""
        response: HttpResponse = super().post_login(request, user, **more)
        audit.record(actor_of_person(user.pk), "login.succeeded", f"person:{user.username}")
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, secure=settings.SECURE, samesite="Lax"
            )
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Specialists begin with what waits for them; everybody else at the doors."""
        if actor_of_person(request.user.pk).has_role(SECOND_LINE, None):
            return reverse("backline:home")
        return str(super().get_login_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        """Log out, and leave nothing hanging: the desk is closed, a number at it waits on hold for it, and the
        meeting is parked."""
        if request.user.is_authenticated:
            leave_desk(request.user.pk)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the attempt, but no name that is nobody's: people type passwords into the wrong field."""
        username = Person.normalize_username(credentials.get("username", ""))
        known = Person.objects.filter(username=username).exists()
        audit.record(SYSTEM, "login.failed", f"person:{username}" if known else "person:?")

    def set_password(self, user: Person, password: str) -> None:
        """Store a new password that the person chose."""
        super().set_password(user, password)
        audit.record(actor_of_person(user.pk), "person.password_changed", f"person:{user.username}")


class TwoStepLogin(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of the second step encrypted with a key that is derived from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Accounts.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("You cannot switch off two-step login."),
    }

    def get_totp_label(self, user: Person) -> str:
        """What the app on the phone calls the account."""
        return user.username

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given; "" when SECRET_KEY is another now, so that no code fits it."""
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (
        HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
        for secret in secrets
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def display_name(person: Person) -> str:
    """How a person is named to themselves."""
    return person.name or person.username


class _Plain:
    """Labels above the fields instead of grey words inside them (WCAG 3.3.2)."""

    fields: dict[str, forms.Field]
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def speak_plainly(self) -> None:
        """Set labels, hints and looks."""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "form-input"
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(_Plain, AllauthLoginForm):  # type: ignore[misc]
    """User name and password."""

    labels = {"login": _("User name"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_plainly()
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ReauthenticateForm(_Plain, AllauthReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    labels = {"password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_plainly()


class ChangePasswordForm(_Plain, AllauthChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one, twice."""

    labels = {
        "oldpassword": _("Your present password"),
        "password1": _("New password"),
        "password2": _("The new password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_plainly()
        self.rules = format_html_join(
            "", "<li>{}</li>", ((text,) for text in password_validators_help_texts())
        )


class _CodeForm(_Plain):
    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_plainly()


class AuthenticateForm(_CodeForm, AllauthAuthenticateForm):  # type: ignore[misc]
    """The code of the second step: from the app, or one of the recovery codes."""

    hints = {"code": _("Six digits from the app on your phone, or one of your recovery codes.")}


class CodeAgainForm(_CodeForm, AllauthCodeAgainForm):  # type: ignore[misc]
    """The code once more, before something is changed."""

    hints = AuthenticateForm.hints


class ActivateForm(_CodeForm, AllauthActivateForm):  # type: ignore[misc]
    """The first code from the app, which shows that it works."""

    hints = {"code": _("The six digits that the app shows now.")}
