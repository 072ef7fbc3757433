"""The messages about follow-ups: their kinds, and what their placeholders hold."""

from pathlib import Path

import yaml
from django.utils.translation import gettext_lazy as _

from indgang.messaging.kinds import Kind, Placeholder, registry, texts_from

TEXTS = Path(__file__).with_name("messages.yaml")
RECEIPT = "followup.receipt"
ASKED = "followup.asked"
OVER = "followup.over"
ALARM = "followup.alarm"
PAPER_CAME = "followup.paper_came"

_LINK = "https://indgang.example.dk/f/K7XP4M3RD/"
_NOTHING = {"da": "", "en": ""}
ABOUT = {
    "name": Placeholder(_("the citizen's name"), {"da": "Anna Holm", "en": "Anna Holm"}),
    "task": Placeholder(
        _("what it is about; SMS and subjects never name a sensitive errand"),
        {"da": "Boligstøtte", "en": "Housing benefit"},
        instead={"da": "din henvendelse", "en": "your enquiry"},
    ),
    "code": Placeholder(_("the code of the case"), {"da": "K7X-P4M-3RD", "en": "K7X-P4M-3RD"}, needed=True),
    "link": Placeholder(
        _("the link to the citizen's page of the case"), {"da": _LINK, "en": _LINK}, needed=True
    ),
    "place": Placeholder(_("the name of the site"), {"da": "Magion", "en": "Magion"}),
}
DUE = {
    "due": Placeholder(
        _("until when an answer is promised"),
        {"da": "tirsdag 24. november kl. 12.00", "en": "Tuesday 24 November at 12:00"},
    )
}
WANTED = {
    "what": Placeholder(
        _("what the unit wrote; not in SMS"),
        {"da": "Vi kan ikke læse side 2.", "en": "We cannot read page 2."},
        instead=_NOTHING,
    ),
    "link": Placeholder(
        _("the link where the citizen sees what is missing and can send it; only they are sent it"),
        {"da": _LINK + "papers/1a2b3c4d5e6f7a8b/", "en": _LINK + "papers/1a2b3c4d5e6f7a8b/"},
        needed=True,
    ),
    "missing": Placeholder(
        _("the papers that are missing, as a list"),
        {"da": ["Lejekontrakt"], "en": ["Lease"]},
        instead=_NOTHING,
    ),
}
UNIT = {"unit": Placeholder(_("the unit"), {"da": "Boligstøtte", "en": "Housing benefit"})}


def register() -> None:
    """Make the kinds known."""
    texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    to_unit = {name: ABOUT[name] for name in ("code", "link")} | UNIT
    for code, title, purpose, placeholders, is_quiet, to_staff in (
        (
            RECEIPT,
            _("Case received"),
            _("At once, when the desk has sent a case."),
            ABOUT | DUE,
            False,
            False,
        ),
        (
            ASKED,
            _("Something is missing"),
            _("When the unit asks the citizen for more."),
            ABOUT | WANTED,
            True,
            False,
        ),
        (OVER, _("Case finished"), _("When the unit has closed or decided it."), ABOUT, True, False),
        (
            ALARM,
            _("Promise nears its time"),
            _("To the unit, its deputy or managers, before it is broken."),
            to_unit | DUE,
            False,
            True,
        ),
        (
            PAPER_CAME,
            _("Papers from the citizen"),
            _("To the unit, when the citizen has sent what it asked for."),
            to_unit,
            False,
            True,
        ),
    ):
        registry.register(
            Kind(
                code,
                title,
                purpose,
                placeholders,
                texts_from(texts[code]),
                is_quiet=is_quiet,
                to_staff=to_staff,
            )
        )
