"""Every key of the desk, in one table: the buttons, the help and the tests read it.

A single key works while nobody is typing; those with Alt and the F-keys work everywhere. Letters are the
initials of the Danish words. WCAG 2.1.4: single keys can be turned off in the help.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """`combos` as the page's script knows them ("n", "shift+1", "f2"), the first one is shown on the button."""

    code: str
    combos: tuple[str, ...]
    group: str
    label: str | Promise

    @property
    def shown(self) -> list[str]:
        """The combinations as they stand on a keyboard."""
        return [_shown(combo) for combo in self.combos]

    @property
    def aria(self) -> str:
        """The value of aria-keyshortcuts."""
        return " ".join("+".join(part.capitalize() for part in combo.split("+")) for combo in self.combos)


GROUPS = {
    "queue": _("The queue"),
    "contact": _("The citizen"),
    "outcome": _("Register"),
    "desk": _("The desk"),
}

KEYS = (
    Key("next", ("n",), "queue", _("Call the next")),
    Key("start", ("a",), "queue", _("The citizen is here: start")),
    Key("recall", ("g",), "queue", _("Call again")),
    Key("no_show", ("u",), "queue", _("Did not come")),
    Key("return", ("r",), "queue", _("Back to the queue")),
    Key("queue", ("c",), "queue", _("Go to the queue; arrows choose, Enter calls")),
    Key("draw", ("k",), "queue", _("Draw a number for the citizen")),
    Key("walk_in", ("d",), "contact", _("Walk-in without a number")),
    Key("phone", ("t",), "contact", _("Phone call")),
    Key("bus", ("b",), "contact", _("Book bus")),
    Key("video", ("v",), "contact", _("Video")),
    Key("search", ("/", "f2"), "contact", _("What does the citizen say?")),
    Key("conditions", ("x",), "contact", _("Can I have it? The conditions")),
    Key("record", ("w",), "contact", _("More of the playbook; arrows choose, Enter opens")),
    Key("step", ("e",), "contact", _("Tick the next step")),
    Key("another", ("f",), "contact", _("One more matter")),
    Key("switch", ("j",), "contact", _("Go on with the next matter")),
    Key("note", ("m",), "contact", _("Note")),
    Key("ask", ("shift+q",), "contact", _("Ask the unit a question")),
    Key("call_back", ("shift+r",), "contact", _("Promise a call")),
    Key("lifeline", ("l",), "contact", _("Phone the lifeline")),
    Key("answered", ("shift+s",), "contact", _("The lifeline answered")),
    Key("not_answered", ("shift+i",), "contact", _("The lifeline did not answer")),
    Key("took_over", ("shift+t",), "contact", _("The lifeline took over")),
    Key("referrals", ("q",), "contact", _("The referral that came with the citizen")),
    Key("screen", ("shift+v",), "contact", _("Bring the lifeline on the screen")),
    Key("feedback", ("i",), "contact", _("Something wrong with the text?")),
    Key("clock", ("h",), "contact", _("Stop or start the clock")),
    Key("park", ("p",), "contact", _("Put aside")),
    Key("solved", ("1", "alt+1", "f8"), "outcome", _("Solved")),
    Key("co_service", ("2", "alt+2"), "outcome", _("Co-service done")),
    Key("referred", ("3", "alt+3"), "outcome", _("Referred")),
    Key("handed_over", ("4", "alt+4"), "outcome", _("Handed over")),
    Key("booked", ("5", "alt+5"), "outcome", _("Appointment booked")),
    Key("not_solved", ("6", "alt+6"), "outcome", _("Not solved")),
    Key("service", ("s",), "outcome", _("On to SERVICE, with the same number")),
    Key("and_next", ("shift+1", "shift+f8"), "outcome", _("Solved, and call the next")),
    Key("and_next_2", ("shift+2",), "outcome", _("Co-service done, and call the next")),
    Key("and_next_3", ("shift+3",), "outcome", _("Referred, and call the next")),
    Key("and_next_4", ("shift+4",), "outcome", _("Handed over, and call the next")),
    Key("case", ("shift+o",), "outcome", _("Hand over a prepared case")),
    Key("undo", ("z",), "outcome", _("Undo the last registration")),
    Key("book", ("shift+b",), "desk", _("Book a time")),
    Key("appointments", ("shift+a",), "desk", _("The appointments of the day")),
    Key("open", ("o",), "desk", _("Open or take over the desk")),
    Key("pause", ("shift+p",), "desk", _("Pause or resume the desk")),
    Key("close", ("shift+l",), "desk", _("Close the desk")),
    Key("cases", ("shift+c",), "desk", _("Cases and answers to us")),
    Key("news", ("y",), "desk", _("News and answers")),
    Key("help", ("?",), "desk", _("This list")),
    Key("escape", ("escape",), "desk", _("Leave a field, close a box")),
)
BY_CODE = {key.code: key for key in KEYS}


def grouped() -> list[tuple[str | Promise, list[Key]]]:
    """The table for the help: each group's heading with its keys."""
    return [(title, [key for key in KEYS if key.group == group]) for group, title in GROUPS.items()]


def _shown(combo: str) -> str:
    names = {"shift": "⇧", "alt": "Alt ", "escape": "Esc"}
    return "".join(names.get(part, part.upper()) for part in combo.split("+"))
