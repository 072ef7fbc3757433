"""Importing KLE: what is new, changed and expired, all or nothing."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.catalogue.models import ImportRun, ImportSource, KleSubject
from indgang.catalogue.ports import KleEntry, KleFile

# What a file that is not complete knows of.
KNOWN_OF_ALL = ("title", "keywords")
MOST_TOLD = 500


@dataclass(slots=True)
class KleReport:
    """What an import came to, or would; the lists hold "number title". With faults nothing was written.

    `missing` are numbers that are stored and not in a complete file: they stay as they are.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    written: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


@transaction.atomic
def import_kle(*, actor: Actor, file: KleFile, check: bool = False) -> KleReport:
    """Bring in what a file says of KLE; with `check` only report. Needs "catalogue.import".

    Nothing is ever deleted: tasks and figures keep numbers that are past. Repeating it changes nothing.
    """
    require(actor, "catalogue.import")
    report = KleReport(faults=list(file.faults), warnings=list(file.warnings))
    stored = {row.number: row for row in KleSubject.objects.select_for_update()}
    new, changed = [], []
    for entry in file.entries:
        row = stored.get(entry.number)
        values = _values(entry, file)
        if row is None:
            report.new.append(f"{entry.number} {entry.title}")
            new.append(KleSubject(number=entry.number, **values))
            continue
        was_expired = row.expired_on is not None
        differing = {name for name, value in values.items() if getattr(row, name) != value}
        if not differing - {"published_on"}:
            report.unchanged += 1
        elif row.expired_on is None and values.get("expired_on") and not was_expired:
            report.expired.append(f"{entry.number} {entry.title}")
        else:
            report.changed.append(f"{entry.number} {entry.title}")
        if differing:
            for name in differing:
                setattr(row, name, values[name])
            changed.append(row)
    if file.is_complete and not file.faults:
        numbers = {entry.number for entry in file.entries}
        report.missing = [f"{row.number} {row.title}" for row in stored.values() if row.number not in numbers]
    if report.faults or check:
        return report
    KleSubject.objects.bulk_create(new, batch_size=500)
    if changed:
        KleSubject.objects.bulk_update(changed, sorted(_values(file.entries[0], KleFile())), batch_size=500)
    report.written = True
    _note(actor, report)
    return report


def _values(entry: KleEntry, file: KleFile) -> dict[str, Any]:
    values = asdict(entry)
    del values["number"]
    values |= {
        "keywords": list(entry.keywords),
        "replaced_by": list(entry.replaced_by),
        "legislation": [asdict(one) for one in entry.legislation],
        "published_on": file.published_on,
    }
    return values if file.is_complete else {name: values[name] for name in KNOWN_OF_ALL}


def _note(actor: Actor, report: KleReport) -> None:
    told = {
        name: value[:MOST_TOLD] if isinstance(value, list) else value
        for name, value in report.as_dict().items()
    }
    now = clock.now()
    ImportRun.objects.create(
        source=ImportSource.KLE,
        started_at=now,
        finished_at=now,
        is_full=True,
        actor_name=actor.name[:120],
        report=told,
    )
    counts = {name: len(getattr(report, name)) for name in ("new", "changed", "expired", "missing")}
    record(actor, "kle.imported", "source:kle", counts)
