"""Papers that the citizen sends by the link they were sent: checked and sealed as those of the desk."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS
from indgang.base.errors import Invalid
from indgang.followup import notices, papers
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.holding import hold, require_state, write
from indgang.followup.models import OPEN_STATES, EventKind, FollowUp
from indgang.followup.paper_links import signed_code
from indgang.followup.services.preparing import form_of, has_come

MOST_FROM_CITIZEN = 10
"""So many papers a citizen can send to one case by the link."""


def add_papers_as_citizen(*, code: str, signature: str, files: Sequence[tuple[str, str, bytes]]) -> FollowUp:
    """Attach files (the paper each answers, its name, its bytes), all or none; the unit is told.

    Raises FollowUpNotFound, MovedOn when the case is over, Invalid, HoldsCpr (in a file's name).
    """
    stored = signed_code(code, signature)
    if not files:
        raise Invalid(_("Choose a photo or a PDF file first."), field="paper")
    read = [(field, papers.read_paper(name, content)) for field, name, content in files]
    return _added(stored, read)


@transaction.atomic
def _added(code: str, read: Sequence[tuple[str, papers.Paper]]) -> FollowUp:
    row = hold(code)
    if not was_asked(row):
        raise FollowUpNotFound
    require_state(row, *OPEN_STATES)
    if len(read) > min(left_for(row), papers.MOST_PAPERS - row.attachments.count()):
        raise Invalid(
            _("That is more files than this case can take from here. Bring the rest to the desk."),
            field="paper",
        )
    known = {one.key for one in form_of(row.handover).papers}
    fields = [field if field in known else "" for field, _paper in read]
    for field, (_typed, paper) in zip(fields, read, strict=True):
        papers.keep(row.pk, paper, field=field, added_at=clock.now())
    has_come(row.handover, fields)
    write(row, ANONYMOUS, EventKind.ADDED, by="citizen", count=len(read))
    notices.paper_came(row)
    return row


def was_asked(row: FollowUp) -> bool:
    """Whether the unit has asked the citizen for something."""
    return row.events.filter(kind=EventKind.ASKED).exists()


def left_for(row: FollowUp) -> int:
    """How many papers the citizen can send yet."""
    sent = row.events.filter(kind=EventKind.ADDED, facts__by="citizen").values_list("facts", flat=True)
    return max(0, MOST_FROM_CITIZEN - sum(int(facts.get("count", 1)) for facts in sent))
