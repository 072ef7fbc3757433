"""The message about texts that must be read through."""

from django.utils.translation import gettext_lazy as _

from indgang.messaging.kinds import Kind, Placeholder, Words, registry

REVIEW_REMINDER = "catalogue.review_reminder"
_LINK = "https://indgang.example.dk/manage/tasks/editorial/"
_LISTS = {
    "da": "Skal læses igennem nu:\n- 01-12-2026: Nyt pas (titel og resumé)",
    "en": "To be read through now:\n- 01-12-2026: New passport (title and summary)",
}


def register() -> None:
    """Make it known."""
    registry.register(
        Kind(
            code=REVIEW_REMINDER,
            title=_("Texts to be read through"),
            purpose=_(
                "To the owners of texts in the playbook before their day, and to managers long after it."
            ),
            placeholders={
                "name": Placeholder(_("the colleague's name"), {"da": "Birgit Dam", "en": "Birgit Dam"}),
                "texts": Placeholder(_("how many texts it is about"), {"da": "1 tekst", "en": "1 text"}),
                "list": Placeholder(_("the texts, with the day of each"), _LISTS, needed=True),
                "link": Placeholder(
                    _("the page of the editorial desk"), {"da": _LINK, "en": _LINK}, needed=True
                ),
            },
            texts={
                ("email", "da"): Words(
                    "Hej {name}\n\n{list}\n\n"
                    "Læs dem igennem her, og svar, at de stadig gælder, eller ret dem:\n{link}\n\n"
                    "Sendt af Indgang. Svar på denne mail bliver ikke læst.",
                    "Indgang: {texts} skal læses igennem",
                ),
                ("email", "en"): Words(
                    "Hello {name}\n\n{list}\n\n"
                    "Read them through here, and say that they still hold, or mend them:\n{link}\n\n"
                    "Sent by Indgang. Answers to this mail are not read.",
                    "Indgang: {texts} to be read through",
                ),
            },
            to_staff=True,
        )
    )
