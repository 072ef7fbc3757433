"""Why a command on presence was refused. The sentences are read by the one who said it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import Invalid


class ReasonHoldsCpr(Invalid):
    """The reason holds what looks like a CPR number. `facts["spans"]` holds [start, end) of each."""

    code = "cpr-in-text"

    def __init__(self, spans: Sequence[tuple[int, int]], **more: Any) -> None:
        super().__init__(
            _("All colleagues read this. CPR numbers are not kept here: take it out."),
            field="reason",
            facts={"spans": [list(span) for span in spans]},
            **more,
        )
