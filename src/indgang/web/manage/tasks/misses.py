"""Searches that led nowhere: an editor gives the words to a task, says what they mean, or notes them as dealt with."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indgang.base.access import require
from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.queries import open_misses, own_synonyms
from indgang.catalogue.search import find
from indgang.catalogue.services import add_synonym, add_words, remove_synonym, settle_miss
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.tasks.reading import may_edit, record_of, title_of

MOST_TRIED = 5


@permission("catalogue.view_plays")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def misses(request: PageRequest) -> HttpResponse:
    """The list with what can be done about each, the municipality's own synonyms, and `try`: what is found now."""
    typed: dict[str, str] = {}
    refusal: DomainError | None = None
    if request.method == "POST":
        require(request.actor, "catalogue.change")
        act = _ACTS.get(request.POST.get("act", "word"))
        if act is None:
            return redirect("manage:misses")
        try:
            messages.success(request, act(request))
        except Invalid as error:
            typed, refusal = {name: str(value) for name, value in request.POST.items()}, error
        else:
            return redirect("manage:misses")
    tried = request.GET.get("try", "").strip()
    facts = {
        "misses": open_misses(),
        "synonyms": own_synonyms(),
        "tasks": choices.sorted_choices(choices.task_titles().items(), empty=_("Choose a task")),
        "languages": choices.languages(),
        "tried": tried,
        "found": find(tried, actor=request.actor, limit=MOST_TRIED) if tried else None,
        "typed": typed,
        "refusal": refusal,
        **may_edit(request.actor),
    }
    return render(request, "manage/misses.html", facts, status=refusal.status if refusal else 200)


def _give(request: PageRequest) -> str:
    words = request.POST.get("words", "").strip()
    record = record_of(request.POST.get("task", ""), request.actor)
    add_words(actor=request.actor, code=str(record["code"]), words=words)
    _settle(request, words, _("a word of %(task)s") % {"task": title_of(record)})
    return _("“%(words)s” now finds %(task)s.") % {"words": words, "task": title_of(record)}


def _link(request: PageRequest) -> str:
    words, other = request.POST.get("words", "").strip(), request.POST.get("other", "")
    others = [part for part in other.split(",") if part.strip()]
    language = request.POST.get("language", "da")
    if request.POST.get("one_way"):
        if len(others) != 1:
            raise Invalid(_("Write the one word that it also means."), field="other")
        add_synonym(actor=request.actor, words=words.split(","), meaning=others[0], language=language)
    else:
        add_synonym(actor=request.actor, words=[*words.split(","), *others], language=language)
    _settle(request, words, _("a synonym of %(other)s") % {"other": other.strip()})
    return _("“%(words)s” now also finds “%(other)s”.") % {"words": words, "other": other.strip()}


def _done(request: PageRequest) -> str:
    words = request.POST.get("words", "").strip()
    settle_miss(actor=request.actor, query=words, how=_("no task for it"))
    return _("“%(words)s” is dealt with. It counts anew from tomorrow.") % {"words": words}


def _remove(request: PageRequest) -> str:
    number = request.POST.get("synonym", "")
    remove_synonym(actor=request.actor, synonym_id=int(number) if number.isdecimal() else 0)
    return _("The synonym is taken away.")


def _settle(request: PageRequest, words: str, how: str) -> None:
    if words in {miss.query for miss in open_misses()}:
        settle_miss(actor=request.actor, query=words, how=how)


_ACTS: dict[str, Callable[[PageRequest], str]] = {
    "word": _give,
    "synonym": _link,
    "settle": _done,
    "remove": _remove,
}
