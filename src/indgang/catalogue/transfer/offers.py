"""Offers: how far a task is taken at each kind of site, and at single sites that differ from their kind."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Kind, Row, World
from indgang.catalogue.models import Offer, Task
from indgang.catalogue.models.tasks import SITE_KINDS
from indgang.catalogue.services.editing import change_field
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.rows import locked_task
from indgang.catalogue.services.values import present_ids
from indgang.catalogue.transfer.cells import REACHES
from indgang.catalogue.transfer.tasks import EXPORT, IMPORT, of_visible_tasks
from indgang.core.reach import Reach
from indgang.organisation.models import Site, SiteKind


class Offers(Kind):
    """A row for each task and kind of site, offered there or not, and one for each site that differs."""

    name = "offers"
    noun = "offer"
    title = _("Offers")
    key = ("task", "site_kind", "site")
    needs = ("tasks", "sites")
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column("task", Code(60), _("The code of the task."), "opgave", required=True, reference="tasks"),
        Column("site_kind", Choice.of(SiteKind), _("A kind of site; else a site."), "stedtype"),
        Column("site", Code(), _("The code of one site; else a kind."), "betjeningssted", reference="sites"),
        Column(
            "reach",
            REACHES,
            _("none, inform, guide, receive, prepare or decide."),
            "rækkevidde",
            required=True,
        ),
    )

    def stored(self) -> Iterable[Record]:
        """The whole table by task: kinds of site first, then single sites."""
        offers = Offer.objects.select_related("site").order_by("site__slug")
        by_task: dict[int, list[Offer]] = {}
        for offer in offers:
            by_task.setdefault(offer.task_id, []).append(offer)
        for task_id, code in Task.objects.order_by("code").values_list("pk", "code"):
            own = by_task.get(task_id, [])
            reaches = {offer.site_kind: offer.reach for offer in own if offer.site_kind}
            for kind in SITE_KINDS:
                yield _record(code, kind, "", reaches.get(kind, 0))
            yield from (_record(code, "", offer.site.slug, offer.reach) for offer in own if offer.site)

    def visible(self, actor: Actor) -> Iterable[Record]:
        """Those of the tasks that exist for the actor."""
        return of_visible_tasks(self.stored(), "task", actor)

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """A row names a kind of site or a site, not both."""
        del world
        for row in rows:
            if row.has("site_kind", "site") and bool(row.values["site_kind"]) == bool(row.values["site"]):
                fault(row, "site_kind", gettext("Name either a kind of site or one site."), "kind-or-site")

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Write the offers; those of a kind of site become the municipality's own."""
        lock_catalogue()
        ids = present_ids()
        sites = dict(Site.objects.values_list("slug", "pk"))
        for change in changes:
            task, reach = locked_task(change.new["task"]), Reach.from_code(change.new["reach"])
            if change.new["site"]:
                Offer.objects.update_or_create(
                    task=task,
                    site_id=sites[change.new["site"]],
                    site_kind="",
                    defaults={"reach": reach.value},
                )
            else:
                field = f"offer.{change.new['site_kind']}"
                change_field(task, field, reach.code if reach else None, ids=ids, actor=actor)


def _record(task: str, kind: str, site: str, reach: int) -> Record:
    return {"task": task, "site_kind": kind, "site": site, "reach": Reach(reach).code}
