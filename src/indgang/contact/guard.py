"""Free text is checked before it is kept: its length, and that it holds no CPR number."""

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.contact.errors import HoldsCpr
from indgang.core.cpr import find_cpr

NOTE_LENGTH = 1000


def clean_text(text: str, *, field: str, most: int = NOTE_LENGTH) -> str:
    """`text` as it may be kept, of at most `most` characters.

    Raises HoldsCpr with the places in the text as it was typed, or Invalid when it is too long or cannot be
    stored.
    """
    if "\x00" in text:
        raise Invalid(_("The text holds a character that cannot be stored."), field=field)
    spans = [(match.start, match.end) for match in find_cpr(text)]
    if spans:
        raise HoldsCpr(field, spans)
    if len(text) > most:
        raise Invalid(
            _("The text is too long: at most %(most)s characters, yours has %(length)s.")
            % {"most": most, "length": len(text)},
            field=field,
            facts={"most": most, "length": len(text)},
        )
    return text
