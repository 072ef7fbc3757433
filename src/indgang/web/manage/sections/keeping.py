"""How the playbook is kept: its rules, who looks after what, and that texts have been read through."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from indgang.catalogue.queries.sections import sections_of
from indgang.catalogue.services import possible_owners, read_through_section, rules, set_owner, set_rules
from indgang.core.folding import danish_sort_key
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.organisation.common import answer
from indgang.web.manage.sections import words
from indgang.web.manage.tasks.reading import record_of, title_of

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@permission("catalogue.rule")
@READ_OR_SAVE
@never_cache
def playbook_rules(request: PageRequest) -> HttpResponse:
    """Whether a second pair of eyes is needed, and after how many days what happens."""
    kept = rules()
    labels = {
        "remind_days": (_("Days before the day of review when the owner is told"), _("0 tells nobody in advance.")),
        "escalate_days": (_("Days after it when managers and editors are told"), ""),
        "read_within_days": (_("Days within which a change must be read again"), ""),
        "link_failures": (
            _("Failures in a row before a link counts as broken"), _("Links are tried every night."),
        ),
    }  # fmt: skip
    typed = request.POST if request.method == "POST" else None
    form = Form("rules")
    eyes = "yes" if (kept.needs_review if typed is None else "needs_review" in typed) else "no"
    form.fields.append(
        Field(
            "needs_review", _("A second pair of eyes approves every text before it is published"), "",
            "checkbox", eyes, False, id="needs_review",
        )
    )  # fmt: skip
    for name, (label, hint) in labels.items():
        value = str(getattr(kept, name)) if typed is None else typed.get(name, "")
        form.fields.append(Field(name, label, hint, "number", value, True, id=name))

    def save() -> None:
        values = {
            name: int(value) if value.isdecimal() and len(value) < 5 else value
            for name, value in ((name, form.values()[name].strip()) for name in labels)
        }
        set_rules(actor=request.actor, needs_review=eyes == "yes", **values)

    back = reverse("manage:editorial")
    facts = {"title": _("How we keep the playbook"), "back": back}
    return answer(
        request, "manage/edit.html", form, save, said=_("The rules are saved."), back=back, facts=facts
    )


@permission("catalogue.plan")
@READ_OR_SAVE
@never_cache
def owners(request: PageRequest, code: str) -> HttpResponse:
    """Who looks after the task, and after sections of it that somebody else looks after."""
    title = title_of(record_of(code, request.actor))
    people = sorted(possible_owners(), key=lambda one: danish_sort_key(one.name))
    names = {one.id: one.username for one in people}
    options = [(one.username, one.name) for one in people]
    cards = sections_of(code, actor=request.actor)
    stored = {"owner": names.get(cards[0].task_owner_id or 0, "")}
    stored |= {card.kind: names.get(card.own_owner_id or 0, "") for card in cards}
    typed = request.POST if request.method == "POST" else None
    form = Form("owners")
    for name, value in stored.items():
        is_task = name == "owner"
        label = _("The whole task") if is_task else words.kind_name(name)
        empty = ("", _("Nobody") if is_task else _("As the whole task"))
        sent = value if typed is None else typed.get(name, value)
        form.fields.append(
            Field(name, label, "", "select", sent, False, [empty, *options], id=f"owner-{name}")
        )

    def save() -> None:
        with transaction.atomic():
            for name, value in form.values().items():
                if value != stored[name]:
                    kind = None if name == "owner" else name
                    set_owner(actor=request.actor, code=code, owner=value, kind=kind)

    back = reverse("manage:task", args=[code])
    facts = {"title": _("Who looks after “%(task)s”") % {"task": title}, "back": back}
    return answer(
        request, "manage/edit.html", form, save, said=_("The owners are saved."), back=back, facts=facts
    )


@permission("catalogue.review")
@require_POST
def read_through(request: PageRequest, code: str) -> HttpResponse:
    """Note that sections have been read through and still hold."""
    kinds = request.POST.getlist("kind") or None
    done = read_through_section(actor=request.actor, code=code, kinds=kinds)
    said = ngettext(
        "%(count)d text has been read through today.", "%(count)d texts have been read through today.", done
    ) % {"count": done}
    messages.success(request, said)
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_ours else reverse("manage:task", args=[code]))
