"""The texts that are in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from indgang.base.errors import NotFound
from indgang.core import sms
from indgang.messaging.kinds import LANGUAGES, Kind, Words, registry
from indgang.messaging.models import Channel, MessageText
from indgang.messaging.rendering import example

if TYPE_CHECKING:
    from indgang.organisation.models import Municipality


@dataclass(frozen=True, slots=True)
class TextInForce:
    """A text of a kind for one channel in one language, what it is without the municipality's own words, and how it
    looks with examples. `length` is of SMS only.
    """

    kind: Kind
    channel: str
    language: str
    words: Words
    standard: Words
    preview: Words
    changed_at: datetime | None = None
    changed_by: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it differs from the standard."""
        return self.words != self.standard

    @property
    def length(self) -> sms.Length | None:
        """How long the example is as an SMS."""
        return sms.length_of(self.preview.body) if self.channel == Channel.SMS else None


def words_of(municipality: "Municipality | None", kind: Kind, channel: str, language: str) -> Words:
    """The municipality's own text, else the standard one."""
    row = MessageText.objects.filter(
        municipality=municipality, kind=kind.code, channel=channel, language=language
    ).first()
    return Words(row.body, row.subject) if row else kind.texts[channel, language]


def kind_called(code: str) -> Kind:
    """The kind with this code. Raises NotFound."""
    kind = registry.find(code)
    if kind is None:
        raise NotFound(facts={"kind": code})
    return kind


def texts_in_force(municipality: "Municipality | None", code: str = "") -> list[TextInForce]:
    """Every text of a kind, or of every kind, in the order in which the kinds were registered."""
    own = {
        (row.kind, row.channel, row.language): row
        for row in MessageText.objects.filter(municipality=municipality).select_related("changed_by")
    }
    return [
        _text(kind, channel, language, own.get((kind.code, channel, language)))
        for kind, channel, language in _places()
        if code in {"", kind.code}
    ]


def _places() -> Iterator[tuple[Kind, str, str]]:
    for kind in registry:
        for channel in kind.channels:
            for language in LANGUAGES:
                yield kind, channel, language


def _text(kind: Kind, channel: str, language: str, row: MessageText | None) -> TextInForce:
    standard = kind.texts[channel, language]
    words = Words(row.body, row.subject) if row else standard
    return TextInForce(
        kind,
        channel,
        language,
        words,
        standard,
        example(kind, channel, language, words),
        row.changed_at if row else None,
        row.changed_by.name if row and row.changed_by else "",
    )
