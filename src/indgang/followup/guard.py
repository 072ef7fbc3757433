"""Free text is checked before it is kept: its length, and that it holds no CPR number."""

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.base.storable import is_storable
from indgang.core.cpr import find_cpr
from indgang.followup.errors import HoldsCpr

NOTE_LENGTH = 2000


def clean_text(text: str, *, field: str, most: int = NOTE_LENGTH, is_needed: str = "") -> str:
    """`text` as it may be kept. Raises HoldsCpr; Invalid when it is too long, cannot be stored, or is empty where
    `is_needed` holds the sentence that asks for it.
    """
    tidy = text.replace("\r\n", "\n").strip()
    if not is_storable(tidy):
        raise Invalid(_("The text holds a character that cannot be stored."), field=field)
    spans = [(match.start, match.end) for match in find_cpr(tidy)]
    if spans:
        raise HoldsCpr(field, spans)
    if len(tidy) > most:
        raise Invalid(
            _("The text is too long: at most %(most)s characters, yours has %(length)s.")
            % {"most": most, "length": len(tidy)},
            field=field,
        )
    if is_needed and not tidy:
        raise Invalid(is_needed, field=field)
    return tidy
