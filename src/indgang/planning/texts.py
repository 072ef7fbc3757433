"""Free text is checked before it is kept: its length, and that it holds no CPR number (rule 4)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.base.storable import is_storable
from indgang.core.cpr import find_cpr


def clean_text(text: str, *, field: str, most: int) -> str:
    """The text as it may be kept, without blanks around it. Raises Invalid."""
    clean = text.replace("\r\n", "\n").strip()
    if not is_storable(clean):
        raise Invalid(_("The text holds a character that cannot be stored."), field=field)
    if find_cpr(clean):
        raise Invalid(
            _("This looks like a CPR number. Indgang never stores one: take it out and save again."),
            field=field,
        )
    if len(clean) > most:
        raise Invalid(
            _("The text is too long: at most %(most)s characters, yours has %(length)s.")
            % {"most": most, "length": len(clean)},
            field=field,
        )
    return clean


def clean_lines(lines: Iterable[str], *, field: str, most: int, count: int) -> list[str]:
    """Some short texts, each once, in their order. Raises Invalid."""
    found = [clean_text(line, field=field, most=most) for line in lines]
    kept = list(dict.fromkeys(line for line in found if line))
    if len(kept) > count:
        raise Invalid(_("At most %(count)s lines, please.") % {"count": count}, field=field)
    return kept
