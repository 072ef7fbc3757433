"""The kinds of messages. A domain registers its kinds in `AppConfig.ready`, with the standard text of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from indgang.base.errors import Text
from indgang.core.placeholders import Value, unknown_in
from indgang.messaging.models import Channel

LANGUAGES = ("da", "en")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a {placeholder} holds. `example` is what a preview shows, by language.

    `instead` are words by language that stand for the value in SMS and subjects when the errand is sensitive;
    a placeholder that gives nothing away needs none. `needed`: no text without it would help the reader.
    """

    meaning: Text
    example: Mapping[str, Value]
    instead: Mapping[str, str] | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a message: `subject` is of e-mail only."""

    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message, such as "booking.reminder".

    `texts` holds the standard text by (channel, language); the channels of the kind are those it has texts for.
    `is_quiet`: it waits for the end of the quiet hours, since nobody is waiting for it. `wakes`: rather than come too
    late it is sent in the quiet hours after all.
    """

    code: str
    title: Text
    purpose: Text
    placeholders: Mapping[str, Placeholder]
    texts: Mapping[tuple[str, str], Words]
    is_quiet: bool = False
    wakes: bool = False
    to_staff: bool = False
    channels: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Raise ValueError for standard texts that could not be sent."""
        channels = tuple(one for one in Channel.values if (one, "da") in self.texts)
        object.__setattr__(self, "channels", channels)
        wanted = {(channel, language) for channel in channels for language in LANGUAGES}
        if not channels or set(self.texts) != wanted:
            raise ValueError(f"{self.code}: each channel needs a text in each of {LANGUAGES}")
        for (channel, language), words in self.texts.items():
            strange = unknown_in(f"{words.subject}\n{words.body}", list(self.placeholders))
            if strange or not words.body or bool(words.subject) != (channel == Channel.EMAIL):
                raise ValueError(f"{self.code}, {channel}, {language}: cannot be sent {strange}")


class _Registry:
    """The kinds by their codes."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, *kinds: Kind) -> None:
        """Make kinds known; registering a code again replaces its kind."""
        for kind in kinds:
            self._kinds[kind.code] = kind

    def get(self, code: str) -> Kind:
        """The kind. Raises LookupError: whoever names a kind in code has registered it."""
        if code not in self._kinds:
            raise LookupError(f"no kind of message is called {code!r}")
        return self._kinds[code]

    def find(self, code: str) -> Kind | None:
        """The kind, or None for one that is no more."""
        return self._kinds.get(code)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())


registry = _Registry()


def texts_from(rows: Mapping[str, Any]) -> dict[tuple[str, str], Words]:
    """The standard texts of one kind as a content file holds them: `sms: {da: …}`, `email: {da: {subject, body}}`."""
    texts = {}
    for channel, by_language in rows.items():
        for language, words in by_language.items():
            if isinstance(words, str):
                texts[channel, language] = Words(words.strip())
            else:
                texts[channel, language] = Words(words["body"].strip(), words["subject"].strip())
    return texts
