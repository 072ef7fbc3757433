"""The Danish texts of the faces: one catalogue ``locale/da/LC_MESSAGES/django.po`` for every Django app.

``python -m tools.messages update|check|compile [APP FOLDER...]``, without folders for all apps. The message
ids are the English texts, so there is no English catalogue. ``update`` brings the catalogues in line with
the sources: new texts appear empty, or translated where another app has the same text; texts that are gone
disappear. ``check`` exits 1 and names file and text for what is missing, fuzzy, left over, or breaks a
placeholder. ``compile`` writes the ``.mo`` files that Django reads. Neither GNU gettext nor a database is
needed. Catalogues are sorted and hold no dates or line numbers, so that two people's changes merge.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools import further

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "indgang"
LANGUAGE = "da"
HEADER = f"""msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PERCENT = re.compile(r"%(?:%|\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-zA-Z]|[#0+-]*\d*(?:\.\d+)?[sdifr]\b)")
BRACE = re.compile(r"\{\w*(?:[.!:][^{}]*)?\}")
ALIAS = re.compile(r"\b\w*gettext\w* as (\w+)")

ADOPTED = {"core": "insight"}  # folders that are no app, and the app whose catalogue holds their texts
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

Key = tuple[str | None, str]


@dataclass
class Text:
    """A text that the sources ask for, and the files that do."""

    id: str | tuple[str, str]
    context: str | None
    comments: list[str]
    files: set[Path] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.id if isinstance(self.id, str) else self.id[0]


def apps(package: Path = PACKAGE) -> list[Path]:
    """The folders of all Django apps of the package: those with an ``apps.py``."""
    return sorted(found.parent for found in package.rglob("apps.py"))


def catalogue_path(app: Path) -> Path:
    """Where the app's catalogue is."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def _sources(app: Path, package: Path) -> Iterator[Path]:
    """The files of the app that may hold texts, without those of an app inside it."""
    others = [other for other in apps(package) if other != app and other.is_relative_to(app)]
    adopted = [package / folder for folder, home in ADOPTED.items() if package / home == app]
    for path in sorted(path for folder in (app, *adopted) for path in folder.rglob("*")):
        inner = any(path.is_relative_to(other) for other in others)
        if inner or "migrations" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py" or "templates" in path.parts:
            yield path


def _found_in(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None, list[str]]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template after this is no longer indented as Python wants it.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    stream = io.BytesIO(source.encode("utf-8"))
    found = extract("python", stream, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=False)
    for _, message, comments, context in found:
        if isinstance(message, str):
            yield message, context, comments
        else:
            yield (str(message[0]), str(message[1])), context, comments


def texts(app: Path, package: Path = PACKAGE) -> dict[Key, Text]:
    """What the app's Python files and templates ask to be translated, by context and singular id."""
    found: dict[Key, Text] = {}
    for path in _sources(app, package):
        for id_, context, comments in _found_in(path):
            if not id_ or not id_[0]:
                continue
            text = Text(id_, context, comments)
            known = found.setdefault(text.key, text)
            known.files.add(path)
            if isinstance(known.id, str):
                known.id = id_  # a plural form found elsewhere completes the singular
    return dict(sorted(found.items(), key=lambda item: (item[0][1], item[0][0] or "")))


def read_catalogue(path: Path) -> dict[Key, Message]:
    """The messages of a catalogue by context and singular id; empty when there is no such file."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
    return {_key(message): message for message in catalogue if message.id}


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _translations(message: Message) -> list[str]:
    string = message.string or ""
    return [string] if isinstance(string, str) else [part or "" for part in string]


def update(app: Path, package: Path = PACKAGE) -> bool:
    """Bring the app's catalogue in line with its sources; whether the file changed."""
    path = catalogue_path(app)
    own = read_catalogue(path)
    others: dict[Key, Message] = {}
    for other in apps(package):
        others |= {
            key: message for key, message in read_catalogue(catalogue_path(other)).items() if message.string
        }
    catalogue = Catalog(locale=LANGUAGE)
    for key, text in texts(app, package).items():
        known = own.get(key) or others.get(key)
        string: str | list[str] | tuple[str, ...] | None = None
        if known and isinstance(known.id, str) == isinstance(text.id, str):
            string = known.string
        catalogue.add(
            text.id,
            string,
            context=text.context,
            auto_comments=text.comments,
            user_comments=own[key].user_comments if key in own else (),
            flags={"fuzzy"} if key in own and own[key].fuzzy else (),
        )
    return _write_if_changed(path, _as_po(catalogue))


def _as_po(catalogue: Catalog) -> bytes:
    if not len(catalogue):
        return b""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    return HEADER.encode("utf-8") + stream.getvalue().strip() + b"\n"


def _write_if_changed(path: Path, content: bytes) -> bool:
    if (path.read_bytes() if path.exists() else b"") == content:
        return False
    if content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    else:
        path.unlink()
    return True


def problems(app: Path, package: Path = PACKAGE) -> list[str]:
    """What is wrong with the app's catalogue, one line each: ``file: what: "text"``."""
    path = catalogue_path(app)
    wanted, known = texts(app, package), read_catalogue(path)
    found = []
    for key, text in wanted.items():
        source = ", ".join(sorted(_shown(file, package) for file in text.files))
        if key not in known or not all(_translations(known[key])):
            found.append(f'{source}: not translated: "{key[1]}"')
        elif isinstance(known[key].id, str) != isinstance(text.id, str):
            found.append(f'{_shown(path, package)}: plural forms differ, run update: "{key[1]}"')
    for key, message in known.items():
        if key not in wanted:
            found.append(f'{_shown(path, package)}: no longer used: "{key[1]}"')
        elif message.fuzzy:
            found.append(f'{_shown(path, package)}: fuzzy: "{key[1]}"')
        found += [f'{_shown(path, package)}: {what}: "{key[1]}"' for what in broken_placeholders(message)]
    return found


def _shown(path: Path, package: Path) -> str:
    return str(path.relative_to(package.parent.parent if package == PACKAGE else package))


def placeholders(text: str) -> set[str]:
    """The places in a text that are filled in when it is shown."""
    return (set(PERCENT.findall(text)) - {"%%"}) | set(BRACE.findall(text))


def broken_placeholders(message: Message) -> Iterator[str]:
    """Say what makes a translation fail or lose facts when it is filled in; nothing for an empty one.

    A singular form may leave out a place, such as the count in "one person is waiting"; no other form may.
    """
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    offered = set().union(*(placeholders(id_) for id_ in ids))
    formatted = any("%" in place for place in offered) or any("%%" in id_ for id_ in ids)
    for number, string in enumerate(_translations(message)):
        if not string:
            continue
        used, needed = placeholders(string), placeholders(ids[-1])
        if unknown := used - offered:
            yield f"unknown placeholder {', '.join(sorted(unknown))}"
        if (len(ids) == 1 or number > 0) and (lost := needed - used):
            yield f"missing placeholder {', '.join(sorted(lost))}"
        if formatted and "%" in PERCENT.sub("", string):
            yield "a bare % must be written %%"
        if ids[0].endswith("\n") != string.endswith("\n"):
            yield "one ends with a line break and the other does not"


def contradictions(folders: Iterable[Path], package: Path = PACKAGE) -> list[str]:
    """Texts that two apps translate differently: Django would show either, depending on the order of apps."""
    first: dict[Key, tuple[Path, Message]] = {}
    found = []
    for app in folders:
        for key, message in read_catalogue(catalogue_path(app)).items():
            path, known = first.setdefault(key, (catalogue_path(app), message))
            if known.string != message.string and all(_translations(message)):
                found.append(
                    f"{_shown(catalogue_path(app), package)}: translated otherwise in "
                    f'{_shown(path, package)} (give one a context): "{key[1]}"'
                )
    return found


def homeless(package: Path = PACKAGE) -> list[str]:
    """Files outside every app that ask for a translation, which nobody would find."""
    homes = [*apps(package), *(package / folder for folder in ADOPTED)]
    found = []
    for path in sorted(package.rglob("*.py")):
        owned = any(path.is_relative_to(home) for home in homes)
        if not owned and "gettext" in path.read_text(encoding="utf-8") and any(_found_in(path)):
            found.append(f"{_shown(path, package)}: lies in no app, so no catalogue holds its texts")
    return found


def overlooked(package: Path = PACKAGE) -> list[str]:
    """Functions of translation under a name that nothing here looks for, so that their texts stay English."""
    return [
        f"{_shown(path, package)}: texts in {name}(...) are not found; call it _ or leave its own name"
        for path in sorted(package.rglob("*.py"))
        for name in ALIAS.findall(path.read_text(encoding="utf-8"))
        if name not in KEYWORDS
    ]


def compile_catalogue(app: Path) -> bool:
    """Write the app's ``.mo`` file, or remove it when there is no catalogue; whether anything changed."""
    path = catalogue_path(app)
    if not path.exists():
        existed = path.with_suffix(".mo").exists()
        path.with_suffix(".mo").unlink(missing_ok=True)
        return existed
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
    catalogue.creation_date = catalogue.revision_date = UNDATED
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return _write_if_changed(path.with_suffix(".mo"), compiled.getvalue())


def further_problems(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the catalogues of the further languages; what is missing in them is nothing wrong."""
    wanted = {key: text for app in apps(package) for key, text in texts(app, package).items()}
    found = []
    for language in further.LANGUAGES:
        path = _shown(further.further_path(language, package), package)
        for message in further.read_further(language, package) or ():
            if not message.id:
                continue
            text = wanted.get(_key(message))
            if text is None:
                found.append(f'{path}: no longer used: "{_key(message)[1]}"')
            elif isinstance(text.id, str) != isinstance(message.id, str):
                found.append(f'{path}: plural forms differ: "{_key(message)[1]}"')
            elif message.fuzzy:
                found.append(f'{path}: fuzzy: "{_key(message)[1]}"')
            found += [f'{path}: {what}: "{_key(message)[1]}"' for what in broken_placeholders(message)]
    return found


def further_shares(package: Path = PACKAGE) -> dict[str, tuple[int, int]]:
    """For each further language how many of the citizens' texts are translated, and of how many."""
    folders = [package / face for face in further.FACES if (package / face).is_dir()]
    wanted = {key for folder in folders for key in texts(folder, package)}
    return {language: further.share(language, package, wanted) for language in further.LANGUAGES}


def compile_further(package: Path = PACKAGE) -> None:
    """Write the ``.mo`` files of the further languages."""
    for language in further.LANGUAGES:
        content = further.compiled(language, package)
        if content is not None:
            _write_if_changed(further.further_path(language, package).with_suffix(".mo"), content)


def _check(folders: list[Path]) -> int:
    found = [problem for app in folders for problem in problems(app)]
    if folders == apps():
        found += contradictions(folders) + homeless() + overlooked() + further_problems()
        for language, (done, whole) in further_shares().items():
            print(f"{language}: {done} of {whole} of the citizens' texts", file=sys.stderr)
    print("\n".join(found), end="\n" if found else "")
    if found:
        print(
            f"{len(found)} problems; python -m tools.messages update adds and removes texts", file=sys.stderr
        )
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 1 when ``check`` finds a problem."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("action", choices=["update", "check", "compile"])
    parser.add_argument("folders", metavar="APP", nargs="*", type=Path, help="folder of an app (all)")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure()  # templatize reads from it how to call a comment for translators
    folders = [folder.resolve() for folder in options.folders] or apps()
    if options.action == "check":
        return _check(folders)
    if options.action == "compile" and folders == apps():
        compile_further()
    for app in folders:
        if options.action == "compile":
            compile_catalogue(app)
        elif update(app):
            print(catalogue_path(app).relative_to(ROOT), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
