"""Teams and people with their roles. Passwords are never in a file; the administrator gives them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import ROLES
from indgang.base.models import Language
from indgang.base.transfer.cells import Choice, Code, Raw, Text, Value, YesNo, as_text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.danish import Email, Phone
from indgang.base.transfer.faults import BadCell
from indgang.base.transfer.kinds import AddFault, Change, Key, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.base.transfer.suggest import did_you_mean, listed
from indgang.organisation.models import Background, Person, RoleGrant, Site, Team
from indgang.organisation.transfer.places import EXPORT, IMPORT

EVERYWHERE = "*"
ROLES_OF_PEOPLE = tuple(role for role in ROLES if role not in {"device", "api"})
DANISH_ROLES = {
    "generalist": "generalist",
    "specialist": "specialist",
    "redaktør": "editor",
    "leder": "manager",
    "administrator": "administrator",
}
EXPORT_PEOPLE = "organisation.export_people"


class Roles:
    """A cell with roles and where they are held: "generalist@magion; manager@*"; * is every site."""

    empty: Value = ()
    names = Choice.of(ROLES_OF_PEOPLE, **DANISH_ROLES)

    def parse(self, raw: Raw) -> tuple[tuple[str, str], ...]:
        """Pairs of role and site code, in order; the site code "" is every site."""
        grants: set[tuple[str, str]] = set()
        for part in filter(None, (part.strip() for part in as_text(raw).replace(",", ";").split(";"))):
            role, at, site = part.partition("@")
            if not at or not site.strip():
                raise BadCell(
                    gettext("Write each role with its site, as %(example)s; * is every site.")
                    % {"example": f"{role.strip() or 'generalist'}@{EVERYWHERE}"},
                    code="bad-roles",
                )
            where = "" if site.strip() == EVERYWHERE else Code().parse(site.strip())
            grants.add((self._role(role.strip()), where))
        return tuple(sorted(grants))

    def _role(self, word: str) -> str:
        if word.casefold() in {"device", "api"}:
            raise BadCell(
                gettext("Only devices and systems hold the role %(role)s; they get it with a token.")
                % {"role": word},
                code="bad-roles",
            )
        try:
            return str(self.names.parse(word))
        except BadCell:
            raise BadCell(
                gettext("“%(word)s” is no role. The roles are: %(allowed)s.")
                % {"word": word, "allowed": listed(ROLES_OF_PEOPLE)}
                + did_you_mean(word, ROLES_OF_PEOPLE),
                code="bad-roles",
            ) from None

    def write(self, value: Value) -> Raw:
        """The roles in their one spelling."""
        return "; ".join(f"{role}@{site or EVERYWHERE}" for role, site in sorted(value))


class Teams(ModelKind):
    """Teams that people belong to."""

    name = "teams"
    noun = "team"
    title = _("Teams")
    model = Team
    key = ("code",)
    order = ("code",)
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column("code", Code(), _("A short code."), "kode", required=True),
        Column("name", Text(80), _("The team's name."), "navn", required=True),
    )


class People(ModelKind):
    """People who work here, with the roles they hold."""

    name = "people"
    noun = "person"
    title = _("People")
    model = Person
    key = ("username",)
    order = ("username",)
    needs = ("sites", "teams")
    import_permission = IMPORT
    export_permission = EXPORT_PEOPLE
    fields = {"active": "is_active"}
    links = {"team": Link("team", Team, "code"), "home_site": Link("home_site", Site, "slug")}
    extras = ("roles",)
    columns = (
        Column(
            "username",
            Code(40, "a-z0-9._@-"),
            _("The name to log in with, in small letters."),
            "brugernavn",
            required=True,
        ),
        Column("name", Text(80), _("The full name."), "navn", required=True),
        Column("title", Text(80), _("What the person is."), "titel"),
        Column("email", Email(), _("The e-mail address at work."), "e_mail"),
        Column("direct_phone", Phone(), _("The direct telephone number."), "direkte_telefon"),
        Column("team", Code(), _("The code of the team."), "team", reference="teams"),
        Column(
            "home_site",
            Code(),
            _("The code of the site where the person usually is."),
            "hjemsted",
            reference="sites",
        ),
        Column(
            "background",
            Choice.of(Background, empty="other"),
            _("citizen_service, library or other."),
            "baggrund",
        ),
        Column(
            "language",
            Choice.of(Language, empty="da", dansk="da", engelsk="en", danish="da", english="en"),
            _("The language of the pages: da or en."),
            "sprog",
        ),
        Column(
            "active", YesNo(empty=True), _("No closes the person's access and keeps the history."), "aktiv"
        ),
        Column(
            "roles", Roles(), _("Roles with their sites, such as generalist@magion; manager@*."), "roller"
        ),
    )

    def attributes(self, change: Change) -> dict[str, Any]:
        """A password that nobody knows."""
        return {"password": make_password(None)}

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Roles are held at sites that exist."""
        sites = world.codes("sites")
        for row in rows if sites is not None else ():
            for role, site in row.values.get("roles", ()):
                if site and sites is not None and site not in sites:
                    reason = gettext("“%(code)s” does not exist, neither here nor in the import.") % {
                        "code": site
                    }
                    where = gettext(" (in %(part)s)") % {"part": f"{role}@{site}"}
                    fault(row, "roles", reason + where + did_you_mean(site, sites), "unknown-reference")

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """Somebody can still administrate everything afterwards, when somebody could before."""
        if any(map(administrates, self.stored())) and not any(map(administrates, after.values())):
            losers = {record["username"] for record in self.stored() if administrates(record)}
            row = next(row for row in rows if row.values["username"] in losers)
            reason = gettext("Nobody would be left who is active and administrator@*.")
            fault(row, "roles", reason, "last-administrator")

    def read_extras(self) -> Mapping[Any, Record]:
        """The roles."""
        found: dict[Any, list[tuple[str, str]]] = {}
        for person, role, site in RoleGrant.objects.values_list("person_id", "role", "site__slug"):
            found.setdefault(person, []).append((role, site or ""))
        return {person: {"roles": tuple(sorted(grants))} for person, grants in found.items()}

    def write_extras(self, rows: Sequence[tuple[Any, Change]]) -> None:
        """Store the roles, anew for each person whose roles change."""
        changed = [(pk, change) for pk, change in rows if "roles" in change.columns]
        sites = dict(Site.objects.values_list("slug", "pk"))
        RoleGrant.objects.filter(person_id__in=[pk for pk, _change in changed]).delete()
        RoleGrant.objects.bulk_create(
            RoleGrant(person_id=pk, role=role, site_id=sites[site] if site else None)
            for pk, change in changed
            for role, site in change.new["roles"]
        )


def administrates(record: Record) -> bool:
    """Whether the person in the record is active and administrator everywhere."""
    return bool(record["active"]) and ("administrator", "") in record["roles"]
