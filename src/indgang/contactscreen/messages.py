"""The one message of the contact screen: an invitation to a meeting by screen."""

from django.utils.translation import gettext_lazy as _

from indgang.messaging.kinds import Kind, Placeholder, Words, registry

INVITATION = "contactscreen.invitation"
_EXAMPLE = "https://indgang.example.dk/v/7kq2m4"


def register() -> None:
    """Make it known."""
    registry.register(
        Kind(
            code=INVITATION,
            title=_("Invitation to a meeting by screen"),
            purpose=_("When an officer invites a citizen at home. The link ends with the meeting."),
            placeholders={
                "who": Placeholder(_("who invites"), {"da": "Inger Dam", "en": "Inger Dam"}),
                "place": Placeholder(_("the name of the site"), {"da": "Magion", "en": "Magion"}),
                "link": Placeholder(
                    _("the link to the meeting"), {"da": _EXAMPLE, "en": _EXAMPLE}, needed=True
                ),
            },
            texts={
                ("sms", "da"): Words("{who}, {place}, vil gerne tale med dig på skærm. Åbn: {link}"),
                ("sms", "en"): Words("{who}, {place}, would like to meet you on screen. Open: {link}"),
                ("email", "da"): Words(
                    "Hej\n\n{who} fra {place} vil gerne tale med dig med billede og lyd.\n\n"
                    "Åbn linket på en telefon, en tablet eller en computer med kamera:\n{link}\n\n"
                    "Du kan også være med uden kamera. Intet bliver optaget. Linket virker, til mødet er slut.\n\n"
                    "Venlig hilsen\n{place}",
                    "Du er inviteret til et møde på skærm",
                ),
                ("email", "en"): Words(
                    "Hello\n\n{who} of {place} would like to talk to you with picture and sound.\n\n"
                    "Open the link on a phone, a tablet or a computer with a camera:\n{link}\n\n"
                    "You can take part without a camera too. Nothing is recorded. The link works until the meeting is "
                    "over.\n\nKind regards\n{place}",
                    "You are invited to a meeting by screen",
                ),
            },
        )
    )
