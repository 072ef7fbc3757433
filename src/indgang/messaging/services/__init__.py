"""The commands of messages."""

from indgang.messaging.services.writing import cancel, enqueue

__all__ = [
    "cancel",
    "enqueue",
]
