"""Commands of the catalogue."""

from indgang.catalogue.services.drafting import save_draft, submit
from indgang.catalogue.services.editing import (
    release_field,
    set_active,
    set_offer,
    set_site_offer,
    set_standard_minutes,
    set_task_field,
)
from indgang.catalogue.services.loading import ContentReport, load_content
from indgang.catalogue.services.misses import count_miss
from indgang.catalogue.services.releasing import (
    approve,
    keep_ours,
    publish,
    publish_due,
    roll_back,
    send_back,
    withdraw,
)
from indgang.catalogue.services.rows import NotNow, SavedMeanwhile, Wish
from indgang.catalogue.services.rules import rules, set_rules
from indgang.catalogue.services.texts import publish_play, save_local_note, set_text

__all__ = [
    "ContentReport",
    "NotNow",
    "SavedMeanwhile",
    "Wish",
    "approve",
    "count_miss",
    "keep_ours",
    "load_content",
    "publish",
    "publish_due",
    "publish_play",
    "release_field",
    "roll_back",
    "rules",
    "save_draft",
    "save_local_note",
    "send_back",
    "set_active",
    "set_offer",
    "set_rules",
    "set_site_offer",
    "set_standard_minutes",
    "set_task_field",
    "set_text",
    "submit",
    "withdraw",
]
