"""Templates: a file with the right columns, empty or with one example."""

from indgang.base.transfer import Record, bundles, registry
from indgang.base.transfer.kinds import Kind
from indgang.base.transfer.writing import as_csv, as_xlsx
from indgang.web.manage.imports.examples import EXAMPLES

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "zip": "application/zip",
}


def kinds_of(name: str) -> list[Kind]:
    """The kinds behind a name, which may be that of a bundle. Raises NotFound."""
    return bundles.members(name) or [registry.get(name)]


def is_bundle(name: str) -> bool:
    """Whether several kinds go by this name."""
    return bool(bundles.members(name))


def example_of(kind: Kind) -> Record:
    """The example row of a kind, as values."""
    typed = EXAMPLES.get(kind.name, {})
    return {
        column.name: column.read(typed.get(column.name, "")) if column.name in typed else column.type.empty
        for column in kind.columns
    }


def template_file(name: str, file_format: str, *, with_example: bool) -> tuple[bytes, str]:
    """The template's bytes and the ending of its name; several kinds as CSV come in a ZIP archive."""
    kinds = kinds_of(name)
    rows = {kind: [example_of(kind)] if with_example and kind.name in EXAMPLES else [] for kind in kinds}
    if is_bundle(name):
        return bundles.written(rows, file_format), "zip" if file_format == "csv" else file_format
    if file_format == "xlsx":
        return as_xlsx({kind.name: (kind.columns, records) for kind, records in rows.items()}), file_format
    return as_csv(kinds[0].columns, rows[kinds[0]]), file_format
