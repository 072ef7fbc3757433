"""A case opened for somebody who may see it; each opening is logged."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base.access import Actor
from indgang.base.errors import NotFound
from indgang.base.sealing import Unreadable, unseal
from indgang.catalogue.queries import FormVersion
from indgang.core.forms import Filled
from indgang.followup import papers, parties
from indgang.followup.access import Standing, require_sight
from indgang.followup.holding import find, look
from indgang.followup.models import Attachment, Decision, EventKind, FollowUp, FollowUpEvent, FollowUpKind
from indgang.followup.papers import Paper
from indgang.followup.queries import Line, lines_of
from indgang.followup.services.preparing import filled_of, version_of


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in the list of a case."""

    id: int
    field: str
    name: str
    media_type: str
    size: int
    added_at: datetime

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, with its note opened."""

    at: datetime
    kind: str
    word: str
    who: str
    note: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A case with whom it is about. `person` is None once it is erased."""

    row: FollowUp
    line: Line
    standing: Standing
    person: parties.Person | None
    form: FormVersion | None
    filled: Filled
    note: str
    papers: list[PaperLine]
    history: list[Happened]
    decision: Decision | None
    reasons: str
    is_unreadable: bool = False


@transaction.atomic
def open_case(*, actor: Actor, code: str, where: str) -> Case:
    """The case; the look is logged. Raises FollowUpNotFound for those to whom it does not exist."""
    row = find(code)
    standing = require_sight(actor, row)
    if row.kind != FollowUpKind.HANDOVER:
        raise NotFound(facts={"code": code})
    look(actor=actor, row=row, what="case", where=where)
    try:
        return _opened(row, standing)
    except Unreadable:
        return Case(
            row, lines_of([row])[0], standing, None, None, Filled(), "", [], [], None, "", is_unreadable=True
        )


@transaction.atomic
def open_paper(*, actor: Actor, code: str, paper_id: int, where: str) -> Paper:
    """A paper of a case; the look is logged. Raises FollowUpNotFound, NotFound."""
    row = find(code)
    require_sight(actor, row)
    found = Attachment.objects.filter(pk=paper_id, follow_up=row).first()
    if found is None:
        raise NotFound(_("The paper is not there any more."))
    look(actor=actor, row=row, what="paper", where=where)
    return papers.opened(found)


def _opened(row: FollowUp, standing: Standing) -> Case:
    listed = [
        PaperLine(one.pk, one.field, unseal(one.name), one.media_type, one.size, one.added_at)
        for one in row.attachments.defer("content").order_by("pk")
    ]
    decision = Decision.objects.filter(follow_up=row).select_related("decided_by", "delegation").first()
    return Case(
        row=row,
        line=lines_of([row])[0],
        standing=standing,
        person=parties.read(row),
        form=version_of(row.handover),
        filled=filled_of(row.handover, [one.field for one in listed]),
        note=unseal(row.handover.note),
        papers=listed,
        history=[_happened(event) for event in row.events.select_related("person").order_by("pk")],
        decision=decision,
        reasons=unseal(decision.reasons) if decision else "",
    )


def _happened(event: FollowUpEvent) -> Happened:
    return Happened(
        at=event.at,
        kind=event.kind,
        word=str(EventKind(event.kind).label),
        who=event.person.name if event.person else "",
        note=unseal(event.note),
        facts=event.facts,
    )
