"""What appointments take time of: resources, their own hours, and when they are blocked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.base.errors import NotFound
from indgang.base.transfer.cells import Choice, Clock, Code, Date, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Key, Kind, Row, World
from indgang.booking.models import BlockedTime, Resource, ResourceHours, ResourceKind
from indgang.booking.models.resources import GRIDS, SERVING
from indgang.booking.services.placing import let_bookings_finish
from indgang.booking.transfer.cells import Codes, Moment
from indgang.core.folding import plainest
from indgang.organisation.queries import any_desk, any_person, any_site
from indgang.organisation.spans import Weekday, closes_after

IMPORT = "booking.import"
EXPORT = "booking.export"
SITE = Column("site", Code(), _("The code of the site."), "betjeningssted", required=True, reference="sites")
WHICH = (
    Column(
        "kind",
        Choice.of(ResourceKind),
        _("What it is: desk, person, room, or places for several at once."),
        "type",
        required=True,
    ),
    Column(
        "code",
        Code(80, letters="a-z0-9._-"),
        _("The code of the desk, the user name of the person, or a code for the room or the places."),
        "kode",
        required=True,
    ),
)
MINUTES = Integer(0, 240, empty=0)


def code_of(row: Resource) -> str:
    """What a resource is called in files."""
    if row.desk is not None:
        return str(row.desk.slug)
    if row.person is not None:
        return str(row.person.username)
    return re.sub("[^a-z0-9]+", "-", plainest(row.name)).strip("-")


def resources_by_key() -> dict[Key, Resource]:
    """Every resource by its site, kind and code."""
    rows = Resource.objects.select_related("site", "desk", "person").order_by(
        "site__slug", "group", "order", "pk"
    )
    return {(row.site.slug, row.kind, code_of(row).casefold()): row for row in rows}


class _AtSites(Kind):
    """A kind whose rows belong to a site each, so that a manager exports those of their own."""

    import_permission = IMPORT
    export_permission = EXPORT
    topic = "settings"

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the sites where the actor may export."""
        seen: dict[str, bool] = {}
        for record in self.stored():
            slug = record["site"]
            if slug not in seen:
                seen[slug] = may(actor, EXPORT, any_site(slug).pk)
            if seen[slug]:
                yield record


class Resources(_AtSites):
    """Desks, people, rooms and places that appointments take time of."""

    name = "resources"
    noun = "resource"
    title = _("What can be booked")
    key = ("site", "kind", "code")
    needs = ("sites", "desks", "people")
    columns = (
        SITE,
        *WHICH,
        Column("name", Text(80), _("What it is called; empty: as the desk or the person is called."), "navn"),
        Column(
            "group",
            Code(40),
            _("Resources of one group stand in for each other; empty: those that meet the citizen."),
            "gruppe",
        ),
        Column(
            "topics",
            Codes(),
            _("The topics that it takes, by code, with a semicolon between them; empty: all."),
            "emner",
        ),
        Column("skills", Codes(), _("What it can besides, such as tegnsprog; with semicolons."), "kan_også"),
        Column("places", Integer(1, 500, empty=1), _("How many appointments it takes at once."), "pladser"),
        Column(
            "public_places",
            Integer(0, 500),
            _("How many of them citizens can book by themselves; empty: all."),
            "pladser_til_borgere",
        ),
        Column("before_minutes", MINUTES, _("Minutes kept free before each appointment."), "minutter_før"),
        Column("after_minutes", MINUTES, _("Minutes kept free after each appointment."), "minutter_efter"),
        Column(
            "grid_minutes",
            Integer(5, 60),
            _("Times begin every 5, 10, 15, 20, 30 or 60 minutes; empty: as the rules say."),
            "tidsgitter",
        ),
        Column(
            "lead_minutes",
            Integer(0, 50000),
            _("How many minutes ahead citizens must book; empty: as the rules say."),
            "varsel_minutter",
        ),
        Column(
            "horizon_days",
            Integer(1, 365),
            _("How many days ahead it can be booked; empty: as the rules say."),
            "dage_frem",
        ),
        Column("order", Integer(0, 999, empty=0), _("Who is booked first: the lowest number."), "rækkefølge"),
        Column("active", YesNo(empty=True), _("No takes it out of use; what is booked stays."), "aktiv"),
    )

    def stored(self) -> Iterable[Record]:
        """Every resource."""
        return (record_of(row) for row in resources_by_key().values())

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Desks and people exist, rooms do not serve, and the numbers fit together."""
        del world
        for row in rows:
            values = row.values
            if row.has("kind", "code") and not _exists(values["kind"], values["code"]):
                fault(row, "code", gettext("There is no such desk or person."), "unknown-reference")
            if values.get("kind") in {"room", "places"} and values.get("group") in {"", SERVING}:
                reason = gettext("Give rooms and places a group of their own, such as lokale.")
                fault(row, "group", reason, "rooms-do-not-serve")
            grid = values.get("grid_minutes")
            if grid is not None and grid not in GRIDS:
                reason = gettext("Times can begin every 5, 10, 15, 20, 30 or 60 minutes.")
                fault(row, "grid_minutes", reason, "bad-grid")
            if row.has("places", "public_places") and (values["public_places"] or 0) > values["places"]:
                reason = gettext("There are not that many places.")
                fault(row, "public_places", reason, "too-many-places")

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Make and change resources; none is ever removed by a file."""
        del actor
        let_bookings_finish()
        known = resources_by_key()
        for change in changes:
            row = known.get(change.key) or Resource(site=any_site(change.new["site"]))
            fill(row, change.new)
            row.save()


class Hours(_AtSites):
    """The own hours of resources. A file is the whole truth for each resource that it mentions."""

    name = "resource-hours"
    noun = "resource-hours"
    title = _("Hours for appointments")
    key = ("site", "kind", "code", "weekday", "opens", "at_site", "valid_from")
    owner = ("site", "kind", "code")
    needs = ("resources",)
    columns = (
        SITE,
        *WHICH,
        Column(
            "weekday", Weekday(), _("The day of the week, such as mandag or monday."), "ugedag", required=True
        ),
        Column("opens", Clock(), _("When it begins, such as 9.30."), "fra", required=True),
        Column("closes", Clock(closing=True), _("When it ends; 24.00 is midnight."), "til", required=True),
        Column(
            "at_site",
            Code(),
            _("The code of the site where, if it is another."),
            "på_sted",
            reference="sites",
        ),
        Column(
            "public", YesNo(empty=True), _("No keeps the time for those who ask at a desk."), "for_borgere"
        ),
        Column(
            "outside_hours",
            YesNo(),
            _("Yes: also when the house is closed, only by appointment."),
            "uden_for_åbningstid",
        ),
        Column("valid_from", Date(), _("The first day on which it holds; empty: from now on."), "gælder_fra"),
        Column(
            "valid_to",
            Date(),
            _("The last day on which it holds; empty: until further notice."),
            "gælder_til",
        ),
    )

    def stored(self) -> Iterator[Record]:
        """Every line of hours."""
        keys = {row.pk: key for key, row in resources_by_key().items()}
        rows = ResourceHours.objects.select_related("site", "resource__site")
        for row in rows.order_by("resource__site__slug", "resource", "weekday", "opens", "valid_from"):
            site, kind, code = keys[row.resource_id]
            yield {"site": site, "kind": kind, "code": code} | hours_record(row)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """The end comes after the beginning, and the resource is there or in the same import."""
        known = set(resources_by_key())
        known |= {row.key for row in world.incoming.get(Resources.name, []) if row.key}
        for row in rows:
            values = row.values
            if row.has("opens", "closes") and not closes_after(values["opens"], values["closes"]):
                fault(row, "closes", gettext("Closing must come after opening."), "closes-before-opening")
            first, last = values.get("valid_from"), values.get("valid_to")
            if first and last and last < first:
                reason = gettext("It ends before it begins. Put the earlier day first.")
                fault(row, "valid_to", reason, "period-backwards")
            _check_resource(row, known, fault)

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Write the lines anew."""
        del actor
        let_bookings_finish()
        known = resources_by_key()
        for change in changes:
            values = change.before or change.new
            resource = known[_resource_key(values)]
            if change.before is not None:
                ResourceHours.objects.filter(resource=resource, **_hours_fields(change.before)).delete()
            if change.after is not None:
                ResourceHours.objects.create(resource=resource, **_hours_fields(change.after))


class BlockedTimes(_AtSites):
    """When no appointments are taken, of one resource or of a whole site. Those that are over are left out."""

    name = "blocked-times"
    noun = "blocked-time"
    title = _("Blocked times")
    key = ("site", "kind", "code", "from", "to")
    needs = ("resources",)
    columns = (
        SITE,
        Column("kind", Choice.of(ResourceKind), _("What is blocked; empty: the whole site."), "type"),
        Column("code", Code(80, letters="a-z0-9._-"), _("Its code; empty: the whole site."), "kode"),
        Column("from", Moment(), _("Day and Danish time, such as 2026-11-23 09:30."), "fra", required=True),
        Column("to", Moment(), _("Day and Danish time when it ends."), "til", required=True),
        Column("reason", Text(120), _("Why, for colleagues; citizens do not see it."), "årsag"),
    )

    def stored(self) -> Iterator[Record]:
        """Every blocked time that is not over."""
        keys = {row.pk: key for key, row in resources_by_key().items()}
        rows = BlockedTime.objects.filter(period__endswith__gt=clock.now()).select_related("site")
        for row in rows.order_by("site__slug", "period", "pk"):
            _site, kind, code = keys[row.resource_id] if row.resource_id else ("", "", "")
            yield {
                "site": row.site.slug,
                "kind": kind,
                "code": code,
                "from": row.period.lower,
                "to": row.period.upper,
                "reason": row.reason,
            }

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """The end comes after the beginning, and the resource is there or in the same import."""
        known = set(resources_by_key())
        known |= {row.key for row in world.incoming.get(Resources.name, []) if row.key}
        for row in rows:
            if row.has("from", "to") and row.values["to"] <= row.values["from"]:
                fault(row, "to", gettext("The end must come after the beginning."), "period-backwards")
            if row.values.get("code"):
                _check_resource(row, known, fault)

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Block, or change the reason."""
        del actor
        let_bookings_finish()
        known = resources_by_key()
        for change in changes:
            values = change.new
            resource = known[_resource_key(values)] if values["code"] else None
            period = DateTimeTZRange(values["from"], values["to"], "[)")
            BlockedTime.objects.update_or_create(
                site=any_site(values["site"]),
                resource=resource,
                period=period,
                defaults={"reason": values["reason"]},
            )


def record_of(row: Resource) -> Record:
    """A resource in the columns of its kind."""
    return {
        "site": row.site.slug,
        "kind": row.kind,
        "code": code_of(row),
        "name": row.name,
        "group": row.group,
        "topics": tuple(row.topics),
        "skills": tuple(row.skills),
        "active": row.is_active,
        **{name: getattr(row, name) for name in PLAIN},
    }


PLAIN = (
    "places",
    "public_places",
    "before_minutes",
    "after_minutes",
    "grid_minutes",
    "lead_minutes",
    "horizon_days",
    "order",
)


def fill(row: Resource, values: Mapping[str, Any]) -> None:
    """Give the resource the values of a row of the kind. Raises ValidationError for what cannot be."""
    row.kind = values["kind"]
    if row.kind == ResourceKind.DESK:
        row.desk = any_desk(values["code"])
    elif row.kind == ResourceKind.PERSON:
        row.person = any_person(values["code"])
    row.name = values["name"] or ("" if row.desk or row.person else values["code"])
    row.group = values["group"] or SERVING
    row.topics, row.skills, row.is_active = list(values["topics"]), list(values["skills"]), values["active"]
    for name in PLAIN:
        setattr(row, name, values[name])
    row.full_clean(validate_unique=False)


def hours_record(row: ResourceHours) -> Record:
    """A line of hours in the columns of its kind, without those that name the resource."""
    return {
        "weekday": row.weekday,
        "opens": row.opens,
        "closes": row.closes,
        "at_site": row.site.slug if row.site else "",
        "public": row.is_public,
        "outside_hours": row.outside_hours,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _hours_fields(values: Record) -> dict[str, Any]:
    return {
        "weekday": values["weekday"],
        "opens": values["opens"],
        "closes": values["closes"],
        "site": any_site(values["at_site"]) if values["at_site"] else None,
        "is_public": values["public"],
        "outside_hours": values["outside_hours"],
        "valid_from": values["valid_from"],
        "valid_to": values["valid_to"],
    }


def _resource_key(values: Record) -> Key:
    return values["site"], values["kind"], values["code"].casefold()


def _check_resource(row: Row, known: set[Key], fault: AddFault) -> None:
    if row.has("site", "kind", "code") and _resource_key(row.values) not in known:
        fault(row, "code", gettext("Nothing with this code can be booked at the site."), "unknown-reference")


def _exists(kind: str, code: str) -> bool:
    try:
        if kind == ResourceKind.DESK:
            any_desk(code)
        elif kind == ResourceKind.PERSON:
            any_person(code)
    except NotFound:
        return False
    return True
