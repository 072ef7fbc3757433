"""The servers by which two browsers find each other, from the settings: STUN, and TURN with credentials that end."""

from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.contactscreen.links import Held
from indgang.core.turn import credentials


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the settings, for the managers' page."""

    severity: Literal["warn", "note"]
    title: str
    reason: str


def ice_settings(held: Held, generation: int) -> dict[str, Any]:
    """What the browser gives to RTCPeerConnection."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS and settings.TURN_SECRET:
        pass_ = credentials(
            settings.TURN_SECRET, f"{held.room_id}-{held.side.value}-{generation}", clock.now()
        )
        servers.append({"urls": settings.TURN_URLS, "username": pass_.user, "credential": pass_.password})
    only_relay = settings.TURN_ONLY and bool(settings.TURN_URLS)
    return {"iceServers": servers, "iceTransportPolicy": "relay" if only_relay else "all"}


def ice_trouble() -> Trouble | None:
    """What a manager must know of the way between the browsers; None when it is well."""
    if settings.TURN_URLS and settings.TURN_SECRET:
        return None
    if settings.TURN_URLS:
        return Trouble(
            "warn",
            _("The contact screen's relay server has no secret"),
            _("INDGANG_TURN_URLS is set and INDGANG_TURN_SECRET is not, so the relay refuses every meeting."),
        )
    return Trouble(
        "note",
        _("The contact screen has no relay server"),
        _(
            "Picture and sound only work where the two sides reach each other directly, as a rule inside one network. "
            "From a citizen's home they need a TURN server: INDGANG_TURN_URLS."
        ),
    )
