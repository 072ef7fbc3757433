"""The address that a telephone system opens when somebody calls: one press begins the meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.errors import Invalid
from indgang.contact import services as contact
from indgang.core.phone import shown, signalled
from indgang.queue.queries import desk_of
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of


@permission("queue.work_desk")
@require_GET
@never_cache
def call(request: HttpRequest) -> HttpResponse:
    """Who calls (`nr`; anything that is no number counts as hidden), and a button that takes the call.

    The number is shown and forgotten.
    """
    person_id = actor_of(request).person_id
    number = signalled(request.GET.get("nr", ""))
    facts = {
        "number": shown(number) if number else "",
        "desk": desk_of(person_id) if person_id is not None else None,
        "key": get_random_string(20),
    }
    return render(request, "desk/call.html", facts)


@permission("queue.work_desk")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Begin a meeting by phone at the officer's own desk. The same `key` again begins none."""
    actor = actor_of(request)
    desk = desk_of(actor.person_id) if actor.person_id is not None else None
    if desk is None:
        raise Invalid(_("Open a desk first. Then press the button again."), field="desk")
    contact.begin(
        actor=actor, site=desk.site, desk=desk, channel="phone", key=request.POST.get("key", "")[:80]
    )
    return redirect("desk:desk", site=desk.site.slug, desk=desk.slug)
