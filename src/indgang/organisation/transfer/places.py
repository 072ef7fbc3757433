"""Municipality, sites and desks."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.transfer.cells import Choice, Code, Decimal, Integer, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.danish import Email, MunicipalityCode, Phone, Postcode
from indgang.base.transfer.kinds import AddFault, Key, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.organisation.models import Desk, DeskKind, Municipality, Site, SiteKind

IMPORT = "organisation.import"
EXPORT = "organisation.export"


class Municipalities(ModelKind):
    """The municipality itself."""

    name = "municipality"
    noun = "municipality"
    title = _("Municipality")
    model = Municipality
    key = ("code",)
    order = ("code",)
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column(
            "code",
            MunicipalityCode(),
            _("The official four digits, such as 0530."),
            "kommunekode",
            required=True,
        ),
        Column("name", Text(80), _("The municipality's name."), "navn", required=True),
        Column(
            "is_fictional",
            YesNo(),
            _("Yes when people and volumes are invented; every page says so."),
            "opdigtet",
        ),
        Column(
            "library_closes_on_holidays",
            YesNo(empty=True),
            _("Whether the staffed library closes on Danish holidays."),
            "bibliotek_lukker_på_helligdage",
        ),
        Column(
            "citizen_service_closes_on_holidays",
            YesNo(empty=True),
            _("Whether citizen service closes on Danish holidays."),
            "borgerservice_lukker_på_helligdage",
        ),
        Column(
            "self_service_closes_on_holidays",
            YesNo(),
            _("Whether the self-service hours fall away on Danish holidays."),
            "selvbetjening_lukker_på_helligdage",
        ),
    )


def name_municipality(values: Record, world: World) -> None:
    """Fill in the one municipality there is, when none is named."""
    codes = world.codes("municipality") or set()
    if not values.get("municipality") and len(codes) == 1:
        (values["municipality"],) = codes


def check_municipality(rows: Iterable[Row], world: World, fault: AddFault) -> None:
    """Note rows whose municipality is not named though there are several, or that there is none at all."""
    for row in rows:
        if row.values.get("municipality") or ("municipality" in row.raw and "municipality" not in row.values):
            continue
        if not world.codes("municipality"):
            fault(
                row,
                "municipality",
                gettext("There is no municipality yet; import it first."),
                "missing-value",
            )
            return
        fault(
            row,
            "municipality",
            gettext("Write the code of the municipality; there are several."),
            "missing-value",
        )


class Sites(ModelKind):
    """The places where the public is met."""

    name = "sites"
    noun = "site"
    title = _("Sites")
    model = Site
    key = ("slug",)
    order = ("slug",)
    needs = ("municipality",)
    import_permission = IMPORT
    export_permission = EXPORT
    fields = {"active": "is_active"}
    links = {"municipality": Link("municipality", Municipality, "code")}
    columns = (
        Column("slug", Code(), _("A short code for addresses, such as magion."), "kode", required=True),
        Column("name", Text(80), _("The name on the door."), "navn", required=True),
        Column(
            "kind",
            Choice.of(SiteKind),
            _("Town hall, library, branch, book bus, partner or remote."),
            "type",
            required=True,
        ),
        Column(
            "model",
            Integer(1, 5, empty=1),
            _("How library and citizen service work together here: model 1 to 5."),
            "samarbejdsmodel",
        ),
        Column(
            "municipality",
            MunicipalityCode(),
            _("The municipality's code; needed only when there is more than one."),
            "kommunekode",
            reference="municipality",
        ),
        Column("address", Text(120), _("Street and number."), "adresse"),
        Column("postcode", Postcode(), _("Four digits."), "postnummer"),
        Column("town", Text(60), _("The town."), "by"),
        Column("latitude", Decimal(54.0, 58.5), _("Degrees north (WGS 84), for the map."), "breddegrad"),
        Column("longitude", Decimal(7.5, 15.5), _("Degrees east (WGS 84), for the map."), "længdegrad"),
        Column("phone", Phone(), _("The telephone number for the public."), "telefon"),
        Column("email", Email(), _("The e-mail address for the public."), "e_mail"),
        Column("active", YesNo(empty=True), _("No closes the site without deleting its history."), "aktiv"),
    )

    def fill_in(self, values: Record, world: World) -> None:
        """The one municipality there is, when none is named."""
        name_municipality(values, world)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """A site needs a municipality."""
        known = {record["slug"] for record in self.stored()}
        check_municipality(
            (
                row
                for row in rows
                if "municipality" in row.raw or row.values.get("slug", "") not in known | {""}
            ),
            world,
            fault,
        )

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """A place on the map has both its degrees."""
        for row in rows:
            record = after[row.key or ()]
            for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
                if record[name] is None and record[other] is not None:
                    fault(row, name, gettext("Latitude and longitude go together."), "missing-value")


class Desks(ModelKind):
    """The desks of the sites."""

    name = "desks"
    noun = "desk"
    title = _("Desks")
    model = Desk
    key = ("slug",)
    order = ("site__slug", "order", "slug")
    needs = ("sites",)
    import_permission = IMPORT
    export_permission = EXPORT
    fields = {"active": "is_active"}
    links = {"site": Link("site", Site, "slug")}
    columns = (
        Column("slug", Code(), _("A short code, unlike every other desk's."), "kode", required=True),
        Column(
            "site", Code(), _("The code of its site."), "betjeningssted", required=True, reference="sites"
        ),
        Column("label", Text(40), _("What screens show and say, such as KVIK 1."), "navn", required=True),
        Column(
            "kind",
            Choice.of(DeskKind, kvik="quick"),
            _("Quick (KVIK), service, specialist or remote."),
            "type",
            required=True,
        ),
        Column("order", Integer(0, 999, empty=0), _("The order on the page."), "rækkefølge"),
        Column("active", YesNo(empty=True), _("No takes the desk out of use."), "aktiv"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """No two desks of a site bear the same label."""
        del world
        moving = {row.values["slug"] for row in rows if row.has("slug")}
        taken: dict[tuple[str, str], tuple[str, int | None]] = {
            (record["site"], record["label"].casefold()): (record["slug"], None)
            for record in self.stored()
            if record["slug"] not in moving
        }
        for row in rows:
            if not row.has("slug", "site", "label"):
                continue
            place = (row.values["site"], row.values["label"].casefold())
            slug, line = taken.setdefault(place, (row.values["slug"], row.line))
            if slug != row.values["slug"]:
                where = gettext(" (line %(line)d)") % {"line": line} if line else ""
                reason = gettext("The desk “%(slug)s” at the same site bears this label already%(where)s.")
                fault(row, "label", reason % {"slug": slug, "where": where}, "duplicate-label")
