"""E-mail goes out through the municipality's mail server (`smtp`), or nowhere (`indgang.integrations.demo_messages`)."""

from indgang.integrations.email.choice import email_sender

__all__ = ["email_sender"]
