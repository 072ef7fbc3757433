"""Which mail server there is: the setting INDGANG_EMAIL_URL, as Django's settings have it."""

from django.conf import settings

from indgang.integrations.email.smtp import Server, SmtpSender
from indgang.messaging.ports import Sender

SECONDS = 20


def email_sender() -> Sender | None:
    """The way out for e-mail; None when no server is named."""
    if not settings.EMAIL_URL:
        return None
    return SmtpSender(
        Server(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            starts_tls=settings.EMAIL_USE_TLS,
            is_tls=settings.EMAIL_USE_SSL,
            seconds=settings.EMAIL_TIMEOUT or SECONDS,
            sender=settings.DEFAULT_FROM_EMAIL,
        )
    )
