"""Tasks, one row each, with Danish and English side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code, Date, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Key, Kind, Row, World
from indgang.catalogue.content.schema import LANGUAGES, AudienceCode
from indgang.catalogue.models import IdCheck, Nature, Task, TaskDesk, Visibility
from indgang.catalogue.services.composing import compose
from indgang.catalogue.services.editing import change_field
from indgang.catalogue.services.fields import (
    LIST_FIELDS,
    OFFER_FIELDS,
    TASK_FIELDS,
    create_task,
    values_of_row,
)
from indgang.catalogue.services.loading import tasks_with_everything
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import SECTION_OF, TEXT_PARTS
from indgang.catalogue.services.rows import locked_task
from indgang.catalogue.services.texts import change_texts
from indgang.catalogue.services.values import present_ids
from indgang.catalogue.transfer.cells import (
    Address,
    Costs,
    Days,
    Kle,
    Laws,
    Listed,
    Paragraphs,
    Several,
    Sources,
)
from indgang.catalogue.visibility import visible_codes

AUDIENCES = get_args(AudienceCode)

IMPORT = "catalogue.import"
EXPORT = "catalogue.export"
# What a task cannot be without.
NEEDED = ("topic", "group", "nature", "standard_minutes", "title_da", "summary_da", "words_da")
# Whether there is such a task at all, and for whom.
STANDING = ("active", "visibility", "valid_from", "valid_to")
FIELD_OF = {f"{part}_{language}": f"{language}.{part}" for language in LANGUAGES for part in TEXT_PARTS}
CHANNELS = ("in_person", "online", "phone", "post", "email")
LONGER = (
    ("description", Paragraphs(2500), _("What it is, for the citizen"), "beskrivelse"),
    ("conditions", Listed(300), _("Who can have it, with | between"), "betingelser"),
    ("procedure", Listed(300), _("The citizen's own steps, with | between"), "fremgangsmåde"),
    ("expect", Paragraphs(600), _("What to expect, and when"), "forvent"),
    ("output", Text(160), _("What one gets"), "resultat"),
    ("appeal", Paragraphs(600), _("How one complains"), "klage"),
    ("forbidden", Paragraphs(600), _("What must not be written down"), "må_ikke_noteres"),
)


def _longer_texts() -> Iterator[Column]:
    for name, cell, hint, danish in LONGER:
        yield Column(f"{name}_da", cell, format_lazy(_("{what}, in Danish."), what=hint), danish)
        yield Column(f"{name}_en", cell, _("The same in English."), f"{danish}_engelsk")


class Tasks(Kind):
    """What citizens come for."""

    name = "tasks"
    noun = "task"
    title = _("Tasks")
    key = ("code",)
    needs = ("lifelines",)
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column("code", Code(60), _("The task's code, the same for ever."), "kode", required=True),
        Column("title_da", Text(120), _("The title in Danish."), "titel"),
        Column("title_en", Text(120), _("The title in English."), "titel_engelsk"),
        Column("summary_da", Text(300), _("One or two sentences for the citizen, in Danish."), "resumé"),
        Column("summary_en", Text(300), _("The same in English."), "resumé_engelsk"),
        Column("words_da", Listed(120), _("What citizens say, with | between, in Danish."), "ord"),
        Column("words_en", Listed(120), _("The same in English."), "ord_engelsk"),
        Column("bring_da", Listed(200), _("What to bring, with | between, in Danish."), "medbring"),
        Column("bring_en", Listed(200), _("The same in English."), "medbring_engelsk"),
        *_longer_texts(),
        Column("kle", Kle(), _("The KLE number."), "kle"),
        Column("topic", Code(40), _("The code of the topic."), "emne", reference="topics"),
        Column("group", Integer(1, 3), _("1 generalist, 2 or 3 specialist."), "gruppe"),
        Column(
            "nature",
            Choice.of(Nature, drift="operational", gråzone="grey_zone", myndighed="authority"),
            _("operational, grey_zone or authority."),
            "art",
        ),
        Column("standard_minutes", Integer(1, 240), _("How long it takes as a rule."), "standardminutter"),
        Column("priority", Integer(1, 3, 2), _("1 first, 3 last; empty is 2."), "prioritet"),
        Column("sensitive", YesNo(), _("Yes: never hinted at on a public surface."), "følsom"),
        Column("desk", Choice.of(TaskDesk, empty="quick"), _("quick or service; empty is quick."), "skranke"),
        Column("lifeline", Code(), _("The code of the lifeline."), "livline", reference="lifelines"),
        Column("tools", Listed(80), _("Systems and tools, with | between."), "redskaber"),
        Column("self_service", Address(), _("The address of the self-service."), "selvbetjening"),
        Column("audience", Several(AUDIENCES), _("For whom, with | between."), "målgruppe"),
        Column("life_events", Listed(40), _("Codes of life events, with | between."), "livsbegivenheder"),
        Column("authority", Code(40), _("The code of the authority that decides."), "myndighed"),
        Column("id_check", Choice.of(IdCheck, empty=""), _("How sure one must be who it is."), "id_kontrol"),
        Column("channels", Several(CHANNELS), _("How one can do it, with | between."), "kanaler"),
        Column("cost", Costs(), _("free, varies, or fee 178.00 2026-01-01; with | between."), "pris"),
        Column("processing", Days(), _("Days as from-to: 14-60."), "behandlingstid"),
        Column("related", Listed(60), _("Codes of related tasks, with | between."), "beslægtede"),
        Column("sources", Sources(), _("law, page or seed: title <address> (day read)."), "kilder"),
        Column(
            "review_months", Integer(1, 60, 12), _("Read through every so many months."), "gennemgås_måneder"
        ),
        Column("legal_basis", Laws(), _("Laws as title <address>, with | between."), "lovgrundlag"),
        Column("assumptions", Listed(300), _("What must be checked, with | between."), "antagelser"),
        Column(
            "visibility",
            Choice.of(Visibility, empty="public", alle="public", personale="staff"),
            _("public, or staff: only they see the task."),
            "synlighed",
        ),
        Column("valid_from", Date(), _("The first day; only staff see it before."), "gælder_fra"),
        Column("valid_to", Date(), _("The last day; then it is marked."), "gælder_til"),
        Column("active", YesNo(empty=True), _("No takes the task out of use."), "aktiv"),
    )

    def stored(self) -> Iterable[Record]:
        """Every task by code, retired ones too."""
        for task in sorted(tasks_with_everything(), key=lambda task: task.code):
            yield self._record(task)

    def visible(self, actor: Actor) -> Iterable[Record]:
        """The tasks that exist for the actor."""
        return of_visible_tasks(self.stored(), "code", actor)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """A new task has what a task cannot be without, and no field of a known one is emptied of it."""
        known = set(Task.objects.values_list("code", flat=True))
        for row in rows:
            is_new = row.values.get("code") not in known
            for name in NEEDED:
                wrong_cell = name in row.raw and name not in row.values
                if not wrong_cell and (is_new or name in row.values) and not row.values.get(name):
                    fault(row, name, gettext("The cell is empty, but must be filled in."), "missing-value")
        self._leave_to_sections(rows, world)

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """A task ends after it begins."""
        for row in rows:
            record = after.get(row.key or (), {})
            since, until = record.get("valid_from"), record.get("valid_to")
            if since and until and until < since:
                fault(row, "valid_to", gettext("The last day is before the first one."), "not-in-order")

    def _leave_to_sections(self, rows: Sequence[Row], world: World) -> None:
        """Where the import brings the sections of a task too, they say its texts layer by layer, not its row."""
        named: dict[str, set[str]] = {}
        for row in world.incoming.get("sections", ()):
            if row.has("task", "section"):
                named.setdefault(row.values["task"], set()).add(row.values["section"])
        if not named:
            return
        present = {record["code"]: record for record in self.stored()}
        for row in rows:
            code = row.values.get("code", "")
            for column, field in FIELD_OF.items():
                if SECTION_OF[field.partition(".")[2]] not in named.get(code, ()):
                    continue
                if column in row.values and code in present:
                    row.values[column] = present[code][column]
                elif column in row.values and column not in NEEDED:
                    row.values[column] = self.column(column).type.empty

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Write new tasks as the municipality's own, and changed fields as taken over by it."""
        lock_catalogue()
        ids, at = present_ids(), clock.now()
        for change in changes:
            fields, texts = fields_of(change.new)
            if change.action == "created":
                task = create_task(change.new["code"], fields, ids, at=at, is_local=True)
                change_texts(task, texts, actor=actor, reason=gettext("Imported"))
                compose([task], at)
            else:
                task = locked_task(change.new["code"])
                for column in change.columns:
                    if column in fields:
                        change_field(task, column, fields[column], ids=ids, actor=actor)
                own = {
                    FIELD_OF[column]: texts[FIELD_OF[column]]
                    for column in change.columns
                    if column in FIELD_OF
                }
                change_texts(task, own, actor=actor, reason=gettext("Imported"))
            facts = {"is_active" if name == "active" else name: change.new[name] for name in STANDING}
            Task.objects.filter(pk=task.pk).update(**facts)

    def _record(self, task: Task) -> Record:
        values = values_of_row(task)
        record: Record = {"code": task.code, "active": task.is_active}
        record |= {name: getattr(task, name) for name in STANDING if name != "active"}
        for column in self.columns:
            if column.name not in record:
                value = values[FIELD_OF.get(column.name, column.name)]
                record[column.name] = _frozen(value) if value is not None else column.type.empty
        return record


def of_visible_tasks(records: Iterable[Record], column: str, actor: Actor) -> Iterator[Record]:
    """The records whose task, named in `column`, exists for the actor."""
    kept = list(records)
    codes = set(visible_codes(actor, {record[column] for record in kept}))
    return (record for record in kept if record[column] in codes)


def fields_of(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row's facts by name in `services.fields`, and its texts by "<language>.<part>"."""
    fields: dict[str, Any] = dict.fromkeys(OFFER_FIELDS)
    texts: dict[str, Any] = {}
    for column, value in record.items():
        if column in FIELD_OF:
            texts[FIELD_OF[column]] = _thawed(value)
        elif column in TASK_FIELDS or column in LIST_FIELDS:
            fields[column] = _thawed(value)
    fields["lifeline"] = fields["lifeline"] or None
    return fields, texts


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value
