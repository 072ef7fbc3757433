"""Commands of the mapping of tasks."""

from indgang.planning.services.assessing import assess, settle, settle_agreed
from indgang.planning.services.takeover import take_over
from indgang.planning.services.tasks import add_task, describe, divide, fetch_tasks, put_back, take_out
from indgang.planning.services.workshops import begin_workshop, close_workshop, open_workshop

__all__ = [
    "add_task",
    "assess",
    "begin_workshop",
    "close_workshop",
    "describe",
    "divide",
    "fetch_tasks",
    "open_workshop",
    "put_back",
    "settle",
    "settle_agreed",
    "take_out",
    "take_over",
]
