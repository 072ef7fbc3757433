"""Changing the municipality, sites, desks, hours and closed days. All raise NotAllowed and Invalid."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from indgang.base import audit, live
from indgang.base.access import Actor
from indgang.base.errors import NotFound
from indgang.base.transfer import apply_row, apply_rows
from indgang.base.transfer.runs import take_lock
from indgang.organisation import transfer
from indgang.organisation.models import ClosedPeriod, Desk, HoursKind, Municipality, OpeningHours, Site
from indgang.organisation.services.access import require_administrate, require_change


def save_municipality(*, actor: Actor, **values: Any) -> Municipality:
    """Create or change the municipality with the `code` among the values (columns of "municipality")."""
    require_administrate(actor, None)
    change = apply_row(transfer.MUNICIPALITY, values, actor=actor)
    code = change.new["code"] if change else transfer.MUNICIPALITY.column("code").read(values["code"])
    return Municipality.objects.get(code=code)


def create_site(*, actor: Actor, **values: Any) -> Site:
    """Open a new site from the columns of the kind "sites"."""
    require_administrate(actor, None)
    change = apply_row(transfer.SITES, values, actor=actor, new=True)
    return Site.objects.get(slug=change.new["slug"] if change else values["slug"])


def update_site(*, actor: Actor, site: Site, **changes: Any) -> Site:
    """Change columns of a site; its slug stays."""
    require_change(actor, site.pk)
    apply_row(transfer.SITES, {**changes, "slug": site.slug}, actor=actor, site_id=site.pk, new=False)
    return Site.objects.select_related("municipality").get(pk=site.pk)


def create_desk(*, actor: Actor, site: Site, **values: Any) -> Desk:
    """Set up a new desk at a site from the columns of the kind "desks"."""
    require_change(actor, site.pk)
    row = {**values, "site": site.slug}
    change = apply_row(transfer.DESKS, row, actor=actor, site_id=site.pk, new=True)
    return Desk.objects.get(slug=change.new["slug"] if change else values["slug"])


def update_desk(*, actor: Actor, desk: Desk, **changes: Any) -> Desk:
    """Change columns of a desk; its slug stays, and it stays at its site."""
    require_change(actor, desk.site_id)
    row = {**changes, "slug": desk.slug, "site": desk.site.slug}
    apply_row(transfer.DESKS, row, actor=actor, site_id=desk.site_id, new=False)
    return Desk.objects.select_related("site").get(pk=desk.pk)


def set_hours(
    *, actor: Actor, site: Site, kind: HoursKind | str, rows: Sequence[Mapping[str, Any]]
) -> list[OpeningHours]:
    """Replace all hours of one kind at a site by rows with weekday, opens, closes and perhaps a season.

    The faults of Invalid carry the number of their row. No rows: the kind is never open.
    """
    require_change(actor, site.pk)
    known = HoursKind(kind)
    with transaction.atomic():
        take_lock()
        if rows:
            full = [{**row, "site": site.slug, "kind": known.value} for row in rows]
            apply_rows(transfer.HOURS, full, actor=actor, site_id=site.pk)
        else:
            count, _models = OpeningHours.objects.filter(site=site, kind=known).delete()
            if count:
                audit.record(actor, "hours.removed", f"hours:{site.slug}/{known}", {"rows": count})
                live.publish(site.pk, "organisation", kind="hours")
        return list(site.opening_hours.filter(kind=known).order_by("season", "weekday", "opens"))


def save_closed_period(*, actor: Actor, site: Site | None, **values: Any) -> ClosedPeriod:
    """Close a site (None: all of them) for some days, or give it special hours; columns of "closed-days".

    The same days of the same kind are changed when they are there already.
    """
    require_change(actor, site.pk if site else None)
    row = {**values, "site": site.slug if site else ""}
    if site is not None:
        row["municipality"] = site.municipality.code
    with transaction.atomic():
        take_lock()
        apply_row(transfer.CLOSED_DAYS, row, actor=actor, site_id=site.pk if site else None)
        read = {
            name: transfer.CLOSED_DAYS.column(name).read(row.get(name))
            for name in ("first_day", "last_day", "opens")
        }
        found = ClosedPeriod.objects.filter(
            site=site,
            kind=transfer.CLOSED_DAYS.column("kind").read(row.get("kind")),
            first_day=read["first_day"],
            last_day=read["last_day"] or read["first_day"],
            opens=read["opens"],
        )
        return found.latest("pk")


def remove_closed_period(*, actor: Actor, period_id: int) -> None:
    """Take away closed days or special hours. Raises NotFound."""
    with transaction.atomic():
        take_lock()
        period = ClosedPeriod.objects.filter(pk=period_id).select_related("site").first()
        if period is None:
            raise NotFound
        require_change(actor, period.site_id)
        site = period.site.slug if period.site else "*"
        period.delete()
        details = {"first_day": str(period.first_day), "last_day": str(period.last_day), "kind": period.kind}
        audit.record(actor, "closed-days.removed", f"closed-days:{site}", details)
        live.publish(period.site_id, "organisation", kind="closed-days")
