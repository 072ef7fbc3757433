"""What desk and second line share about cases: the files, and the receipt with its code."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from indgang.base.errors import Invalid
from indgang.core.forms import Form
from indgang.followup.codes import shown
from indgang.followup.papers import Paper
from indgang.followup.parties import Person
from indgang.followup.ports import ports
from indgang.ui.case import PAPER

QR_SCALE = 5
MOST_AT_ONCE = 5


def paper_response(paper: Paper) -> HttpResponse:
    """A paper to look at: it is shown by itself, runs nothing, and stays in no cache."""
    response = HttpResponse(paper.content, content_type=paper.media_type)
    disposition = "inline" if paper.media_type.startswith("image/") else "attachment"
    plain = "".join(sign if sign.isascii() and sign not in '\\"' else "_" for sign in paper.name)
    response["Content-Disposition"] = f'{disposition}; filename="{plain}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def files_in(request: Any, form: Form) -> list[tuple[str, str, bytes]]:
    """The files that were sent: the paper of the form that each answers ("" for any other), its name, its bytes.

    Raises Invalid for too many or too much at once: what goes beyond what may be held in memory is not read at all.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise Invalid(_("That is too much at once. Attach fewer files at a time."), field="paper")
    found = [
        (key, upload.name or "", upload.read())
        for key in (*(one.key for one in form.papers), "")
        for upload in request.FILES.getlist(PAPER + key)
    ]
    if len(found) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)s files at a time.") % {"most": MOST_AT_ONCE}, field="paper")
    return found


def person_in(data: QueryDict) -> Person:
    """The citizen as a page sent them."""
    return Person(
        data.get("name", ""),
        data.get("phone", ""),
        data.get("email", ""),
        data.get("address", ""),
        data.get("tell_by", ""),
    )


def receipt_facts(code: str) -> dict[str, Any]:
    """What a receipt shows: the code as people read it, its page, and that as a picture to scan."""
    address = ports.address(code)
    picture = segno.make(address, error="m").svg_data_uri(scale=QR_SCALE, border=2)
    return {"shown_code": shown(code), "address": address, "picture": picture}
