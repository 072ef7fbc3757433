"""The commands of messages."""

from indgang.messaging.services.by_hand import cancel_message, send_again, send_test, settle_message
from indgang.messaging.services.delivering import Delivery, deliver_due, settle_lost
from indgang.messaging.services.erasing import erase_old
from indgang.messaging.services.privacy import HeldMessage, erase_messages_about, messages_about
from indgang.messaging.services.reporting import take_report
from indgang.messaging.services.setting_up import reset_text, set_rules, set_text
from indgang.messaging.services.writing import cancel, enqueue

__all__ = [
    "Delivery",
    "HeldMessage",
    "cancel",
    "cancel_message",
    "deliver_due",
    "enqueue",
    "erase_messages_about",
    "erase_old",
    "messages_about",
    "reset_text",
    "send_again",
    "send_test",
    "set_rules",
    "set_text",
    "settle_lost",
    "settle_message",
    "take_report",
]
