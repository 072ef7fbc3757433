"""The sheet of a room: the form of its task, or the one that every meeting has."""

from django.utils import translation
from django.utils.translation import gettext as _

from indgang.contactscreen.case_forms import form_sheet
from indgang.contactscreen.models import Room, SheetKind
from indgang.contactscreen.ports import ports
from indgang.contactscreen.sheets import Field, Sheet


def agreed_sheet(language: str) -> Sheet:
    """What every meeting can write down together."""
    with translation.override(language):
        return Sheet(
            title=_("What we have agreed"),
            fields=(
                Field("matter", _("What is it about?"), "long_text"),
                Field("agreed", _("What have we agreed?"), "long_text"),
                Field("next", _("What happens next, and who does it?"), "long_text"),
            ),
        )


def sheet_of(room: Room, language: str = "") -> Sheet | None:
    """The sheet that lies between the two sides now; None when nothing is to be filled in."""
    if room.sheet == SheetKind.AGREED:
        return agreed_sheet(language or room.language)
    if room.sheet == SheetKind.FORM:
        return form_of(room, language)
    return None


def form_of(room: Room, language: str = "") -> Sheet | None:
    """The form of the room's task; None when it has none."""
    return form_sheet(room, language or room.language, ports.faults)
