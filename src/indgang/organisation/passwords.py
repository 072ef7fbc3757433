"""What makes a password too easy in a Danish town hall, beyond Django's own rules."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indgang.core.folding import fold

EVERYDAY_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """
    adgangskode administrator bibliotek bibliotekar borger borgerservice bruger danmark efteraar
    fodbold fornavn foraar godmorgen hej hemmelig hemmeligt indgang jegelskerdig jul juleaften kode
    kodeord kommune kommunen kontor login magion mitid nemid nytaar password paaske qwerty raadhus
    raadhuset skole skranke sommer sommerferie sommeren test velkommen vinter vinteren januar
    februar marts april maj juni juli august september oktober november december mandag tirsdag
    onsdag torsdag fredag loerdag soendag kaffe
        """,
    )
)


_EVERYDAY = re.compile("|".join(sorted(EVERYDAY_WORDS, key=len, reverse=True)))
MOST_OTHER_LETTERS = 2


class EverydayWords:
    """Refuses passwords that are an everyday word, or a few of them, dressed with digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for "Sommer-2026!!" and the like."""
        del user
        words = "".join(re.findall("[a-z]+", fold(password)))
        rest = _EVERYDAY.sub("", words)
        if rest != words and len(rest) <= MOST_OTHER_LETTERS:
            raise ValidationError(
                _("The password is an everyday word with digits and signs. Take several words of your own."),
                code="password_everyday_word",
            )

    def get_help_text(self) -> str:
        """The rule as the user reads it."""
        return _("It must not be an everyday word with a year behind it, such as “sommer2026”.")
