"""Who looks after a text, and that it has been read through."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid
from indgang.catalogue.models import Section, SectionKind
from indgang.catalogue.services.rows import locked_task, read_through, section_of
from indgang.organisation.queries import StaffMember, staff

LOOKING_AFTER = frozenset({"editor", "manager", "administrator"})


def possible_owners() -> list[StaffMember]:
    """Those who may look after texts: editors, managers and administrators."""
    return [one for one in staff() if any(role in LOOKING_AFTER for role, _site in one.grants)]


@transaction.atomic
def set_owner(*, actor: Actor, code: str, owner: str, kind: str | None = None) -> None:
    """Let a person look after a task, or with `kind` after one of its sections; "" is nobody.

    A section without an owner of its own is looked after by the task's. `owner` is a user name. Needs
    "catalogue.plan"; raises TaskNotFound, and Invalid when the person cannot look after texts.
    """
    require(actor, "catalogue.plan")
    person = next((one for one in possible_owners() if one.username == owner), None)
    if owner and person is None:
        raise Invalid(_("Choose an editor, a manager or an administrator."), field=kind or "owner")
    person_id = person.id if person else None
    row = section_of(code, kind) if kind else locked_task(code)
    if row.owner_id == person_id:
        return
    row.owner_id = person_id
    row.save(update_fields=["owner"])
    record(actor, "section.owner" if kind else "task.owner", f"task:{code}", {"kind": kind, "owner": owner})
    live.publish(None, "catalogue", kind="task.owner", task=code)


@transaction.atomic
def read_through_section(*, actor: Actor, code: str, kinds: Sequence[str] | None = None) -> int:
    """Note that sections of a task (None: all) have been read through today and still hold; how many.

    The next day of review is set from the task's months. Needs "catalogue.review"; raises TaskNotFound and
    Invalid for an unknown kind.
    """
    require(actor, "catalogue.review")
    task = locked_task(code)
    unknown = set(kinds or ()) - set(SectionKind.values)
    if unknown:
        raise Invalid(_("There is no section “%(kind)s”.") % {"kind": min(unknown)}, field="kind")
    rows = Section.objects.select_for_update(of=("self",)).filter(task=task).select_related("task")
    sections = list(rows.filter(kind__in=kinds) if kinds is not None else rows)
    at = clock.now()
    for section in sections:
        read_through(section, at)
    if sections:
        done = sorted(section.kind for section in sections)
        record(actor, "section.read_through", f"task:{code}", {"kinds": done})
        live.publish(None, "catalogue", kind="section.read_through", task=code)
    return len(sections)
