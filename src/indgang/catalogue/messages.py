"""The messages about texts that must be read through, and about questions that wait for a unit."""

from django.utils.translation import gettext_lazy as _

from indgang.messaging.kinds import Kind, Placeholder, Words, registry

REVIEW_REMINDER = "catalogue.review_reminder"
QUESTION_WAITS = "catalogue.question_waits"
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
    registry.register(_question_waits())


def _question_waits() -> Kind:
    link = "https://indgang.example.dk/backline/questions/"
    return Kind(
        code=QUESTION_WAITS,
        title=_("A question from a desk waits"),
        purpose=_(
            "To the people behind a unit when a question from a desk was not answered within their hours."
        ),
        placeholders={
            "name": Placeholder(_("the colleague's name"), {"da": "Inger Dam", "en": "Inger Dam"}),
            "unit": Placeholder(_("the unit"), {"da": "Pas og kørekort", "en": "Passports and licences"}),
            "task": Placeholder(_("the task"), {"da": "Nyt pas", "en": "New passport"}),
            "link": Placeholder(_("the page of the questions"), {"da": link, "en": link}, needed=True),
        },
        texts={
            ("email", "da"): Words(
                "Hej {name}\n\nEt spørgsmål fra skranken om {task} til {unit} er ikke besvaret endnu. "
                "Læs det og svar her:\n{link}\n\nSendt af Indgang. Svar på denne mail bliver ikke læst.",
                "Indgang: et spørgsmål fra skranken venter",
            ),
            ("email", "en"): Words(
                "Hello {name}\n\nA question from a desk about {task} to {unit} has not been answered yet. "
                "Read it and answer here:\n{link}\n\nSent by Indgang. Answers to this mail are not read.",
                "Indgang: a question from a desk waits",
            ),
        },
        to_staff=True,
    )
