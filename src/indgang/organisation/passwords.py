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
MOST_OTHER_LETTERS = 2
SHORTEST_OWN_WORD = 3


class EverydayWords:
    """Refuses everyday words and the person's own names, dressed with digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for "Sommer-2026!!" and the like."""
        letters = "".join(re.findall("[a-z]+", fold(password)))
        words = sorted(EVERYDAY_WORDS | _own_words(user), key=len, reverse=True)
        rest = re.sub("|".join(words), "", letters)
        if rest != letters and len(rest) <= MOST_OTHER_LETTERS:
            raise ValidationError(
                _("The password is just an everyday word or a name. Take several words of your own."),
                code="password_everyday_word",
            )

    def get_help_text(self) -> str:
        """The rule as the user reads it."""
        return _("It must not be an everyday word with a year behind it, such as “sommer2026”.")


def _own_words(user: Any) -> frozenset[str]:
    """The words of the person's own names."""
    names = " ".join(str(getattr(user, name, "")) for name in ("username", "name"))
    return frozenset(word for word in re.findall("[a-z]+", fold(names)) if len(word) >= SHORTEST_OWN_WORD)
