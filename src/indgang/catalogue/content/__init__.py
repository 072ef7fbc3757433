"""The national content: one YAML file a task, read strictly.

`read_folder` reads `topics.yaml`, `lifelines.yaml` and `tasks/*.yaml` and reports every fault with file,
line, path and reason. It knows nothing of the database; `indgang.catalogue.services.load_content` writes what
it read.
"""

from pathlib import Path

from indgang.catalogue.content.reading import Content, Fault, read_folder
from indgang.catalogue.content.schema import StepContent, TaskContent, TextContent, TopicContent

FOLDER = Path(__file__).parent

__all__ = [
    "FOLDER",
    "Content",
    "Fault",
    "StepContent",
    "TaskContent",
    "TextContent",
    "TopicContent",
    "read_folder",
]
