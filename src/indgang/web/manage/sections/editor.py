"""Writing a section in a layer: a draft, its preview, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indgang.base import clock
from indgang.base.access import may
from indgang.base.errors import Invalid, NotAllowed
from indgang.catalogue.models import OPEN_STATES, Layer, Mode, ReferTo, SectionKind
from indgang.catalogue.queries.sections import SectionCard, VersionLine, sections_of
from indgang.catalogue.services import SavedMeanwhile, publish, rules, save_draft, submit
from indgang.catalogue.services.parts import checked_content
from indgang.core.day import danish_date
from indgang.core.layering import fold
from indgang.core.lix import hard_parts, lix
from indgang.organisation.models import Site
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.sections import words
from indgang.web.manage.sections.form import SectionForm, stored_form, typed_form
from indgang.web.manage.sections.reading import parts_of
from indgang.web.manage.sections.steps import moved
from indgang.web.manage.sites import sites_of
from indgang.web.manage.tasks.reading import record_of, step_kinds, title_of

CONFLICT = 409


@dataclass(slots=True)
class Work:
    """Which text is written: of which task and section, in which layer and place, and what is there."""

    code: str
    kind: str
    layer: str
    site: Site | None
    card: SectionCard

    @property
    def draft(self) -> VersionLine | None:
        """The draft in this layer and place."""
        return self._own([line for line in self.card.begun if line.state in OPEN_STATES])

    @property
    def present(self) -> VersionLine | None:
        """The version in force in this layer and place."""
        return self._own(self.card.in_force)

    @property
    def lower(self) -> list[VersionLine]:
        """What is in force in the layers below."""
        order = Layer.values.index(self.layer)
        return [
            line for line in self.card.in_force
            if Layer.values.index(line.layer) < order and line.site_id is None
        ]  # fmt: skip

    @property
    def below(self) -> dict[str, Any]:
        """Their text."""
        return fold((line.mode, line.content) for line in self.lower)

    def with_own(self, mode: str, content: dict[str, Any]) -> dict[str, Any]:
        """The text at the desk with `content` in this layer and place."""
        order = Layer.values.index(self.layer)
        above = [
            line for line in self.card.in_force
            if Layer.values.index(line.layer) > order and line.site_id is None
        ]  # fmt: skip
        return fold(
            [
                *((line.mode, line.content) for line in self.lower),
                (mode, content),
                *((line.mode, line.content) for line in above),
            ]
        )

    def _own(self, lines: Sequence[VersionLine]) -> VersionLine | None:
        site_id = self.site.pk if self.site else None
        return next((line for line in lines if line.layer == self.layer and line.site_id == site_id), None)


@permission("catalogue.change")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: PageRequest, code: str, kind: str) -> HttpResponse:
    """A section's text in a layer. Nothing that was typed is lost by a refusal."""
    work = _work(request, code, kind)
    if request.method != "POST":
        return _page(request, work, _begin(request, work))
    form = typed_form(kind, request.POST, work.below)
    order, do = request.POST.get("row", ""), request.POST.get("do", "save")
    if order:
        form.rows, look = moved(form.rows, order)
        return _page(request, work, form, look=look)
    return _preview(request, work, form) if do == "preview" else _write(request, work, form, do)


def _preview(request: PageRequest, work: Work, form: SectionForm) -> HttpResponse:
    try:
        content = checked_content(work.kind, form.content(), form.wish().mode)
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(request, work, form, status=UNPROCESSABLE)
    return _page(request, work, form, preview=work.with_own(form.wishes["mode"], content))


def _write(request: PageRequest, work: Work, form: SectionForm, do: str) -> HttpResponse:
    try:
        said = _save(request, work, form, do)
    except SavedMeanwhile as refusal:
        form.error = str(refusal)
        fresh = _work(request, work.code, work.kind)
        return _page(request, fresh, form, status=CONFLICT, is_clash=True)
    except (Invalid, NotAllowed) as refusal:
        form.refuse(refusal if isinstance(refusal, Invalid) else Invalid(str(refusal)))
        return _page(request, work, form, status=UNPROCESSABLE)
    messages.success(request, said)
    return redirect(request.get_full_path()) if do == "save" else redirect("manage:task", code=work.code)


def _save(request: PageRequest, work: Work, form: SectionForm, do: str) -> str:
    """Write the draft, and send, publish or schedule it; all of it or nothing. What to tell."""
    wish = form.wish()
    today = danish_date(clock.now())
    if do == "schedule" and (wish.valid_from is None or wish.valid_from <= today):
        raise Invalid(_("Choose a day to come."), field="valid_from")
    with transaction.atomic():
        version = save_draft(
            actor=request.actor,
            code=work.code,
            kind=work.kind,
            layer=work.layer,
            site=work.site,
            content=form.content(),
            wish=wish,
            revision=_number(request.POST.get("revision", "")),
            seen_id=_number(request.POST.get("seen", "")),
        )
        if do == "submit":
            submit(actor=request.actor, version_id=version.pk)
            return _("Sent to review. You hear from it here.")
        if do in {"publish", "schedule"}:
            version = publish(actor=request.actor, version_id=version.pk)
    if do not in {"publish", "schedule"}:
        return _("The draft is saved. Nobody but editors and managers sees it yet.")
    is_later = wish.valid_from is not None and wish.valid_from > today
    return _("Scheduled: it comes on its day by itself.") if is_later else _("Published.")


def _work(request: PageRequest, code: str, kind: str) -> Work:
    if kind not in SectionKind.values:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    layer = data.get("layer", Layer.LOCAL)
    if layer != Layer.LOCAL and not (layer == Layer.SHARED and may(request.actor, "catalogue.share")):
        raise Http404
    slug = data.get("site", "") if kind == SectionKind.NOTE and layer == Layer.LOCAL else ""
    site = next((one for one in sites_of(request.actor, "catalogue.change") if one.slug == slug), None)
    if slug and site is None:
        raise Http404
    cards = sections_of(code, actor=request.actor)
    return Work(code, kind, layer, site, next(card for card in cards if card.kind == kind))


def _begin(request: PageRequest, work: Work) -> SectionForm:
    """The form to begin with: the draft, else ours in force, else as the link asked: empty, or the text below."""
    line = work.draft
    if line is not None:
        return stored_form(work.kind, line.content, work.below, line, line.mode)
    asked = request.GET.get("mode", "")
    present = work.present
    if present is not None and asked in {"", present.mode}:
        return stored_form(work.kind, present.content, work.below, None, present.mode)
    is_adding = work.kind == SectionKind.NOTE or (asked == Mode.ADD and work.kind != SectionKind.HEAD)
    mode = Mode.ADD if is_adding else Mode.REPLACE
    return stored_form(work.kind, {} if is_adding else work.below, work.below, None, mode)


def _page(
    request: PageRequest,
    work: Work,
    form: SectionForm,
    *,
    status: int = 200,
    look: int | None = None,
    preview: dict[str, Any] | None = None,
    is_clash: bool = False,
) -> HttpResponse:
    draft, lower = work.draft, work.lower
    facts = {
        "work": work,
        "form": form,
        "title": title_of(record_of(work.code, request.actor)),
        "name": words.kind_name(work.kind),
        "layer_name": words.layer_name(work.layer),
        "places": _places(request, work),
        "may_add": work.kind not in {SectionKind.HEAD, SectionKind.NOTE} and bool(lower),
        "is_note": work.kind == SectionKind.NOTE,
        "below_parts": parts_of(work.kind, work.below) if work.kind == SectionKind.PLAY else [],
        "revision": draft.revision if draft else "",
        "seen": _seen(request, lower, is_clash=is_clash),
        "theirs": parts_of(work.kind, draft.content) if is_clash and draft else [],
        "who": draft.created_by if draft else "",
        "is_clash": is_clash,
        "in_review": draft is not None and draft.state == "review",
        "needs_review": rules().needs_review,
        "look": look,
        "preview": parts_of(work.kind, preview) if preview is not None else None,
        "readability": _readability(work, form),
        "kinds": list(step_kinds().items()),
        "reaches": choices.reaches(),
        "refer_to": [("", _("–")), *((value, choices.capital(label)) for value, label in ReferTo.choices)],
        "is_typed": request.method == "POST",
    }
    if request.method == "POST" and not is_clash:
        facts["revision"] = request.POST.get("revision", "")
    return render(request, "manage/sections/edit.html", facts, status=status)


def _seen(request: PageRequest, lower: list[VersionLine], *, is_clash: bool) -> str:
    if request.method == "POST" and not is_clash:
        return request.POST.get("seen", "")
    return str(lower[-1].id) if lower else ""


def _places(request: PageRequest, work: Work) -> list[tuple[str, str, bool]]:
    """Where else this section can be written: address, word, and whether it is here."""
    address = reverse("manage:edit_section", args=[work.code, work.kind])
    found = [(address, _("Ours, everywhere"), work.layer == Layer.LOCAL and work.site is None)]
    if work.kind == SectionKind.NOTE:
        found += [
            (f"{address}?site={site.slug}", site.name, work.site is not None and work.site.pk == site.pk)
            for site in sites_of(request.actor, "catalogue.change")
        ]
    if may(request.actor, "catalogue.share"):
        found.append(
            (f"{address}?layer=shared", _("Shared with other municipalities"), work.layer == Layer.SHARED)
        )
    return found


def _readability(work: Work, form: SectionForm) -> dict[str, Any] | None:
    if work.kind == SectionKind.WORDS:
        return None
    if work.kind == SectionKind.PLAY:
        text = "\n".join(row.values["da"] for row in form.rows)
    else:
        text = "\n".join(one.value for part in form.parts for one in part.texts if one.language == "da")
    found = lix(text)
    return {"found": found, "level": words.level_name(found), "hard": hard_parts(text)} if found else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
