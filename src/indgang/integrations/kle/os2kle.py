"""The text form of OS2KLE (github.com/os2kle/os2kle, OS2KLE.txt): KLE with weighted keywords, one subject a line.

    KLENummer='99.01.05':KLETitel='Et opdigtet emne':Keywords[Weight]:et ord[5];flere ord[10];

A keyword may hold colons, commas and quotes, but no semicolon; it ends with a whole number in brackets, which may be
negative or left out. The file knows subjects only, nothing of expiry, terms or law, so an import of it takes over
titles and keywords and leaves the rest. The repository's OS2KLE.json and change.json are other forms and not read.
"""

import re

from indgang.catalogue.ports import KleEntry, KleFile
from indgang.integrations.kle.official import MOST_FAULTS, NUMBER

LINE = re.compile(
    r"^KLENummer='(?P<number>[^']*)':KLETitel='(?P<title>.*?)':Keywords\[Weight\]:(?P<words>.*)$"
)
WEIGHT = re.compile(r"\[-?\d+\]$")


def read_os2kle(data: bytes) -> KleFile:
    """Read the text form; what is wrong stands in `faults` as "code: line". Never raises."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    entries: dict[str, KleEntry] = {}
    faults: list[str] = []
    warnings: list[str] = []
    for line_number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = LINE.match(line.strip())
        if found is None:
            faults.append(f"bad-line: {line_number}")
        elif not NUMBER.match(found["number"]):
            faults.append(f"bad-number: {found['number'][:40]}")
        elif not found["title"].strip():
            faults.append(f"no-title: {found['number']}")
        else:
            if found["number"] in entries:
                warnings.append(f"twice: {found['number']}")
            entries[found["number"]] = KleEntry(
                found["number"], found["title"].strip()[:300], keywords=_keywords(found["words"])
            )
    if not entries and not faults:
        faults.append("empty")
    return KleFile(
        tuple(sorted(entries.values(), key=lambda entry: entry.number)),
        is_complete=False,
        faults=tuple(faults[:MOST_FAULTS]),
        warnings=tuple(warnings[:MOST_FAULTS]),
    )


def _keywords(text: str) -> tuple[str, ...]:
    words = (WEIGHT.sub("", word.strip()).strip()[:200] for word in text.split(";"))
    first: dict[str, str] = {}
    for word in words:
        if word:
            first.setdefault(word.lower(), word)
    return tuple(first.values())
