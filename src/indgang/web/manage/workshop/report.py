"""Two pages for the council, in Danish: the shares, the grey zone and the training."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from indgang.base.pdf import compile_pdf
from indgang.core.day import danish_date
from indgang.planning.models import Workshop
from indgang.planning.queries import cards
from indgang.ui.templatetags.indgang import long_date
from indgang.web.manage.workshop import words
from indgang.web.manage.workshop.outcome import Outcome, ShareLine, outcome_of

TEMPLATE = Path(__file__).parent / "council.typ"
LANGUAGE = "da"
# What there is room for on the second page; the rest is in the workbook.
MOST_GREY = 12
MOST_TASKS = 12
MOST_COMPETENCES = 6
TITLE = 70
SHORT_TITLE = 50
WORD = 32


def council_paper(workshop: Workshop, *, municipality: str, at: datetime) -> bytes:
    """The paper as PDF: always two pages, in Danish."""
    with override(LANGUAGE):
        facts = facts_of(workshop, outcome_of(cards(workshop.pk)), municipality=municipality, at=at)
    return compile_pdf(TEMPLATE, facts, made_at=at)


def facts_of(workshop: Workshop, outcome: Outcome, *, municipality: str, at: datetime) -> dict[str, Any]:
    """What the template is given; every word of the paper is here."""
    return {
        "language": LANGUAGE,
        "title": shortened(workshop.title, TITLE),
        "place": municipality,
        "dates": _("Begun %(begun)s, printed %(printed)s")
        % {"begun": long_date(workshop.started_on), "printed": long_date(danish_date(at))},
        "heading": _("Which tasks can everybody at the joint desk do?"),
        "lead": _(
            "The two staffs have gone through their tasks together. Each task was described, timed, given a priority"
            " and classed: group 1 are generalist tasks that everybody can learn, groups 2 and 3 stay with"
            " specialists."
        ),
        "big": [_big(line) for line in outcome.lines[:2]],
        "picture": _("Tasks by group"),
        "bars": [_bar(line) for line in outcome.lines],
        "legend": [piece.name for piece in outcome.lines[-1].pieces],
        "table": _table(outcome),
        "counting": _counting(outcome),
        "grey": _grey(outcome),
        "training": [_training(outcome, place) for place in range(2)],
        "decide": _decide(outcome),
        "page": _("Page"),
        "made": _("Made with Indgang"),
    }


def _big(line: ShareLine) -> dict[str, str]:
    return {
        "percent": line.percent,
        "text": _("%(side)s: generalist tasks") % {"side": line.name},
        "small": _("%(hits)s of %(all)s with an agreed group. Slangerup, 2002: about %(compared)s.")
        % {"hits": line.share.generalist, "all": line.share.known, "compared": line.compared_text},
    }


def _bar(line: ShareLine) -> dict[str, Any]:
    return {"name": line.name, "counts": [piece.count for piece in line.pieces]}


def _table(outcome: Outcome) -> dict[str, Any]:
    head = ["", _("Generalist"), _("With a group"), _("Not agreed yet"), _("Share"), _("Share by minutes")]
    rows = [
        [
            line.name, str(line.share.generalist), str(line.share.known), str(line.share.open),
            line.percent, line.percent_by_minutes,
        ]
        for line in outcome.lines
    ]  # fmt: skip
    return {"head": head, "rows": rows}


def _counting(outcome: Outcome) -> str:
    said = _(
        "A task that is divided counts as its parts. A task that both staffs do counts for both, and once among all"
        " tasks; what a partner does counts among all tasks only. The share by minutes weighs each task by the"
        " minutes of one case."
    )
    return f"{said} {words.tasks_in_words(outcome.tasks)}. " + _("Still disagreed on: %(count)s.") % {
        "count": outcome.disagreements
    }


def _grey(outcome: Outcome) -> dict[str, Any]:
    rows = [
        [
            shortened(line.title, SHORT_TITLE),
            line.owner,
            _("agreed") if line.is_agreed else "; ".join(line.said),
        ]
        for line in outcome.grey_zone[:MOST_GREY]
    ]
    return {
        "heading": _("Grey zone: somebody must decide"),
        "lead": _(
            "These tasks lie between operation and authority. Until it is decided who may do them, they stay where they"
            " are."
        ),
        "head": [_("Task"), _("Done today by"), _("What the staffs said")],
        "rows": rows,
        "none": _("No task was called a grey zone."),
        "more": _more(len(outcome.grey_zone) - MOST_GREY),
    }


def _training(outcome: Outcome, place: int) -> dict[str, Any]:
    line = outcome.training[place]
    competences = [shortened(name, WORD) for name in line.competences[:MOST_COMPETENCES]]
    return {
        "heading": _("%(side)s must learn %(tasks)s")
        % {"side": line.name, "tasks": words.tasks_in_words(len(line.tasks))},
        "tasks": [shortened(title, SHORT_TITLE) for _id, title, _minutes in line.tasks[:MOST_TASKS]],
        "more": _more(len(line.tasks) - MOST_TASKS),
        "competences": _("Competences: %(names)s") % {"names": ", ".join(competences)} if competences else "",
    }


def _decide(outcome: Outcome) -> dict[str, Any]:
    points = [
        _("which of the grey zone tasks the joint desk may do, and under which delegation"),
        _("that the generalist tasks are taken up by both staffs, beginning with priority 1"),
        _("time and money for the training, with side-by-side training as the rule"),
    ]
    if outcome.open:
        points.append(
            ngettext(
                "when the last %(count)s task is to be settled", "when the last %(count)s tasks are to be settled",
                outcome.open,
            )
            % {"count": outcome.open}
        )  # fmt: skip
    return {"heading": _("To be decided"), "points": points}


def _more(count: int) -> str:
    if count < 1:
        return ""
    return ngettext("and %(count)s more, in the workbook", "and %(count)s more, in the workbook", count) % {
        "count": count
    }


def shortened(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
