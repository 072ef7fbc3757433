"""Lifelines: whom an officer phones, when they answer, and who stands in for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.transfer.cells import Code, Date, Text, YesNo
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.danish import Email, Phone
from indgang.base.transfer.kinds import AddFault, Change, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.core.day import danish_date
from indgang.organisation.models import Lifeline, LifelineHours, LifelineText, Person, RotaTurn, Team
from indgang.organisation.rota_text import RotaCell, RotaLine, in_order
from indgang.organisation.spans import Span, WeekHours
from indgang.organisation.transfer import texts
from indgang.organisation.transfer.people import EXPORT_PEOPLE
from indgang.organisation.transfer.places import IMPORT

TITLE = {"title": "title"}


class Lifelines(ModelKind):
    """The named expert or team behind tasks."""

    name = "lifelines"
    noun = "lifeline"
    title = _("Lifelines")
    model = Lifeline
    key = ("code",)
    order = ("code",)
    needs = ("people", "teams")
    import_permission = IMPORT
    export_permission = EXPORT_PEOPLE
    fields = {"active": "is_active"}
    links = {
        "person": Link("person", Person, "username"),
        "team": Link("team", Team, "code"),
    }
    extras = ("title_da", "title_en", "hours", "rota", "deputy")
    columns = (
        Column("code", Code(), _("A short code, which tasks refer to."), "kode", required=True),
        Column("title_da", Text(80), _("What the lifeline is for, in Danish."), "titel", required=True),
        Column("title_en", Text(80), _("What the lifeline is for, in English."), "titel_engelsk"),
        Column(
            "person",
            Code(40, "a-z0-9._@-"),
            _("The user name of the expert."),
            "brugernavn",
            reference="people",
        ),
        Column("team", Code(), _("The code of the team."), "team", reference="teams"),
        Column(
            "direct_phone", Phone(), _("The number past the switchboard."), "direkte_telefon", required=True
        ),
        Column("email", Email(), _("The e-mail address."), "e_mail"),
        Column(
            "hours", WeekHours(), _("When it is answered: man-fre 9.00-15.00; tor 9.00-17.00."), "træffetid"
        ),
        Column(
            "rota",
            RotaCell(),
            _(
                "Who has the turn: man-ons 9.00-15.00 hanne; tor-fre 9.00-15.00 poul; 23-12-2026 9.00-12.00 karim."
            ),
            "vagtskifte",
        ),
        Column(
            "deputy",
            Code(),
            _("The code of the lifeline that stands in."),
            "stedfortræder",
            reference="lifelines",
        ),
        Column("verified_on", Date(), _("The day on which the number was last tried."), "afprøvet"),
        Column("active", YesNo(empty=True), _("No takes the lifeline out of use."), "aktiv"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Nobody stands in for themselves, nothing was tried in the future, and those with a turn work here."""
        people = world.codes("people")
        today = danish_date(clock.now())
        for row in rows:
            deputy = row.values.get("deputy")
            if deputy and deputy == row.values.get("code"):
                fault(row, "deputy", gettext("A lifeline cannot stand in for itself."), "own-deputy")
            verified_on = row.values.get("verified_on")
            if verified_on is not None and verified_on > today:
                fault(row, "verified_on", gettext("The day is in the future."), "future-date")
            unknown = {line.person for line in row.values.get("rota", ())} - (people or set())
            if people is not None and unknown:
                reason = gettext("Nobody has the user name “%(name)s”.") % {"name": min(unknown)}
                fault(row, "rota", reason, "unknown-reference")

    def read_extras(self) -> Mapping[Any, Record]:
        """Titles, hours, rotas and deputies."""
        found: dict[Any, Record] = {
            pk: {"deputy": code or ""} for pk, code in Lifeline.objects.values_list("pk", "deputy__code")
        }
        for pk, titles in texts.read(LifelineText, "lifeline_id", TITLE).items():
            found[pk] |= titles
        hours = LifelineHours.objects.order_by("weekday", "opens")
        for pk, weekday, opens, closes in hours.values_list("lifeline_id", "weekday", "opens", "closes"):
            found[pk]["hours"] = (*found[pk].get("hours", ()), Span(weekday, opens, closes))
        turns = RotaTurn.objects.values_list("lifeline_id", "person__username", *RotaLine._fields[1:])
        for pk, *line in turns:
            found[pk]["rota"] = in_order((*found[pk].get("rota", ()), RotaLine(*line)))
        return found

    def write_extras(self, rows: Sequence[tuple[Any, Change]]) -> None:
        """Store titles, hours and rotas, and the deputies when all lifelines are there."""
        texts.write(LifelineText, "lifeline_id", TITLE, rows)
        timed = [(pk, change) for pk, change in rows if "hours" in change.columns]
        LifelineHours.objects.filter(lifeline_id__in=[pk for pk, _change in timed]).delete()
        LifelineHours.objects.bulk_create(
            LifelineHours(lifeline_id=pk, weekday=span.weekday, opens=span.opens, closes=span.closes)
            for pk, change in timed
            for span in change.new["hours"]
        )
        _write_rotas([(pk, change) for pk, change in rows if "rota" in change.columns])
        ids = dict(Lifeline.objects.values_list("code", "pk"))
        for pk, change in rows:
            if "deputy" in change.columns:
                Lifeline.objects.filter(pk=pk).update(deputy_id=ids.get(change.new["deputy"]))


def _write_rotas(rows: Sequence[tuple[Any, Change]]) -> None:
    RotaTurn.objects.filter(lifeline_id__in=[pk for pk, _change in rows]).delete()
    names = {line.person for _pk, change in rows for line in change.new["rota"]}
    people = dict(Person.objects.filter(username__in=names).values_list("username", "pk"))
    RotaTurn.objects.bulk_create(
        RotaTurn(lifeline_id=pk, person_id=people[line.person], **_times(line))
        for pk, change in rows
        for line in change.new["rota"]
    )


def _times(line: RotaLine) -> dict[str, Any]:
    return {name: value for name, value in line._asdict().items() if name != "person"}
