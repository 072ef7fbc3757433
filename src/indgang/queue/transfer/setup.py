"""Number series, call profiles, and which desk follows which profile."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code, Integer, Raw, Text, Value, YesNo, as_text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.faults import BadCell
from indgang.base.transfer.kinds import AddFault, Change, Key, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.base.transfer.suggest import listed
from indgang.core.reach import Reach
from indgang.organisation.models import Desk, DeskKind, Site
from indgang.queue.models import CallProfile, CallRule, DeskSetup, RuleCondition, Series

IMPORT = "queue.import"
EXPORT = "queue.export"
OFFLINE_NUMBERS = 100


class Letter:
    """A cell with the letter or two of a series, in capitals."""

    empty: Value = ""

    def parse(self, raw: Raw) -> str:
        """The letters."""
        letters = as_text(raw).upper()
        if not re.fullmatch("[A-ZÆØÅ]{1,2}", letters):
            raise BadCell(gettext("Write one or two letters, such as K."), code="bad-letter")
        return letters

    def write(self, value: Value) -> Raw:
        """The letters."""
        return str(value)


class NumberSeries(ModelKind):
    """The series that numbers are drawn from; each is a lane to wait in."""

    name = "series"
    noun = "series"
    title = _("Number series")
    model = Series
    key = ("site", "letter")
    order = ("site__slug", "letter")
    needs = ("sites",)
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    fields = {"default": "is_default", "active": "is_active"}
    links = {"site": Link("site", Site, "slug")}
    columns = (
        Column(
            "site", Code(), _("The code of the site."), "betjeningssted", required=True, reference="sites"
        ),
        Column(
            "letter",
            Letter(),
            _("One or two letters before the number, such as K."),
            "bogstav",
            required=True,
        ),
        Column("name", Text(40), _("What the lane is called, such as KVIK."), "navn", required=True),
        Column(
            "desk_kind",
            Choice.of(DeskKind, kvik="quick"),
            _("The kind of desk that serves the lane: quick (KVIK), service, specialist or remote."),
            "skranketype",
            required=True,
        ),
        Column("first", Integer(1, 99999, empty=1), _("The day's first number."), "første"),
        Column("last", Integer(2, 99999, empty=899), _("The day's last number."), "sidste"),
        Column(
            "offline_last",
            Integer(2, 99999),
            _("The last of the numbers after it that kiosks give out without a server; empty: 100 numbers."),
            "sidste_uden_server",
        ),
        Column(
            "digits", Integer(1, 5, empty=2), _("A number is shown with at least so many digits."), "cifre"
        ),
        Column(
            "default",
            YesNo(),
            _("Yes where a citizen without a wish gets a number; one at a site."),
            "standard",
        ),
        Column("active", YesNo(empty=True), _("No takes the series out of use."), "aktiv"),
    )

    def fill_in(self, values: Record, world: World) -> None:
        """Give kiosks some numbers when the file does not say how many."""
        del world
        if values.get("offline_last") is None:
            last = values.get("last", self.column("last").type.empty)
            values["offline_last"] = last + OFFLINE_NUMBERS if last is not None else None

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """The numbers are in order, and a site has one default."""
        defaults: dict[str, str] = {}
        for record in after.values():
            if record["default"] and record["active"]:
                defaults.setdefault(record["site"], record["letter"])
        for row in rows:
            if row.key is None or row.key not in after:
                continue
            record = after[row.key]
            if not record["first"] < record["last"] <= record["offline_last"]:
                fault(
                    row,
                    "last",
                    gettext("The numbers must rise: first, last, then those for kiosks."),
                    "bad-order",
                )
            first = defaults.get(record["site"], record["letter"])
            if record["default"] and record["active"] and first != record["letter"]:
                fault(
                    row,
                    "default",
                    gettext("The site has a default already: %(letter)s.") % {"letter": first},
                    "second-default",
                )

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Let go of the old default before there is a new one."""
        sites = {
            change.new["site"] for change in changes if change.action != "removed" and change.new["default"]
        }
        Series.objects.filter(site__slug__in=sites).update(is_default=False)
        super().apply(changes, actor)


class Rules:
    """A cell with call rules in order: "due; returned; lane K; lane S after 10; any" (minutes waited)."""

    empty: Value = ()
    conditions = Choice.of(
        RuleCondition, aftale="due", retur="returned", kø="lane", alle="any", appointment="due"
    )
    form = re.compile(
        r"(?P<condition>\w+)"
        r"(?: (?!after\b|efter\b)(?P<letter>\w{1,2}))?"
        r"(?: (?:after|efter) (?P<wait>\d{1,3}))?"
    )

    def parse(self, raw: Raw) -> tuple[tuple[str, str, int], ...]:
        """For each rule its condition, letter ("" for any lane) and least minutes waited."""
        parts = as_text(raw).replace(",", ";").split(";")
        return tuple(self._rule(part.strip()) for part in parts if part.strip())

    def _rule(self, part: str) -> tuple[str, str, int]:
        found = self.form.fullmatch(part)
        if found is None:
            raise BadCell(
                gettext("Write rules as: %(example)s.")
                % {"example": "due; returned; lane K; lane S after 10; any"},
                code="bad-rule",
            )
        try:
            condition = str(self.conditions.parse(found["condition"]))
        except BadCell:
            raise BadCell(
                gettext("“%(word)s” is no rule. The rules are: %(allowed)s.")
                % {"word": found["condition"], "allowed": listed(RuleCondition.values)},
                code="bad-rule",
            ) from None
        letter = str(Letter().parse(found["letter"])) if found["letter"] else ""
        if condition == RuleCondition.LANE and not letter:
            raise BadCell(
                gettext("Say which lane, such as: %(example)s.") % {"example": "lane K"}, code="bad-rule"
            )
        return condition, letter, int(found["wait"] or 0)

    def write(self, value: Value) -> Raw:
        """The rules in their one spelling."""
        return "; ".join(
            f"{condition}{' ' if letter else ''}{letter}{f' after {wait}' if wait else ''}"
            for condition, letter, wait in value
        )


class ReachOrNone:
    """A cell with a step of the ladder by its code; empty is no demand."""

    empty: Value = 0
    words = Choice.of(
        [reach.code for reach in Reach],
        oplyse="inform",
        medbetjene="guide",
        modtage="receive",
        forberede="prepare",
        afgøre="decide",
    )

    def parse(self, raw: Raw) -> int:
        """The number of the step."""
        return int(Reach.from_code(self.words.parse(raw)))

    def write(self, value: Value) -> Raw:
        """The code of the step."""
        return Reach(value).code if value else ""


class CallProfiles(ModelKind):
    """How desks call; see `core.calling`."""

    name = "call-profiles"
    noun = "call_profile"
    title = _("Call profiles")
    model = CallProfile
    key = ("code",)
    order = ("code",)
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    extras = ("rules",)
    columns = (
        Column("code", Code(), _("A short code."), "kode", required=True),
        Column("name", Text(80), _("What the profile is called."), "navn", required=True),
        Column(
            "rules",
            Rules(),
            _("The rules in order, such as: due; returned; lane K; lane S after 10; any."),
            "regler",
        ),
        Column(
            "ageing_minutes",
            Integer(1, 240, empty=15),
            _("Who has waited so many minutes rises one step of priority."),
            "minutter_pr_prioritet",
        ),
        Column(
            "max_wait_minutes",
            Integer(1, 480, empty=45),
            _("Who has waited so many minutes comes first whatever the rules say."),
            "længste_ventetid",
        ),
        Column(
            "due_window_minutes",
            Integer(0, 120, empty=5),
            _("An appointment may be called so many minutes before its time."),
            "minutter_før_aftale",
        ),
        Column(
            "min_reach",
            ReachOrNone(),
            _("Officers are given only tasks that they may take this far; empty: everything."),
            "mindste_rækkevidde",
        ),
    )

    def read_extras(self) -> Mapping[Any, Record]:
        """The rules of each profile."""
        rules: dict[Any, list[tuple[str, str, int]]] = {}
        for rule in CallRule.objects.order_by("profile_id", "order"):
            rules.setdefault(rule.profile_id, []).append((rule.condition, rule.letter, rule.min_wait_minutes))
        return {pk: {"rules": tuple(found)} for pk, found in rules.items()}

    def write_extras(self, rows: Sequence[tuple[Any, Change]]) -> None:
        """Replace the rules of the profiles that have other ones."""
        changed = [
            (pk, change.new["rules"])
            for pk, change in rows
            if change.action == "created" or "rules" in change.columns
        ]
        CallRule.objects.filter(profile__in=[pk for pk, _rules in changed]).delete()
        CallRule.objects.bulk_create(
            CallRule(profile_id=pk, order=order, condition=condition, letter=letter, min_wait_minutes=wait)
            for pk, rules in changed
            for order, (condition, letter, wait) in enumerate(rules, start=1)
        )


class DeskProfiles(ModelKind):
    """Which profile a desk follows; a desk that is not here calls appointments, then returned ones, then its
    lane.
    """

    name = "desk-profiles"
    noun = "desk_profile"
    title = _("Desks and their call profiles")
    model = DeskSetup
    key = ("desk",)
    order = ("desk__slug",)
    needs = ("desks", "call-profiles")
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"desk": Link("desk", Desk, "slug"), "profile": Link("profile", CallProfile, "code")}
    columns = (
        Column("desk", Code(), _("The code of the desk."), "skranke", required=True, reference="desks"),
        Column(
            "profile",
            Code(),
            _("The code of the profile."),
            "profil",
            required=True,
            reference="call-profiles",
        ),
    )
