"""Opening hours and closed days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.transfer.cells import Choice, Clock, Code, Date, Text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.danish import MunicipalityCode
from indgang.base.transfer.kinds import AddFault, Change, Key, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.organisation.models import (
    ClosedPeriod,
    ClosedPeriodText,
    HoursKind,
    Municipality,
    OpeningHours,
    Site,
)
from indgang.organisation.spans import Weekday, closes_after, overlap
from indgang.organisation.transfer import texts
from indgang.organisation.transfer.places import EXPORT, IMPORT, check_municipality, name_municipality

DAYS = ("municipality", "site", "kind", "first_day", "last_day")
KINDS = Choice.of(HoursKind, service="citizen_service")


def check_span(row: Row, fault: AddFault) -> bool:
    """Note hours that close before they open; whether they are right."""
    opens, closes = row.values.get("opens"), row.values.get("closes")
    if opens is None or closes is None:
        return False
    if not closes_after(opens, closes):
        reason = gettext(
            "It closes before it opens. Open past midnight is two rows: to 24.00, and from 0.00."
        )
        fault(row, "closes", reason, "closes-before-opening")
        return False
    return True


def check_period(row: Row, first: str, last: str, fault: AddFault) -> None:
    """Note a period that ends before it begins."""
    begins, ends = row.values.get(first), row.values.get(last)
    if begins is not None and ends is not None and ends < begins:
        fault(row, last, gettext("It ends before it begins. Put the earlier day first."), "period-backwards")


def overlapping(rows: Sequence[Row], groups: Sequence[str]) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows that agree in `groups` and share time on a day; the later row second."""
    by_group: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row.has(*groups):
            by_group.setdefault(tuple(row.values[name] for name in groups), []).append(row)
    for members in by_group.values():
        for one, other in combinations(members, 2):
            spans = [(row.values["opens"], row.values["closes"]) for row in (one, other)]
            if overlap(*spans):
                yield one, other


class Hours(ModelKind):
    """Weekly opening hours. A file is the whole truth for each site and kind that it mentions."""

    name = "hours"
    noun = "hours"
    title = _("Opening hours")
    model = OpeningHours
    key = ("site", "kind", "weekday", "opens", "season", "valid_from")
    owner = ("site", "kind")
    order = ("site__slug", "kind", "season", "valid_from", "weekday", "opens")
    needs = ("sites",)
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"site": Link("site", Site, "slug")}
    columns = (
        Column(
            "site", Code(), _("The code of the site."), "betjeningssted", required=True, reference="sites"
        ),
        Column(
            "kind", KINDS, _("Who is there: library, citizen_service or self_service."), "type", required=True
        ),
        Column(
            "weekday", Weekday(), _("The day of the week, such as mandag or monday."), "ugedag", required=True
        ),
        Column("opens", Clock(), _("When it opens, such as 9.30."), "åbner", required=True),
        Column(
            "closes", Clock(closing=True), _("When it closes; 24.00 is midnight."), "lukker", required=True
        ),
        Column("season", Text(40), _("The season's name; its hours replace the usual ones."), "sæson"),
        Column("valid_from", Date(), _("The first day on which the hours hold."), "gælder_fra"),
        Column("valid_to", Date(), _("The last day on which the hours hold."), "gælder_til"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Closing comes after opening, a season has its dates, and hours of one kind do not overlap."""
        del world
        sound = [row for row in rows if check_span(row, fault)]
        for row in rows:
            check_period(row, "valid_from", "valid_to", fault)
            if row.values.get("season"):
                for name in ("valid_from", "valid_to"):
                    if row.values.get(name, "unread" if name in row.raw else None) is None:
                        fault(
                            row, name, gettext("A season needs its first and its last day."), "missing-value"
                        )
                        break
        for one, other in overlapping(sound, ("site", "kind", "weekday")):
            seasons = [row.values.get("season", "").casefold() for row in (one, other)]
            if (
                seasons[0] == seasons[1]
                and one.key != other.key
                and _at_the_same_time(one.values, other.values)
            ):
                reason = gettext("The hours overlap those in line %(line)d.") % {"line": one.line}
                fault(other, "opens", reason, "overlapping-hours")


def _at_the_same_time(one: Record, other: Record) -> bool:
    def period(values: Record) -> tuple[date, date]:
        return values.get("valid_from") or date.min, values.get("valid_to") or date.max

    (first, last), (begins, ends) = period(one), period(other)
    return first <= ends and begins <= last


class ClosedDays(ModelKind):
    """Days on which a place is closed or open at special hours."""

    name = "closed-days"
    noun = "closed-days"
    title = _("Closed days")
    model = ClosedPeriod
    key = ("site", "kind", "first_day", "last_day", "opens", "municipality")
    order = ("first_day", "last_day", "site__slug", "kind", "opens")
    needs = ("municipality", "sites")
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"site": Link("site", Site, "slug"), "municipality": Link("municipality", Municipality, "code")}
    extras = ("reason_da", "reason_en")
    columns = (
        Column(
            "site",
            Code(),
            _("The code of the site; empty for every site."),
            "betjeningssted",
            reference="sites",
        ),
        Column("kind", KINDS, _("The kind of hours it is about; empty for all."), "type"),
        Column("first_day", Date(), _("The first day."), "første_dag", required=True),
        Column("last_day", Date(), _("The last day; empty when it is the same."), "sidste_dag"),
        Column("opens", Clock(), _("Special hours: when it opens; empty when it is closed."), "åbner"),
        Column("closes", Clock(closing=True), _("Special hours: when it closes."), "lukker"),
        Column("reason_da", Text(120), _("Why, as the public reads it in Danish."), "årsag"),
        Column("reason_en", Text(120), _("Why, in English."), "årsag_engelsk"),
        Column(
            "municipality",
            MunicipalityCode(),
            _("The municipality's code; needed only when there is more than one."),
            "kommunekode",
            reference="municipality",
        ),
    )

    def fill_in(self, values: Record, world: World) -> None:
        """One day is its own last day, and the municipality is the one there is."""
        if values.get("last_day", ...) is None and "first_day" in values:
            values["last_day"] = values["first_day"]
        name_municipality(values, world)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Periods and special hours run forward, and the same days are not both closed and open."""
        check_municipality(rows, world, fault)
        sound = [row for row in rows if check_span(row, fault)]
        for row in rows:
            check_period(row, "first_day", "last_day", fault)
            if row.has("opens", "closes") and (row.values["opens"] is None) != (row.values["closes"] is None):
                empty = "opens" if row.values["opens"] is None else "closes"
                fault(
                    row,
                    empty,
                    gettext("Special hours need both an opening and a closing time."),
                    "missing-value",
                )
        for one, other in overlapping(sound, DAYS):
            if one.key != other.key:
                reason = gettext("The hours overlap those in line %(line)d.") % {"line": one.line}
                fault(other, "opens", reason, "overlapping-hours")
        closed = {tuple(row.values[name] for name in DAYS): row for row in rows if _is_closed(row)}
        for row in sound:
            twin = closed.get(tuple(row.values.get(name) for name in DAYS))
            if twin is not None:
                reason = gettext("The same days are closed according to line %(line)d.") % {"line": twin.line}
                fault(row, "opens", reason, "closed-and-open")

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """Special hours have both their ends."""
        for row in rows:
            record = after[row.key or ()]
            for name, other in (("opens", "closes"), ("closes", "opens")):
                if record[name] is None and record[other] is not None:
                    reason = gettext("Special hours need both an opening and a closing time.")
                    fault(row, name, reason, "missing-value")

    def read_extras(self) -> Mapping[Any, Record]:
        """The reasons."""
        return texts.read(ClosedPeriodText, "period_id", {"reason": "reason"})

    def write_extras(self, rows: Sequence[tuple[Any, Change]]) -> None:
        """Store the reasons."""
        texts.write(ClosedPeriodText, "period_id", {"reason": "reason"}, rows)


def _is_closed(row: Row) -> bool:
    return row.has(*DAYS, "opens", "closes") and row.values["opens"] is None and row.values["closes"] is None
