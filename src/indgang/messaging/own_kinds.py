"""The one kind of message that messaging sends by itself: the one that tries the set-up."""

from django.utils.translation import gettext_lazy as _

from indgang.messaging.kinds import Kind, Placeholder, Words, registry

TEST = "messaging.test"


def register() -> None:
    """Make it known."""
    registry.register(
        Kind(
            code=TEST,
            title=_("Test message"),
            purpose=_("Sent to yourself, to see that messages arrive."),
            placeholders={
                "name": Placeholder(_("your name"), {"da": "Lone Skov", "en": "Lone Skov"}),
                "time": Placeholder(_("when it was sent"), {"da": "12.30", "en": "12.30"}, needed=True),
            },
            texts={
                ("sms", "da"): Words("Prøve fra Indgang kl. {time}. Beskeden kom frem."),
                ("sms", "en"): Words("Test from Indgang at {time}. The message has arrived."),
                ("email", "da"): Words(
                    "Hej {name}\n\nDette er en prøve, sendt kl. {time}. Når du læser den, virker det.\n\n"
                    "Venlig hilsen\nIndgang",
                    "Prøve fra Indgang",
                ),
                ("email", "en"): Words(
                    "Hello {name}\n\nThis is a test, sent at {time}. If you can read it, it works.\n\n"
                    "Kind regards\nIndgang",
                    "Test from Indgang",
                ),
            },
            to_staff=True,
        )
    )
