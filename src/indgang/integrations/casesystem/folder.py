"""A folder that a case system reads: one folder for each case, there as a whole or not at all.

A case is written into a folder with a dot in front and flushed to the disk; its key is noted; then it is renamed to
its key. So a noted key without the dotted folder is a case that was delivered, wherever the reader has moved it.
"""

import json
import os
import shutil
from pathlib import Path

from indgang.followup.ports import CaseParcel, Delivered
from indgang.integrations.casesystem.document import document_of

KEYS = ".delivered"


class Folder:
    """The folder."""

    name = "folder"

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, parcel: CaseParcel) -> Delivered:
        """Write the case, unless it was written before."""
        try:
            return self._deliver(parcel)
        except OSError as error:
            return Delivered("later", error=f"{type(error).__name__}: {error.strerror or ''}".strip())

    def _deliver(self, parcel: CaseParcel) -> Delivered:
        journal = f"{parcel.kle or '00.00.00'}-{parcel.code}"
        marks = self.path / KEYS
        marks.mkdir(parents=True, exist_ok=True)
        mark, unfinished = marks / parcel.key, self.path / f".{parcel.key}"
        if not mark.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            _write_case(unfinished, parcel, journal)
            mark.touch()
            _flush(marks)
        if unfinished.exists():
            unfinished.rename(self.path / parcel.key)
            _flush(self.path)
        return Delivered("accepted", journal=journal)


def _write_case(folder: Path, parcel: CaseParcel, journal: str) -> None:
    folder.mkdir(mode=0o700)
    for number, paper in enumerate(parcel.documents, start=1):
        _write(folder / f"{number:02}-{_plain(paper.name)}", paper.content)
    text = json.dumps(document_of(parcel) | {"journal": journal}, ensure_ascii=False, indent=1)
    _write(folder / "case.json", text.encode())
    _flush(folder)


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name).lstrip(".") or "papir"


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
