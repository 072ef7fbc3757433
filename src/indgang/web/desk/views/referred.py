"""Referrals at the desk that receives them: found by their code, read, taken up."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indgang.base.errors import Invalid
from indgang.contact import services as contact
from indgang.organisation.models import Desk, Site
from indgang.queue.queries import desk_state
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of, answer


@permission("contact.register")
@require_POST
def claim(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Tie the referral with this code (field `code`) to the number at the desk, and read it."""
    actor = actor_of(request)
    ticket = desk_state(desk).ticket
    referral = contact.claim_referral(
        actor=actor,
        site=site,
        code=request.POST.get("code", ""),
        ticket_id=ticket.pk if ticket is not None and ticket.officer_id == actor.person_id else None,
    )
    contact.see_referral(actor=actor, referral_id=referral)
    return answer(request, desk, opened=referral)


@permission("contact.register")
@require_POST
def mark(request: HttpRequest, site: Site, desk: Desk, referral: int, verb: str) -> HttpResponse:
    """The officer has read the referral, or has taken it up."""
    match verb:
        case "seen":
            contact.see_referral(actor=actor_of(request), referral_id=referral)
        case "used":
            contact.use_referral(actor=actor_of(request), referral_id=referral)
        case _unknown:
            raise Invalid(_("Unknown command."), field="verb")
    return answer(request, desk)
