"""Short words for what tests do at the desks."""

from datetime import datetime
from typing import Any

from indgang.organisation.models import Desk
from indgang.queue import services
from indgang.queue.models import Ticket, TicketEvent
from indgang.queue.services import Call
from tests.queue.world import World


def take(world: World, task: str | None = None, **more: Any) -> Ticket:
    """A number from the kiosk of the Magion."""
    return services.take_ticket(
        actor=world.device, site=world.magion, channel="kiosk", task_code=task, **more
    )


def sit(world: World, name: str = "anna", desk: str = "kvik-1", **more: Any) -> Desk:
    """The officer opens the desk."""
    services.open_desk(actor=world.officer(name), desk=world.desks[desk], **more)
    return world.desks[desk]


def call(world: World, name: str = "anna", desk: str = "kvik-1") -> Call | None:
    """The officer presses next."""
    return services.call_next(actor=world.officer(name), desk=world.desks[desk])


def called(world: World, name: str = "anna", desk: str = "kvik-1") -> Ticket:
    """The one whom the officer's next call brings."""
    found = call(world, name, desk)
    assert found is not None
    return found.ticket


def fresh(ticket: Ticket) -> Ticket:
    """The ticket as it is stored."""
    return Ticket.objects.select_related("series", "lane").get(pk=ticket.pk)


def history(ticket: Ticket) -> list[str]:
    """What has happened to the ticket, oldest first."""
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("pk").values_list("kind", flat=True))


def last_facts(ticket: Ticket) -> dict[str, Any]:
    """The facts of the latest event."""
    event = TicketEvent.objects.filter(ticket=ticket).order_by("-pk").first()
    assert event is not None
    return event.facts


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text + "+00:00")
