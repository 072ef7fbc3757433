"""What a citizen sees who was sent the link for missing papers."""

from dataclasses import dataclass

from indgang.core.forms import Field
from indgang.followup.errors import FollowUpNotFound
from indgang.followup.holding import find
from indgang.followup.models import OPEN_STATES
from indgang.followup.paper_links import signed_code
from indgang.followup.queries import PublicState, public_state
from indgang.followup.services.citizen_papers import left_for, was_asked
from indgang.followup.services.preparing import form_of


@dataclass(frozen=True, slots=True)
class AskedPapers:
    """The case as its page shows it, the papers that are missing, also of a sensitive matter, and how many files
    can be sent yet.
    """

    state: PublicState
    fields: tuple[Field, ...]
    left: int

    @property
    def is_open(self) -> bool:
        """Whether papers are still taken."""
        return self.state.can_withdraw and self.left > 0


def asked_papers(code: str, signature: str) -> AskedPapers:
    """The page behind the link. Raises FollowUpNotFound for a wrong link, and where nobody has asked."""
    row = find(signed_code(code, signature))
    if not was_asked(row):
        raise FollowUpNotFound
    state = public_state(row.code)
    case = row.handover
    fields = tuple(one for one in form_of(case).papers if state.asks and one.key in case.asked_for)
    return AskedPapers(state, fields, left_for(row) if row.state in OPEN_STATES else 0)
