"""Reading the catalogue."""

from indgang.catalogue.queries.cards import (
    Law,
    NoteCard,
    StepCard,
    TaskCard,
    task_card,
    task_cards,
)
from indgang.catalogue.queries.history import (
    FieldOwnership,
    PlayVersion,
    overrides_of,
    play_history,
    play_steps,
)
from indgang.catalogue.queries.lines import (
    TaskLine,
    TopicCard,
    kiosk_topics,
    task_lines,
    tasks_of_topic,
    topics,
)
from indgang.catalogue.queries.offers import Offered, TopicOffer, offered_at, public_offers
from indgang.catalogue.queries.reach import (
    Explanation,
    Place,
    explain_reach,
    places_of,
    reach_of,
    reach_word,
    reaches_of,
    reaches_of_people,
)
from indgang.catalogue.queries.routing import (
    TaskRouting,
    national_codes,
    offered_tasks,
    standard_minutes,
    task_routing,
    topic_id_of,
)
from indgang.catalogue.queries.words import Miss, SynonymLine, open_misses, own_synonyms, search_misses

__all__ = [
    "Explanation",
    "FieldOwnership",
    "Law",
    "Miss",
    "NoteCard",
    "Offered",
    "Place",
    "PlayVersion",
    "StepCard",
    "SynonymLine",
    "TaskCard",
    "TaskLine",
    "TaskRouting",
    "TopicCard",
    "TopicOffer",
    "explain_reach",
    "kiosk_topics",
    "national_codes",
    "offered_at",
    "offered_tasks",
    "open_misses",
    "overrides_of",
    "own_synonyms",
    "places_of",
    "play_history",
    "play_steps",
    "public_offers",
    "reach_of",
    "reach_word",
    "reaches_of",
    "reaches_of_people",
    "search_misses",
    "standard_minutes",
    "task_card",
    "task_cards",
    "task_lines",
    "task_routing",
    "tasks_of_topic",
    "topic_id_of",
    "topics",
]
