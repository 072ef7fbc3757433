"""What the booklet's own words are, in the active language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def labels() -> dict[str, str]:
    """The headings and small words of the template; {…} is filled in there."""
    return {
        "title": _("The playbook"),
        "subtitle": _("For the ring binder at the desk"),
        "printed": _("Printed {day} – the text in force stands in Indgang"),
        "fictional": _("Invented municipality: people and phone numbers do not exist."),
        "count": _("{count} tasks"),
        "contents": _("Contents"),
        "index": _("What citizens say"),
        "index_lead": _("The citizens’ own words, from A to Å. The number is the page."),
        "reach": _("Here we go as far as to"),
        "minutes": _("About {minutes} minutes"),
        "kle": "KLE",
        "authority": _("Decided by"),
        "audience": _("For"),
        "processing": _("Takes {least} to {most} days"),
        "processing_one": _("Takes {most} days"),
        "processing_now": _("Done while one waits"),
        "bring": _("Bring"),
        "conditions": _("Conditions"),
        "procedure": _("The citizen’s own way"),
        "steps": _("Step by step"),
        "stop": _("Stop"),
        "refer": _("Refer to {to}"),
        "least": _("from reach: {reach}"),
        "notes": _("Our note"),
        "expect": _("What the citizen may expect"),
        "appeal": _("Appeal"),
        "forbidden": _("Never write down"),
        "lifeline": _("Lifeline"),
        "sources": _("Sources"),
        "read": _("read {day}"),
        "version": _("Version {version} of {day}"),
        "expired": _("No longer valid"),
        "coming": _("Not valid yet"),
        "staff": _("For staff. Not to lie where citizens can read it."),
    }


def audience_words(codes: Iterable[str]) -> list[str]:
    """For whom it is, in words."""
    words = {
        "citizens": _("citizens"),
        "children": _("children"),
        "young": _("young people"),
        "families": _("families"),
        "seniors": _("older people"),
        "newcomers": _("newcomers"),
        "visitors": _("visitors"),
        "businesses": _("businesses"),
        "associations": _("associations"),
    }
    return [words.get(code, code) for code in codes]
