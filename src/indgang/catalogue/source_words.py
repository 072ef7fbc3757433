"""What sources and readers report, in words. They report codes, `code` or `code: detail`, that can be stored."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    # Of an article.
    "no-parts": gettext_lazy("The text is not divided into parts; it is kept as one."),
    "no-content": gettext_lazy("There is nothing in the article."),
    "no-heading": gettext_lazy("A part has no heading."),
    "same-guid": gettext_lazy("Two parts have the same id; both are kept."),
    "text-outside-parts": gettext_lazy(
        "Some text stands outside the parts; it is kept as a part of its own."
    ),
    "no-guid": gettext_lazy("A self-service has no id; it is known by its address."),
    "content-cut": gettext_lazy("The article is too long; its end is left out."),
    "long-address": gettext_lazy("An address is too long and left out."),
    "local-replaces": gettext_lazy("The municipality's text replaces national text."),
    "local-failed": gettext_lazy(
        "The municipality's own text could not be fetched; what was fetched before stays."
    ),
    "not-given": gettext_lazy("The article may not be fetched."),
    "not-stored": gettext_lazy("The article could not be stored."),
    "half-gone": gettext_lazy(
        "More than half of the articles are missing from the list. None is marked as gone."
    ),
    # Of a service.
    "empty-list": gettext_lazy("The source says that it has no articles. Nothing was changed."),
    "unreadable-answer": gettext_lazy("The answer cannot be read."),
    "too-large": gettext_lazy("The answer is too large."),
    "no-answer": gettext_lazy("There was no answer in time."),
    "unreachable": gettext_lazy("The address cannot be reached."),
    "http-status": gettext_lazy("The server answers with an error."),
    "fault": gettext_lazy("The service reports a fault."),
    # Of a file of KLE.
    "not-xml": gettext_lazy("The file is not sound XML."),
    "not-kle": gettext_lazy("The file is XML, but not KLE's."),
    "empty": gettext_lazy("There are no numbers in the file."),
    "bad-number": gettext_lazy("This is not a KLE number."),
    "wrong-level": gettext_lazy("The number does not fit where it stands."),
    "no-title": gettext_lazy("The number has no title."),
    "bad-line": gettext_lazy("The line is not written as OS2KLE writes it."),
    "twice": gettext_lazy("The number stands twice; the one in force counts, else the newest."),
    "odd-value": gettext_lazy("A value is not one that KLE uses, and is left out."),
    # Of an address.
    "inside": gettext_lazy("The address is inside the network and is not tried."),
    "not-an-address": gettext_lazy("This is not an address on the web."),
    "redirects-forever": gettext_lazy("The address leads in circles."),
    "certificate": gettext_lazy("The certificate is not valid."),
    "name-not-found": gettext_lazy("There is no such name on the internet."),
    "no-connection": gettext_lazy("There was no connection."),
}


def in_words(report: str) -> str:
    """The sentence of a report, with its detail in brackets; what is not known stays as it is."""
    code, _colon, detail = report.partition(":")
    if code not in WORDS:
        return report
    if not detail.strip():
        return str(WORDS[code])
    return _("%(sentence)s (%(detail)s)") % {"sentence": WORDS[code], "detail": detail.strip()}


def about_article(report: str) -> tuple[str, str]:
    """A line of a fetch's report as the article's number and the sentence."""
    number, _space, rest = report.partition(" ")
    return (number, in_words(rest)) if number.isdecimal() else ("", in_words(report))
