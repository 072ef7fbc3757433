"""The register of contacts: whole contacts at once, or step by step while the meeting goes on."""

from collections.abc import Callable
from typing import Any

from ninja import Router

from indgang.contact import services as contacts
from indgang.contact.queries import contact_view, open_contacts_at
from indgang.contact.view import ContactView
from indgang.web.api.access import ApiRequest, desk_for, permission, require_here, site_for
from indgang.web.api.idempotency import HEADER, once
from indgang.web.api.routes.desks import officer_id
from indgang.web.api.schemas import (
    AddInquiryIn,
    BeginContactIn,
    ContactIn,
    ContactOut,
    DraftIn,
    FinishContactIn,
    InquiryIn,
    PositionIn,
)

router = Router(tags=["contacts"])
AS_DRAFTED = FinishContactIn()
RENAMED = {"task": "task_code", "series": "letter", "appointment": "appointment_id"}


def _fields(body: InquiryIn | DraftIn) -> dict[str, Any]:
    """What was sent, under the names that the services use."""
    sent = body.model_dump(exclude_unset=True)
    return {RENAMED.get(name, name): value for name, value in sent.items()}


@router.post("/contacts", response={201: ContactOut})
@permission("contact.register")
@once
def record(request: ApiRequest, body: ContactIn) -> ContactOut:
    """Register a whole contact. With a ticket, its time runs from the ticket's start unless times are given."""
    view = contacts.record(
        actor=request.auth,
        site=site_for(request.auth, body.site, "contact.register"),
        desk=desk_for(request.auth, body.desk, "contact.register") if body.desk else None,
        channel=body.channel,
        inquiries=[_fields(one) for one in body.inquiries],  # type: ignore[misc]
        ticket_id=body.ticket,
        officer_id=officer_id(request.auth, body.officer),
        language=body.language,
        started_at=body.started_at,
        ended_at=body.ended_at,
        finish_ticket=body.finish_ticket,
        key=request.headers.get(HEADER, ""),
    )
    return ContactOut.of(view)


@router.post("/contacts/begin", response={201: ContactOut})
@permission("contact.register")
@once
def begin(request: ApiRequest, body: BeginContactIn) -> ContactOut:
    """Begin a contact; the clock runs from now."""
    view = contacts.begin(
        actor=request.auth,
        site=site_for(request.auth, body.site, "contact.register"),
        desk=desk_for(request.auth, body.desk, "contact.register") if body.desk else None,
        channel=body.channel,
        ticket_id=body.ticket,
        officer_id=officer_id(request.auth, body.officer),
        language=body.language,
    )
    return ContactOut.of(view)


@router.get("/sites/{site}/contacts", response=list[ContactOut])
@permission("contact.register")
def open_contacts(request: ApiRequest, site: str) -> list[ContactOut]:
    """The contacts that are open at a site, parked ones too, the oldest first."""
    place = site_for(request.auth, site, "contact.register")
    return [ContactOut.of(view) for view in open_contacts_at(place.pk)]


@router.get("/contacts/{int:contact_id}", response=ContactOut)
@permission("contact.register")
def contact(request: ApiRequest, contact_id: int) -> ContactOut:
    """One contact."""
    view = contact_view(contact_id)
    require_here(request.auth, "contact.register", view.site_id)
    return ContactOut.of(view)


@router.post("/contacts/{int:contact_id}/inquiries", response={201: ContactOut})
@permission("contact.register")
@once
def add_inquiry(request: ApiRequest, contact_id: int, body: AddInquiryIn) -> ContactOut:
    """One more matter; the clock turns to it."""
    return ContactOut.of(contacts.add_inquiry(actor=request.auth, contact_id=contact_id, task_code=body.task))


@router.post("/contacts/{int:contact_id}/inquiries/{int:position}/remove", response={201: ContactOut})
@permission("contact.register")
@once
def remove_inquiry(request: ApiRequest, contact_id: int, position: int) -> ContactOut:
    """Take out a matter that was added by mistake; its time goes to another of the contact's."""
    view = contacts.remove_inquiry(actor=request.auth, contact_id=contact_id, position=position)
    return ContactOut.of(view)


@router.patch("/contacts/{int:contact_id}/inquiries/{int:position}", response=ContactOut)
@permission("contact.register")
def save_draft(request: ApiRequest, contact_id: int, position: int, body: DraftIn) -> ContactOut:
    """Save what is known of a matter so far; only what is sent is changed."""
    view = contacts.save_draft(actor=request.auth, contact_id=contact_id, position=position, **_fields(body))
    return ContactOut.of(view)


@router.post("/contacts/{int:contact_id}/switch", response={201: ContactOut})
@permission("contact.register")
@once
def switch(request: ApiRequest, contact_id: int, body: PositionIn) -> ContactOut:
    """Turn the clock to another matter."""
    view = contacts.switch_inquiry(actor=request.auth, contact_id=contact_id, position=body.position)
    return ContactOut.of(view)


def _verb(name: str, command: Callable[..., ContactView], summary: str) -> None:
    """Add `POST contacts/{id}/<name>` for a command that needs nothing but the contact."""

    @router.post(
        f"/contacts/{{int:contact_id}}/{name}",
        response={201: ContactOut},
        summary=summary,
        operation_id=f"contact_{name}",
    )
    @permission("contact.register")
    @once
    def operation(request: ApiRequest, contact_id: int) -> Any:
        return ContactOut.of(command(actor=request.auth, contact_id=contact_id))


_verb("pause", contacts.pause, "Stop the clock for a moment")
_verb("park", contacts.park, "Put the contact aside, to serve somebody else")
_verb("resume", contacts.resume, "Go on with a paused or parked contact")
_verb("discard", contacts.discard, "It was no contact after all")
_verb(
    "reopen", contacts.reopen, "Go on, the same day, with a contact that was finished by a slip; it is parked"
)


@router.post("/contacts/{int:contact_id}/finish", response={201: ContactOut})
@permission("contact.register")
@once
def finish(request: ApiRequest, contact_id: int, body: FinishContactIn = AS_DRAFTED) -> ContactOut:
    """Finish the contact. Refused with the way on when an outcome goes beyond what is allowed here."""
    view = contacts.finish(
        actor=request.auth, contact_id=contact_id, outcome=body.outcome, finish_ticket=body.finish_ticket
    )
    return ContactOut.of(view)
