"""Plays: one row a step. A file is the whole truth for each task that it names, and makes a new version."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code, Integer, Text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Kind, Row, World
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.models import Play, ReferTo, Step, StepKind
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.rows import locked_task
from indgang.catalogue.services.texts import change_steps
from indgang.catalogue.transfer.cells import STEP_REACHES
from indgang.catalogue.transfer.tasks import EXPORT, IMPORT, of_visible_tasks
from indgang.core.reach import Reach

MOST_STEPS = 40


class Plays(Kind):
    """The steps of the plays in force."""

    name = "plays"
    noun = "step"
    title = _("Plays")
    key = ("task", "order")
    owner = ("task",)
    needs = ("tasks", "sections")
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column("task", Code(60), _("The code of the task."), "opgave", required=True, reference="tasks"),
        Column("order", Integer(1, MOST_STEPS), _("1 for the first step."), "rækkefølge", required=True),
        Column(
            "kind",
            Choice.of(StepKind),
            _("ask, id_check, do, co_service, stop_refer or close."),
            "type",
            required=True,
        ),
        Column(
            "reach", STEP_REACHES, _("The least reach that may do the step; empty is guide."), "rækkevidde"
        ),
        Column("refer_to", Choice.of(ReferTo), _("Where a stop_refer step sends the citizen."), "henvis_til"),
        Column("seconds", Integer(5, 3600), _("How long it takes as a rule, in seconds."), "sekunder"),
        Column("text_da", Text(600), _("The step in Danish."), "tekst", required=True),
        Column("text_en", Text(600), _("The step in English."), "tekst_engelsk", required=True),
    )

    def stored(self) -> Iterable[Record]:
        """The steps of every task's newest version."""
        steps = Prefetch("steps", Step.objects.order_by("order").prefetch_related("texts"))
        newest = Play.objects.order_by("task_id", "-version").distinct("task_id")
        plays = newest.select_related("task").prefetch_related(steps)
        for play in sorted(plays, key=lambda play: play.task.code):
            for step in play.steps.all():
                texts = {text.language: text.text for text in step.texts.all()}
                yield {
                    "task": play.task.code,
                    "order": step.order,
                    "kind": step.kind,
                    "reach": Reach(step.reach).code,
                    "refer_to": step.refer_to,
                    "seconds": step.seconds,
                    "text_da": texts.get("da", ""),
                    "text_en": texts.get("en", ""),
                }

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the tasks that exist for the actor."""
        return of_visible_tasks(self.stored(), "task", actor)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Steps are numbered without gaps, and a step that stops says where to."""
        del world
        numbers: dict[str, list[Row]] = {}
        for row in rows:
            if row.has("kind", "refer_to") and (row.values["kind"] == StepKind.STOP_REFER) != bool(
                row.values["refer_to"]
            ):
                reason = gettext("A stop_refer step, and no other, says where to.")
                fault(row, "refer_to", reason, "stop-where-to")
            if row.has("task", "order"):
                numbers.setdefault(row.values["task"], []).append(row)
        for steps in numbers.values():
            present = {row.values["order"] for row in steps}
            for row in steps:
                if row.values["order"] > len(present):
                    fault(row, "order", gettext("Number the steps 1, 2, 3 without gaps."), "gap")

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Publish a new version of each play that changed, as the municipality's own."""
        lock_catalogue()
        changed: dict[str, dict[int, Record]] = {}
        for change in changes:
            record = change.after or change.before or {}
            changed.setdefault(record["task"], {})
        for record in self.stored():
            if record["task"] in changed:
                changed[record["task"]][record["order"]] = record
        for change in changes:
            if change.action == "removed":
                changed[change.old["task"]].pop(change.old["order"], None)  # Or own texts took it away.
            else:
                changed[change.new["task"]][change.new["order"]] = change.new
        for code, steps in changed.items():
            content = [_step(steps[order]) for order in sorted(steps)]
            change_steps(locked_task(code), content, actor=actor, reason=gettext("Imported"))


def _step(record: Record) -> StepContent:
    return StepContent.model_validate(
        {
            "kind": record["kind"],
            "reach": record["reach"],
            "to": record["refer_to"] or None,
            "seconds": record["seconds"],
            "da": record["text_da"],
            "en": record["text_en"],
        }
    )
