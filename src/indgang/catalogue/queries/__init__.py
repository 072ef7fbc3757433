"""Reading the catalogue."""

from indgang.catalogue.queries.cards import (
    Law,
    NoteCard,
    StepCard,
    TaskCard,
    TaskLine,
    TopicCard,
    kiosk_topics,
    task_card,
    task_lines,
    tasks_of_topic,
    topics,
)
from indgang.catalogue.queries.history import (
    FieldOwnership,
    PlayVersion,
    overrides_of,
    play_history,
    play_steps,
    search_misses,
)
from indgang.catalogue.queries.reach import (
    Explanation,
    Place,
    explain_reach,
    places_of,
    reach_of,
    reach_word,
    reaches_of,
)
from indgang.catalogue.queries.routing import TaskRouting, standard_minutes, task_routing, topic_id_of

__all__ = [
    "Explanation",
    "FieldOwnership",
    "Law",
    "NoteCard",
    "Place",
    "PlayVersion",
    "StepCard",
    "TaskCard",
    "TaskLine",
    "TaskRouting",
    "TopicCard",
    "explain_reach",
    "kiosk_topics",
    "overrides_of",
    "places_of",
    "play_history",
    "play_steps",
    "reach_of",
    "reach_word",
    "reaches_of",
    "search_misses",
    "standard_minutes",
    "task_card",
    "task_lines",
    "task_routing",
    "tasks_of_topic",
    "topic_id_of",
    "topics",
]
