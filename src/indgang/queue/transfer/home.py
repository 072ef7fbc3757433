"""Which sites give numbers at home, and by what rule."""

from django.utils.translation import gettext_lazy as _

from indgang.base.transfer.cells import Code, Integer, YesNo
from indgang.base.transfer.columns import Column
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.organisation.models import Site
from indgang.queue.models import HomeRules
from indgang.queue.transfer.setup import EXPORT, IMPORT


class HomeNumbers(ModelKind):
    """A row for each site that gives numbers at home; a site that is not here gives none."""

    name = "home-numbers"
    noun = "home_numbers"
    title = _("Numbers from home")
    model = HomeRules
    key = ("site",)
    order = ("site__slug",)
    needs = ("sites",)
    topic = "settings"
    import_permission = IMPORT
    export_permission = EXPORT
    fields = {
        "allowed": "is_allowed",
        "before_opening": "minutes_before_opening",
        "before_closing": "minutes_before_closing",
        "least_wait": "least_wait_minutes",
    }
    links = {"site": Link("site", Site, "slug")}
    columns = (
        Column(
            "site", Code(), _("The code of the site."), "betjeningssted", required=True, reference="sites"
        ),
        Column("allowed", YesNo(empty=True), _("Whether numbers are given at home at all."), "tilladt"),
        Column(
            "before_opening",
            Integer(0, 240, empty=0),
            _("From so many minutes before the place opens."),
            "minutter_før_åbning",
        ),
        Column(
            "before_closing",
            Integer(0, 240, empty=30),
            _("Until so many minutes before the place closes."),
            "minutter_før_lukning",
        ),
        Column(
            "least_wait",
            Integer(0, 240, empty=10),
            _("Only when the wait is at least so many minutes; 0: always."),
            "mindste_ventetid",
        ),
        Column(
            "most_waiting",
            Integer(1, 500, empty=10),
            _("At most so many numbers from home at once whose holders are not here yet."),
            "højst_ventende",
        ),
        Column(
            "kept_minutes",
            Integer(1, 120, empty=15),
            _("Who is not here when it is their turn is passed by, and keeps the place for so many minutes."),
            "plads_holdes_minutter",
        ),
    )
