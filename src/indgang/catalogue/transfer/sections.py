"""Sections: the municipality's own texts, layer by layer, as they are in force. No part of them is lost on the way.

A list stands with | between its items; a play has one step a line. What would be taken for such a sign is written
with a backslash before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.base.transfer.cells import Choice, Code, Date, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Key, Kind, Row, World
from indgang.catalogue.models import Layer, Mode, SectionKind, SectionVersion, VersionState
from indgang.catalogue.services.importing import put_text
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import checked_content
from indgang.catalogue.services.rows import Wish, locked_task
from indgang.catalogue.transfer.cells import Verbatim
from indgang.catalogue.transfer.tasks import EXPORT, IMPORT, of_visible_tasks
from indgang.catalogue.transfer.texts import CELLS, content_from, content_to, in_order
from indgang.core.day import danish_date
from indgang.organisation.models import Site

OWN_LAYERS = (Layer.SHARED, Layer.LOCAL)
KIND_ORDER = {str(kind): place for place, kind in enumerate(SectionKind)}
WISHED = ("mode", "reason", "must_read", "valid_from", "valid_to")


class Sections(Kind):
    """The texts in force of the shared and the local layer."""

    name = "sections"
    noun = "section"
    title = _("Own texts")
    key = ("task", "section", "layer", "site")
    needs = ("tasks", "sites")
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    layers: ClassVar[tuple[str, ...]] = OWN_LAYERS
    columns = (
        Column("task", Code(60), _("The code of the task."), "opgave", required=True, reference="tasks"),
        Column("section", Choice.of(SectionKind), _("The part of the text."), "afsnit", required=True),
        Column(
            "layer",
            Choice.of(OWN_LAYERS, fælles="shared", lokal="local"),
            _("shared or local."),
            "lag",
            required=True,
        ),
        Column(
            "site", Code(), _("For a note of a single site: its code."), "betjeningssted", reference="sites"
        ),
        Column(
            "mode",
            Choice.of(Mode, empty="replace", erstat="replace", tilføj="add"),
            _("replace or add; empty is replace."),
            "måde",
        ),
        Column("reason", Text(300), _("Why it differs from the text below."), "begrundelse"),
        Column("must_read", YesNo(), _("Yes: those it concerns must read it again."), "skal_læses"),
        Column("valid_from", Date(), _("The first day."), "gælder_fra"),
        Column("valid_to", Date(), _("The last day; then it is marked."), "gælder_til"),
        Column("title_da", Verbatim(120), _("The title, of the section head."), "titel"),
        Column("title_en", Verbatim(120), _("The same in English."), "titel_engelsk"),
        Column("summary_da", Verbatim(300), _("The summary, of the section head."), "resumé"),
        Column("summary_en", Verbatim(300), _("The same in English."), "resumé_engelsk"),
        Column("output_da", Verbatim(160), _("What one gets, of the section head."), "resultat"),
        Column("output_en", Verbatim(160), _("The same in English."), "resultat_engelsk"),
        Column(
            "text_da",
            Verbatim(30_000),
            _("The text of every other section; lists with | between, steps one a line."),
            "tekst",
        ),
        Column("text_en", Verbatim(30_000), _("The same in English."), "tekst_engelsk"),
        Column(
            "steps",
            Verbatim(4000),
            _("Of a play, one line a step: kind, reach, seconds, and after > where to."),
            "trin",
        ),
    )

    def stored(self) -> Iterable[Record]:
        """The texts in force by task, section, layer and site."""
        rows = SectionVersion.objects.filter(
            state=VersionState.PUBLISHED, layer__in=self.layers
        ).select_related("section__task", "site")
        records = [_record(row) for row in rows]
        return sorted(records, key=_place)

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the tasks that exist for the actor."""
        return of_visible_tasks(self.stored(), "task", actor)

    def fill_in(self, values: Record, world: World) -> None:
        """Spell the texts as they are spelled here, so that they can be compared."""
        del world
        if values.get("section") not in KIND_ORDER or not set(values) >= CELLS:
            return
        try:
            values |= content_to(values["section"], content_from(values["section"], values))
        except Invalid:
            return

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Only what holds today comes in, and each text where such a text may be."""
        del world
        today = danish_date(clock.now())
        for row in rows:
            if row.values.get("site") and row.values.get("section") != SectionKind.NOTE:
                fault(row, "site", gettext("Only our note can be for a single site."), "note-only")
            if row.values.get("mode") == Mode.ADD and row.values.get("section") == SectionKind.HEAD:
                fault(row, "mode", gettext("A title can only be replaced."), "replace-only")
            if row.values.get("valid_from") and row.values["valid_from"] > today:
                fault(row, "valid_from", gettext("Import a text when its first day has come."), "not-yet")

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """Each text is one that could be written on the page."""
        for row in rows:
            record = after.get(row.key or ())
            if record is None:
                continue
            since, until, kind = record["valid_from"], record["valid_to"], record["section"]
            if since and until and until < since:
                fault(row, "valid_to", gettext("The last day is before the first one."), "not-in-order")
            try:
                checked_content(kind, content_from(kind, record), record["mode"])
            except Invalid as refusal:
                fault(row, _column_of(refusal.field or "", kind), str(refusal), refusal.code)

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Publish each text in its layer; a text that is in force already stays as it is."""
        lock_catalogue()
        sites = {site.slug: site for site in Site.objects.all()}
        for change in changes:
            record = change.new
            put_text(
                actor=actor,
                task=locked_task(record["task"]),
                kind=record["section"],
                layer=record["layer"],
                site=sites[record["site"]] if record["site"] else None,
                content=content_from(record["section"], record),
                wish=Wish(**{name: record[name] for name in WISHED}),
            )


class SharedSections(Sections):
    """Texts that municipalities give each other: ours go out, another's come in as our shared layer."""

    name = "shared-sections"
    title = _("Texts to share")
    layers = (Layer.SHARED,)

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Our own texts for the whole municipality, without notes, as another one takes them in."""
        records = (record for record in SECTIONS.stored() if record["layer"] == Layer.LOCAL)
        given = [
            {**record, "layer": str(Layer.SHARED), "must_read": False}
            for record in records
            if not record["site"] and record["section"] != SectionKind.NOTE
        ]
        return of_visible_tasks(given, "task", actor)

    def fill_in(self, values: Record, world: World) -> None:
        """Whatever layer it was there, here it is the shared one."""
        if "layer" in values:
            values["layer"] = str(Layer.SHARED)
        super().fill_in(values, world)


SECTIONS = Sections()


def _record(row: SectionVersion) -> Record:
    wished: Mapping[str, Any] = {name: getattr(row, name) for name in WISHED}
    return {
        "task": row.section.task.code,
        "section": row.section.kind,
        "layer": row.layer,
        "site": row.site.slug if row.site else "",
        **wished,
        **content_to(row.section.kind, row.content),
    }


def _place(record: Record) -> tuple[str, int, int, str]:
    order = in_order(record["layer"])
    return record["task"], KIND_ORDER[record["section"]], order, record["site"]


def _column_of(field: str, kind: str) -> str:
    language, _dot, part = field.partition(".")
    if kind == SectionKind.PLAY or not part:
        return "steps" if kind == SectionKind.PLAY else "text_da"
    return f"{part}_{language}" if kind == SectionKind.HEAD else f"text_{language}"
