"""Whom a caseworker expects, by the subject of an entry in the caseworker's own calendar: "Anna 010190 pas".

A citizen checks in by birth date and first name. A subject names somebody when it holds a birth date and, right
before or after it, one to four words that may be names: "Møde m. Jens Peter (f. 1/1-90)". Each of these words, and
each two in a row, is a name that the citizen may say; the words of the office ("møde", "pas") are none. Only day,
month and the last two digits of the year count, so "010190" and "1. januar 1990" are one.

A subject with a CPR number names nobody, whatever else it holds: nothing may be kept of it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from indgang.core.cpr import contains_cpr
from indgang.core.folding import fold

MOST_NAMES_BESIDE = 4
OLDEST = 120

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("marts", "march", "mar"),
            ("april", "apr"),
            ("maj", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_YEAR = r"(?P<year>(?:18|19|20)?\d\d)"
_ALONE = r"(?<![\d])(?<!\d[-./:])"
_END = r"(?!\d)(?![-./:]\d)"
_SHAPES = tuple(
    re.compile(rf"{_ALONE}{shape}{_END}", re.ASCII | re.IGNORECASE)
    for shape in (
        rf"(?P<day>[0-3]\d)(?P<month>[01]\d){_YEAR}",
        rf"(?P<day>[0-3]?\d) ?[-./] ?(?P<month>[01]?\d) ?[-./] ?{_YEAR}",
        rf"(?P<day>[0-3]\d) (?P<month>[01]\d) {_YEAR}",
        r"(?P<day>[0-3]?\d) ?[-./] ?(?P<month>[01]?\d),? (?P<year>(?:18|19|20)\d\d)",
        r"(?P<year>(?:18|19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)",
        rf"(?P<day>[0-3]?\d)\.? ?(?:d\. ?)?(?P<word>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?,? ?{_YEAR}",
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:['’`\u00b4][^\W\d_]+)*")
_DIVIDER = re.compile(r"[\d/|;:+&]|\s[-–—]\s")
_OFFICE = """
aftale aftaler afklaring aflyst ansøgning ang angående appointment at bestilling bistand bolig boligstøtte borger
borgere born bord cpr dato den det efternavn fam familie familiesammenføring flytning fodt folkeregister
folkepension for fornavn fornyelse fornyes fra fru frk fødselsdag fødselsdato født fødes hastesag herr hjælp hos hr
id ift ifm ikke kl klokken kontanthjælp kontor kontrol kørekort lokale lægeskift ma med meeting mht mitid mobil mor
mr mrs ms møde mødes navn navneændring ny nr nyt og om omvalg online opfølgning opfølgende opkald opholdsbevis
opholdskort pas pension pr på rum rådgivning sag sagsbehandler sagsnr samtale session skranke skilsmisse snak
statsborgerskab sundhedskort sygedagpenge sygesikring telefon telefonmøde the tid til tlf tolk udland ved vedr
vedrørende vejledning video vielse vielsesattest with ydelse økonomi mandag tirsdag onsdag torsdag fredag lørdag
søndag
"""
_OFFICE_WORDS = frozenset(map(fold, _OFFICE.split())) | frozenset(_MONTHS)


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is expected: the folded names that may be said, and the birth date as "ddmmyy"."""

    names: frozenset[str]
    birth_date: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a subject says. With `holds_cpr` it says nothing else."""

    expected: tuple[Expected, ...] = ()
    holds_cpr: bool = False


def read_subject(text: str, on: date) -> Subject:
    """Whom the subject of an entry on the Danish day `on` names."""
    if contains_cpr(text):
        return Subject(holds_cpr=True)
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for start, end, born in _birth_dates(plain, on):
        names = _names(_words_before(plain[:start])[::-1]) | _names(_words_after(plain[end:]))
        if names:
            found.append(Expected(names, born))
    return Subject(tuple(found))


def said_names(typed: str) -> list[str]:
    """The folded names to look for when a citizen types `typed` as first name: all of it, and its first word."""
    words = [fold(word) for word in _WORD.findall(unicodedata.normalize("NFKC", typed))]
    return list(dict.fromkeys(filter(None, (" ".join(words[:2]), "".join(words[:1])))))


def said_birth_date(born: date) -> str:
    """A birth date as `Expected` has it."""
    return f"{born:%d%m%y}"


def _birth_dates(text: str, on: date) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            born = _born(match, on)
            start, end = match.span()
            if born and all(end <= other[0] or start >= other[1] for other in spans):
                spans.append((start, end, born))
    return sorted(spans)


def _born(match: re.Match[str], on: date) -> str:
    """The date as "ddmmyy" when a living person may have been born on it; else ""."""
    parts = match.groupdict()
    month = _MONTHS[parts["word"].lower()] if parts.get("word") else int(parts["month"])
    year = parts["year"]
    for full in [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]:
        try:
            born = date(full, month, int(parts["day"]))
        except ValueError:
            continue
        if born < on and on.year - full <= OLDEST:
            return said_birth_date(born)
    return ""


def _words_before(text: str) -> list[str]:
    """The words that lead up to the end of `text`, in order, from the last number or divider on."""
    begun = text.rstrip(" -–—:/|;,(")
    at = max((match.end() for match in _DIVIDER.finditer(begun)), default=0)
    return _WORD.findall(begun[at:])


def _words_after(text: str) -> list[str]:
    begun = text.lstrip(" -–—:/|;,)")
    end = _DIVIDER.search(begun)
    return _WORD.findall(begun[: end.start()] if end else begun)


def _names(words: list[str]) -> frozenset[str]:
    """The names among the words, the nearest to the date first, and each two that stand in a row."""
    folded = [word for word in map(fold, words) if len(word) > 1]
    kept = [word for word in folded if word not in _OFFICE_WORDS][:MOST_NAMES_BESIDE]
    rows = {pair for pair in pairwise(folded) if set(pair) <= set(kept)}
    return frozenset(kept) | {f"{a} {b}" for one, other in rows for a, b in ((one, other), (other, one))}
