"""The pages of logging in. What allauth offers beyond them (sign-up, reset by mail) does not exist here."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from indgang.ui.access import public

STRANGERS = public("Nobody has logged in yet.")
SIGNED_IN = public(
    "Anyone who has logged in looks after their own account; allauth asks the others to log in."
)


@public("It does not exist; allauth only needs its address to have a name.")
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """404: accounts are made by the administrator, who also gives new passwords."""
    raise Http404


urlpatterns = [
    path("login/", STRANGERS(account.login), name="account_login"),
    path("logout/", STRANGERS(account.logout), name="account_logout"),
    path("inactive/", STRANGERS(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", SIGNED_IN(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", SIGNED_IN(account.password_change), name="account_change_password"),
    path("2fa/", SIGNED_IN(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", STRANGERS(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", SIGNED_IN(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", SIGNED_IN(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", SIGNED_IN(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", SIGNED_IN(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        SIGNED_IN(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        SIGNED_IN(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("password/set/", closed, name="account_set_password"),
    path("password/reset/", closed, name="account_reset_password"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
]
