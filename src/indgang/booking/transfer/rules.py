"""The rules of appointments, for a municipality, a site or a task."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.errors import Text
from indgang.base.transfer.cells import Choice, Code, Integer, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Key, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.booking.models import BookingRules, LateRule, TaskRule
from indgang.booking.models.resources import GRIDS
from indgang.booking.transfer.cells import Codes
from indgang.booking.transfer.resources import EXPORT, IMPORT
from indgang.catalogue.queries import task_measures
from indgang.organisation.models import Municipality, Site
from indgang.organisation.queries import municipality_of
from indgang.organisation.transfer.places import check_municipality, name_municipality


def _number(name: str, span: range, usual: int, sentence: Text, danish: str) -> Column:
    return Column(name, Integer(span[0], span[-1], empty=usual), sentence, danish)


MUNICIPALITY = Column(
    "municipality",
    Code(4),
    _("The municipality's code; needed only when there is more than one."),
    "kommunekode",
    reference="municipality",
)
RULES = (
    Column(
        "is_public",
        YesNo(empty=True),
        _("Whether citizens can book by themselves on the net."),
        "borgere_booker_selv",
    ),
    _number(
        "grid_minutes",
        range(5, 61),
        15,
        _("An appointment can begin every 5, 10, 15, 20, 30 or 60 minutes."),
        "tidsgitter",
    ),
    _number(
        "lead_minutes",
        range(50001),
        60,
        _("How many minutes ahead citizens must book at the latest."),
        "varsel_minutter",
    ),
    _number(
        "staff_lead_minutes",
        range(50001),
        0,
        _("The same for staff; 0: until the very minute."),
        "varsel_medarbejdere",
    ),
    _number("horizon_days", range(1, 366), 60, _("How many days ahead citizens can book."), "dage_frem"),
    _number(
        "staff_horizon_days",
        range(1, 366),
        180,
        _("How many days ahead staff can book."),
        "dage_frem_medarbejdere",
    ),
    _number(
        "hold_minutes",
        range(2, 61),
        10,
        _("How many minutes a time is kept while a citizen is typing."),
        "holdes_minutter",
    ),
    _number(
        "early_minutes",
        range(601),
        60,
        _("How many minutes before the time one can check in."),
        "tidligst_minutter",
    ),
    _number(
        "late_minutes",
        range(241),
        10,
        _("How many minutes late one may be and still be in time."),
        "frist_minutter",
    ),
    _number(
        "latest_minutes",
        range(601),
        30,
        _("After so many minutes the appointment counts as not kept."),
        "senest_minutter",
    ),
    Column(
        "late_rule",
        Choice.of(LateRule, empty=LateRule.WALK_IN.value),
        _("What happens to somebody who comes between the two: walk_in, next or rebook."),
        "for_sent",
    ),
    _number(
        "change_minutes",
        range(50001),
        0,
        _("How many minutes before the time citizens can change or cancel at the latest."),
        "ændres_senest",
    ),
    _number(
        "remind_hours",
        range(721),
        24,
        _("How many hours before comes a reminder; 0: none."),
        "påmindelse_timer",
    ),
    _number(
        "offer_minutes",
        range(10, 2881),
        60,
        _("How many minutes an earlier time is offered to one on the waiting list."),
        "tilbud_minutter",
    ),
    _number(
        "most_open",
        range(1, 51),
        3,
        _("How many appointments one citizen can have ahead at most."),
        "højst_aftaler",
    ),
    _number(
        "keep_days",
        range(1, 3651),
        30,
        _("How many days after the appointment name and contact are erased."),
        "slettes_dage",
    ),
)


class Rules(ModelKind):
    """How a municipality, or one of its sites, takes appointments."""

    name = "booking-rules"
    noun = "booking-rules"
    title = _("Rules of appointments")
    model = BookingRules
    key = ("site", "municipality")
    order = ("municipality__code", "site__slug")
    needs = ("municipality", "sites")
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"site": Link("site", Site, "slug"), "municipality": Link("municipality", Municipality, "code")}
    columns = (
        Column(
            "site",
            Code(),
            _("The code of the site; empty: all sites without rules of their own."),
            "betjeningssted",
            reference="sites",
        ),
        *RULES,
        MUNICIPALITY,
    )

    def fill_in(self, values: Record, world: World) -> None:
        """The municipality is the one there is."""
        name_municipality(values, world)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """The municipality is named."""
        check_municipality(rows, world, fault)

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """The grid divides the hour, and in time comes before too late."""
        for row in rows:
            record = after[row.key or ()]
            if record["grid_minutes"] not in GRIDS:
                reason = gettext("Times can begin every 5, 10, 15, 20, 30 or 60 minutes.")
                fault(row, "grid_minutes", reason, "bad-grid")
            if record["late_minutes"] > record["latest_minutes"]:
                reason = gettext("It cannot be earlier than the minutes one may be late.")
                fault(row, "latest_minutes", reason, "late-after-latest")


class TaskRules(ModelKind):
    """How single tasks are booked, where it differs from the usual."""

    name = "booking-tasks"
    noun = "booking-task"
    title = _("How tasks are booked")
    model = TaskRule
    key = ("task", "municipality")
    order = ("municipality__code", "task__code")
    needs = ("municipality", "tasks")
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"municipality": Link("municipality", Municipality, "code")}
    fields = {"task": "task__code"}
    columns = (
        Column("task", Code(60), _("The code of the task."), "opgave", required=True, reference="tasks"),
        Column(
            "minutes",
            Integer(1, 480),
            _("How long it takes; empty: the task's standard minutes."),
            "minutter",
        ),
        Column(
            "extra_person_minutes",
            Integer(0, 480),
            _("More minutes for each further person; empty: half of the first (an assumption)."),
            "minutter_pr_ekstra_person",
        ),
        Column("most_persons", Integer(1, 20, empty=5), _("How many can come at once."), "højst_personer"),
        Column("skills", Codes(), _("What whoever serves must be able to besides."), "kræver"),
        Column(
            "is_public",
            YesNo(empty=True),
            _("Whether citizens can book it by themselves."),
            "borgere_booker_selv",
        ),
        Column(
            "on_screen",
            YesNo(empty=False),
            _("Whether it may be met about on the contact screen, with the citizen at home."),
            "på_skærm",
        ),
        MUNICIPALITY,
    )

    def fill_in(self, values: Record, world: World) -> None:
        """The municipality is the one there is."""
        name_municipality(values, world)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """The municipality is named."""
        check_municipality(rows, world, fault)

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Write the rules; none is ever removed by a file."""
        del actor
        ids = {
            code: measure.id
            for code, measure in task_measures([change.new["task"] for change in changes]).items()
        }
        for change in changes:
            facts = {name: change.new[name] for name in TASK_FACTS}
            facts["skills"] = list(facts["skills"])
            TaskRule.objects.update_or_create(
                municipality=municipality_of(),
                task_id=ids[change.new["task"]],
                defaults=facts,
            )


TASK_FACTS = ("minutes", "extra_person_minutes", "most_persons", "skills", "is_public", "on_screen")
