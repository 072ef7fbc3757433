"""Commands of the catalogue."""

from indgang.catalogue.services.editing import (
    publish_play,
    release_field,
    save_local_note,
    set_active,
    set_offer,
    set_site_offer,
    set_standard_minutes,
    set_task_field,
    set_text,
)
from indgang.catalogue.services.loading import ContentReport, load_content
from indgang.catalogue.services.misses import count_miss

__all__ = [
    "ContentReport",
    "count_miss",
    "load_content",
    "publish_play",
    "release_field",
    "save_local_note",
    "set_active",
    "set_offer",
    "set_site_offer",
    "set_standard_minutes",
    "set_task_field",
    "set_text",
]
