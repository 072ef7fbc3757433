"""E-mail goes out through the municipality's mail server."""

from indgang.integrations.email.choice import email_sender

__all__ = ["email_sender"]
