"""Competences and delegations: who may go how far with which tasks."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.transfer.cells import Choice, Code, Date, Raw, Text, Value
from indgang.base.transfer.columns import Column
from indgang.base.transfer.kinds import AddFault, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.base.transfer.suggest import did_you_mean
from indgang.core.reach import Reach
from indgang.organisation.models import Competence, Delegation, Person, ScopeKind
from indgang.organisation.transfer.hours import check_period
from indgang.organisation.transfer.people import EXPORT_PEOPLE
from indgang.organisation.transfer.places import IMPORT

GROUPS = {"1", "2", "3"}
CODES_OF_SCOPE = {"task": "tasks", "topic": "topics"}
REACHES = Choice.of(
    [reach.code for reach in Reach if reach is not Reach.NONE],
    oplyse="inform",
    medbetjene="guide",
    modtage="receive",
    forberede="prepare",
    afgøre="decide",
)


class ReachCell:
    """A cell with a step of the ladder by its code; its value is the number."""

    empty: Value = None

    def parse(self, raw: Raw) -> int:
        """The number of the step."""
        return int(Reach.from_code(REACHES.parse(raw)))

    def write(self, value: Value) -> Raw:
        """The code of the step."""
        return "" if value is None else Reach(value).code


SCOPE_COLUMNS = (
    Column(
        "person",
        Code(40, "a-z0-9._@-"),
        _("The user name of the person."),
        "brugernavn",
        required=True,
        reference="people",
    ),
    Column(
        "scope_kind",
        Choice.of(ScopeKind, opgave="task", emne="topic", gruppe="group"),
        _("Whether it is about one task, a topic or a task group."),
        "omfang",
        required=True,
    ),
    Column(
        "scope_code",
        Code(60),
        _("The code of the task or topic, or 1, 2 or 3 for a group."),
        "kode",
        required=True,
    ),
)
PERSON = {"person": Link("person", Person, "username")}


def check_scope(rows: Sequence[Row], world: World, fault: AddFault) -> None:
    """What is covered exists."""
    for row in rows:
        if not row.has("scope_kind", "scope_code"):
            continue
        kind, code = row.values["scope_kind"], row.values["scope_code"]
        if kind == ScopeKind.GROUP:
            if code not in GROUPS:
                fault(row, "scope_code", gettext("A task group is 1, 2 or 3."), "unknown-reference")
            continue
        codes = world.codes(CODES_OF_SCOPE[kind])
        if codes is not None and code not in codes:
            reason = gettext("“%(code)s” does not exist, neither here nor in the import.") % {"code": code}
            fault(row, "scope_code", reason + did_you_mean(code, codes), "unknown-reference")


class Competences(ModelKind):
    """How far people may go with tasks."""

    name = "competences"
    noun = "competence"
    title = _("Competences")
    model = Competence
    key = ("person", "scope_kind", "scope_code", "valid_from")
    order = ("person__username", "scope_kind", "scope_code", "valid_from")
    needs = ("people", "tasks", "topics")
    import_permission = IMPORT
    export_permission = EXPORT_PEOPLE
    links = PERSON
    columns = (
        *SCOPE_COLUMNS,
        Column(
            "reach", ReachCell(), _("inform, guide, receive, prepare or decide."), "rækkevidde", required=True
        ),
        Column("how_won", Text(120), _("How it was won: a course, side by side."), "opnået_ved"),
        Column("valid_from", Date(), _("The first day on which it holds."), "gælder_fra", required=True),
        Column("lapses_on", Date(), _("The first day on which it no longer holds."), "bortfalder"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """It covers something that exists, and lapses after it began."""
        check_scope(rows, world, fault)
        for row in rows:
            begins, lapses = row.values.get("valid_from"), row.values.get("lapses_on")
            if begins is not None and lapses is not None and lapses <= begins:
                fault(row, "lapses_on", gettext("It lapses before it has begun."), "period-backwards")


class Delegations(ModelKind):
    """Who may decide what, and by which decision."""

    name = "delegations"
    noun = "delegation"
    title = _("Delegations")
    model = Delegation
    key = ("person", "scope_kind", "scope_code", "valid_from")
    order = ("person__username", "scope_kind", "scope_code", "valid_from")
    needs = ("people", "tasks", "topics")
    import_permission = IMPORT
    export_permission = EXPORT_PEOPLE
    links = PERSON
    columns = (
        *SCOPE_COLUMNS,
        Column(
            "decision",
            Text(200),
            _("The decision that gives it: who decided, when, which item."),
            "beslutning",
            required=True,
        ),
        Column("valid_from", Date(), _("The first day on which it holds."), "gælder_fra", required=True),
        Column("valid_to", Date(), _("The last day on which it holds."), "gælder_til"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """It covers something that exists, and does not end before it begins."""
        check_scope(rows, world, fault)
        for row in rows:
            check_period(row, "valid_from", "valid_to", fault)
