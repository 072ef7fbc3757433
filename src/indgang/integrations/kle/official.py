"""KL's own XML of KLE, "Emneplan version 2.0", and the richer answer of its web service.

Root `KLE-Emneplan` with `UdgivelsesDato` and `Hovedgruppe`s, these with `Gruppe`s, these with `Emne`r. Each level
has its own names (`EmneNr`, `EmneTitel`, `EmneVejledning`, `EmneRetskildeReference`, `EmneAdministrativInfo`, …);
the web service adds a namespace, `UUID`, and `EmneStikord` and `EmneOgHandlingsfacetStikord` with a `Tekst`. A
number occurs again inside `Historisk/Flyttet/AfloestAf`, so only direct children are taken. A number that stands
twice is what it is in the entry that has not expired, else in the newest.
"""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from indgang.catalogue.ports import KleEntry, KleFile, Reference

NUMBER = re.compile(r"^\d{2}(\.\d{2}){0,2}$")
LEVELS = ("Hovedgruppe", "Gruppe", "Emne")
PRESERVATION = re.compile(r"^(K|K5|K10|B)?$")
DURATION = re.compile(r"^P(?=.)(\d+Y)?(\d+M)?(\d+D)?$")
MOST_FAULTS = 50


def read_official(data: bytes) -> KleFile:
    """Read the official file; what is wrong with it stands in `faults` as "code: detail". Never raises."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return KleFile(faults=(f"not-xml: {str(error)[:150]}",))
    if _name(root) != "KLE-Emneplan":
        return KleFile(faults=(f"not-kle: {_name(root)[:60]}",))
    reading = _Reading()
    for main in _children(root, "Hovedgruppe"):
        reading.take(main, "Hovedgruppe")
        for group in _children(main, "Gruppe"):
            reading.take(group, "Gruppe")
            for subject in _children(group, "Emne"):
                reading.take(subject, "Emne")
    if not reading.entries and not reading.faults:
        reading.faults.append("empty")
    return KleFile(
        tuple(sorted(reading.entries.values(), key=lambda entry: entry.number)),
        _date(_text(root, "UdgivelsesDato")),
        is_complete=True,
        faults=tuple(reading.faults[:MOST_FAULTS]),
        warnings=tuple(reading.warnings[:MOST_FAULTS]),
    )


class _Reading:
    def __init__(self) -> None:
        self.entries: dict[str, KleEntry] = {}
        self.faults: list[str] = []
        self.warnings: list[str] = []

    def take(self, element: Element, level: str) -> None:
        entry = self._entry(element, level)
        if not NUMBER.match(entry.number):
            self.faults.append(f"bad-number: {entry.number[:40]}")
        elif entry.number.count(".") != LEVELS.index(level):
            self.faults.append(f"wrong-level: {entry.number}")
        elif not entry.title:
            self.faults.append(f"no-title: {entry.number}")
        elif entry.number in self.entries:
            self.warnings.append(f"twice: {entry.number}")
            self.entries[entry.number] = max(self.entries[entry.number], entry, key=_standing)
        else:
            self.entries[entry.number] = entry

    def _entry(self, element: Element, level: str) -> KleEntry:
        number = _text(element, f"{level}Nr")
        info = next(_children(element, f"{level}AdministrativInfo"), None)
        corrected = [_date(_said(one)) for one in _children(info, "RettetDato")]
        past = next(_children(info, "Historisk"), None)
        moved = [one for one in past.iter() if _name(one) == "Flyttet"] if past is not None else []
        replaced = [one for place in moved for one in place.iter() if _name(one) in {"EmneNr", "GruppeNr"}]
        return KleEntry(
            number=number,
            title=_text(element, f"{level}Titel")[:300],
            guidance=_guidance(next(_children(element, f"{level}Vejledning"), None)),
            keywords=tuple(_keywords(element, level)),
            preservation=self._fitting(PRESERVATION, _text(element, "BevaringJaevnfoerArkivloven"), number),
            deletion=self._fitting(DURATION, _text(element, "SletningJaevnfoerPersondataloven"), number),
            legislation=tuple(_references(element, level)),
            created_on=_date(_text(info, "OprettetDato")),
            corrected_on=max((day for day in corrected if day), default=None),
            expired_on=_date(_text(past, "UdgaaetDato"))
            or next((day for place in moved if (day := _date(_text(place, "FlyttetDato")))), None),
            replaced_by=tuple(dict.fromkeys(text for one in replaced if NUMBER.match(text := _said(one)))),
        )

    def _fitting(self, form: re.Pattern[str], text: str, number: str) -> str:
        if not text or form.match(text):
            return text
        self.warnings.append(f"odd-value: {number} {text[:40]}")
        return ""


def _standing(entry: KleEntry) -> tuple[bool, date]:
    newest = max(filter(None, (entry.created_on, entry.corrected_on)), default=date.min)
    return entry.expired_on is None, newest


def _references(element: Element, level: str) -> Iterator[Reference]:
    for one in _children(element, f"{level}RetskildeReference"):
        words = (_text(one, "RetskildeTitel"), _text(one, "ParagrafEllerKapitel"))
        if title := " ".join(word for word in words if word):
            yield Reference(title[:300], _text(one, "RetsinfoURL")[:500])


def _keywords(element: Element, level: str) -> Iterator[str]:
    seen = set()
    for name in (f"{level}Stikord", f"{level}OgHandlingsfacetStikord"):
        for one in _children(element, name):
            text = (_text(one, "Tekst") or _said(one))[:200]
            if text and text.lower() not in seen:
                seen.add(text.lower())
                yield text


def _guidance(element: Element | None) -> str:
    """Paragraphs and list items, one a line."""
    if element is None:
        return ""
    lines = []
    for one in element.iter():
        if _name(one) in {"p", "li"}:
            own = " ".join("".join([one.text or "", *(child.tail or "" for child in one)]).split())
            lines.append(f"- {own}" if _name(one) == "li" and own else own)
    return "\n".join(line for line in lines if line) or _said(element)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if _name(child) == name)


def _text(element: Element | None, name: str) -> str:
    return next((_said(child) for child in _children(element, name)), "")


def _said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
