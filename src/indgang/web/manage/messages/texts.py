"""The texts of messages: the list, and the page where one is changed."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import Invalid, NotFound
from indgang.core.sms import Length, length_of
from indgang.messaging.kinds import LANGUAGES, Kind, Words
from indgang.messaging.models import LONGEST_SUBJECT, Channel
from indgang.messaging.queries import texts_in_force
from indgang.messaging.queries.texts import TextInForce
from indgang.messaging.rendering import example
from indgang.messaging.services import reset_text, set_text
from indgang.organisation.models import Municipality
from indgang.organisation.queries import municipality_of
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.organisation.common import UNPROCESSABLE

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(slots=True)
class Version:
    """The text in one language, as its form holds it; `faults` by field."""

    language: str
    label: str
    words: Words
    stored: TextInForce
    preview: Words
    length: Length | None
    faults: dict[str, str] = field(default_factory=dict)


@permission("messaging.setup")
@require_GET
@never_cache
def texts(request: PageRequest) -> HttpResponse:
    """Every kind of message, and whether its texts are the standard ones."""
    rows: dict[str, tuple[Kind, dict[str, list[TextInForce]]]] = {}
    for text in texts_in_force(municipality_of()):
        _kind, by_channel = rows.setdefault(text.kind.code, (text.kind, {}))
        by_channel.setdefault(text.channel, []).append(text)
    kinds = [
        (kind, [(channel, Channel(channel).label, _worst(found)) for channel, found in by_channel.items()])
        for kind, by_channel in rows.values()
    ]
    facts = {
        "for_citizens": [row for row in kinds if not row[0].to_staff],
        "for_staff": [row for row in kinds if row[0].to_staff],
    }
    return render(request, "manage/messages/texts.html", facts)


def _worst(found: list[TextInForce]) -> dict[str, object]:
    """Whether one of the languages is changed, and the longest SMS among them."""
    lengths = [one.length for one in found if one.length is not None]
    longest = max(lengths, key=lambda one: one.parts, default=None)
    return {"is_own": any(one.is_own for one in found), "length": longest}


@permission("messaging.setup")
@READ_OR_SAVE
@never_cache
def text(request: PageRequest, kind: str, channel: str) -> HttpResponse:
    """One kind on one channel, in both languages: see it with examples, change it."""
    municipality, found = _found(kind, channel)
    versions = {one.language: _version(one) for one in found}
    status = 200
    if request.method == "POST":
        language = request.POST.get("language", "")
        if language not in versions:
            raise Http404
        version = versions[language] = _version(
            next(one for one in found if one.language == language), request.POST
        )
        if "preview" not in request.POST:
            try:
                set_text(
                    actor=request.actor, municipality=municipality, kind=kind, channel=channel, language=language,
                    words=version.words,
                )  # fmt: skip
            except Invalid as refusal:
                version.faults = {one["field"]: one["reason"] for one in refusal.facts["faults"]}
                status = UNPROCESSABLE
            else:
                messages.success(request, _("The text is saved. Messages from now on use it."))
                return redirect("manage:message_text", kind=kind, channel=channel)
    return render(request, "manage/messages/text.html", _facts(found, list(versions.values())), status=status)


@permission("messaging.setup")
@require_POST
def reset(request: PageRequest, kind: str, channel: str, language: str) -> HttpResponse:
    """Go back to the standard text."""
    municipality, _texts = _found(kind, channel)
    if language not in LANGUAGES:
        raise Http404
    reset_text(actor=request.actor, municipality=municipality, kind=kind, channel=channel, language=language)
    messages.success(request, _("The standard text is used again."))
    return redirect("manage:message_text", kind=kind, channel=channel)


def _found(kind: str, channel: str) -> tuple[Municipality, list[TextInForce]]:
    municipality = municipality_of()
    if municipality is None:
        raise NotFound(_("Set up the municipality first."))
    found = [one for one in texts_in_force(municipality, kind) if one.channel == channel]
    if not found:
        raise NotFound(facts={"kind": kind, "channel": channel})
    return municipality, found


def _version(stored: TextInForce, sent: QueryDict | None = None) -> Version:
    words = stored.words
    if sent is not None:
        words = Words(sent.get("body", "").replace("\r\n", "\n"), sent.get("subject", ""))
    preview = example(stored.kind, stored.channel, stored.language, words)
    length = length_of(preview.body) if stored.channel == Channel.SMS else None
    return Version(
        stored.language, dict(choices.languages())[stored.language], words, stored, preview, length
    )


def _facts(found: list[TextInForce], versions: list[Version]) -> dict[str, object]:
    kind = found[0].kind
    return {
        "kind": kind,
        "channel": found[0].channel,
        "channel_word": Channel(found[0].channel).label,
        "others": [(one, Channel(one).label) for one in kind.channels if one != found[0].channel],
        "versions": versions,
        "placeholders": [
            (f"{{{name}}}", one.meaning, _shown(one.example["da"]), one.needed)
            for name, one in kind.placeholders.items()
        ],
        "most": LONGEST_SUBJECT,
    }


def _shown(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(value)  # type: ignore[arg-type]
