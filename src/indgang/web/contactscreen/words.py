"""The sentences that a room's script shows."""

from django.utils.translation import gettext as _

from indgang.contactscreen.queries import RoomView
from indgang.web.contactscreen.payload import name_words


def words_of(room: RoomView) -> dict[str, str]:
    """What the page may have to say, by name; `{…}` are filled in by the script."""
    return {
        **name_words(room),
        "connecting": _("Connecting …"),
        "connected": _("You are connected."),
        "weak": _("The connection is weak. Picture and sound may stop for a moment."),
        "lost": _("Sound and picture are gone. We are trying again …"),
        "failed": _("We could not connect you. You can still write, or phone instead."),
        "slow": _("It takes longer than usual. You can phone instead."),
        "serverGone": _("The server does not answer. You can still see and hear each other."),
        "noCamera": _("We found no camera. You can take part with sound alone."),
        "noMicrophone": _("We found no microphone. You can write instead."),
        "denied": _(
            "The browser may not use camera and microphone. Press the lock or the camera beside the address at the "
            "top, choose “Allow”, and try again. You can also go in without."
        ),
        "busy": _("Another program uses the camera. Close it and try again, or go in without a camera."),
        "insecure": _("Camera and microphone only work on a secure address (https)."),
        "cameraOk": _("The camera works. Can you see yourself?"),
        "microphoneOk": _("The microphone works. Say something: the bar moves."),
        "you": _("You"),
        "writes": _("{name} is writing here …"),
        "written": _("Written by {name} at {time}"),
        "writtenByYou": _("Written by you at {time}"),
        "confirmed": _("Confirmed by the citizen at {time}"),
        "changedAfter": _("Changed after it was confirmed. Look at it again."),
        "conflict": _("{name} wrote at the same time: “{value}”"),
        "notSaved": _("Not saved yet. We are trying again."),
        "relay": _("through the relay server"),
        "direct": _("directly"),
        "details": _("Connected {way}. Lost: {loss} %. Delay: {delay} ms."),
        "really": _("Hang up and end the meeting for both?"),
        "text": _("New text from {name}"),
    }
