"""A file as a table: heading and rows with the line on which each begins."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.base.transfer.cells import Raw, Unusable
from indgang.base.transfer.faults import BadFile, Fault

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200

Cell = Raw | Unusable


class FileTooLarge(Invalid):
    """The uploaded file has too many bytes."""

    code = "file-too-large"
    status = 413

    def __init__(self) -> None:
        super().__init__(_too_large(), field="file")


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes with the name by which the user knows them; `part` is the sheet of a workbook."""

    name: str
    data: bytes

    @classmethod
    def uploaded(cls, upload: "UploadedFile[bytes]") -> "Source":
        """The file that was sent. Raises FileTooLarge, before it is read."""
        if (upload.size or 0) > MOST_BYTES:
            raise FileTooLarge
        return cls(upload.name or "file", upload.read())

    @classmethod
    def of(cls, path: Path) -> "Source":
        """The file at `path`. Raises BadFile when it cannot be read or is too large."""
        try:
            if path.stat().st_size > MOST_BYTES:
                raise too_large()
            return cls(path.name, path.read_bytes())
        except FileNotFoundError:
            raise BadFile(_("There is no such file."), code="no-such-file") from None
        except OSError as error:
            raise BadFile(
                _("The file cannot be read: %(problem)s.") % {"problem": error.strerror},
                code="unreadable-file",
            ) from error


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file and the line on which it begins."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Table:
    """What a file holds. `faults` and `warnings` are what was noticed while reading it."""

    file: str
    heading: tuple[str, ...] = ()
    heading_line: int = 1
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, reason: str, code: str, line: int | None = None) -> None:
        """Note a fault of the file or of one of its lines."""
        self.faults.append(Fault(self.file, line, "", "", reason, code))

    def warn(self, reason: str, code: str, line: int | None = None) -> None:
        """Note something the user should know that does not stop the import."""
        self.warnings.append(Fault(self.file, line, "", "", reason, code))


def too_large() -> BadFile:
    """The file has too many bytes."""
    return BadFile(_too_large(), code=FileTooLarge.code)


def _too_large() -> str:
    return _("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES // 1024 // 1024}


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def fill(table: Table, lines: Iterable[Line]) -> Table:
    """Put heading and rows into the table; blank rows are skipped. Raises BadFile when empty or too long."""
    for line in lines:
        if all(is_blank(cell) for cell in line.cells):
            continue
        if not table.heading:
            table.heading = tuple("" if is_blank(cell) else _heading(cell) for cell in line.cells)
            table.heading_line = line.number
            continue
        if len(table.lines) == MOST_ROWS:
            raise BadFile(
                _("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS},
                code="too-many-rows",
            )
        table.lines.append(line)
    if not table.heading and not table.faults:
        raise BadFile(
            _("The file is empty: it needs a line with column names and one line for each row."), code="empty"
        )
    return table


def _heading(cell: Cell) -> str:
    return (cell.shown if isinstance(cell, Unusable) else str(cell)).strip()
