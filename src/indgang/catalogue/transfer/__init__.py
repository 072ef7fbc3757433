"""The catalogue's kinds: tasks, offers, own texts and plays as tables.

What such a file changes is the municipality's own.

National content comes as a folder through `services.load_content`; a table is how a municipality writes tasks
of its own, or other values than the nation's, and both stay when national content is loaded again.
"""

from indgang.base.transfer import bundles, registry
from indgang.catalogue.models import Task, Topic
from indgang.catalogue.transfer.offers import Offers
from indgang.catalogue.transfer.plays import Plays
from indgang.catalogue.transfer.sections import SECTIONS, SharedSections
from indgang.catalogue.transfer.synonyms import Synonyms
from indgang.catalogue.transfer.tasks import Tasks
from indgang.catalogue.transfer.translations import Translations

TASKS = Tasks()
OFFERS = Offers()
PLAYS = Plays()
SHARED_SECTIONS = SharedSections()
SYNONYMS = Synonyms()
TRANSLATIONS = Translations()


def register() -> None:
    """Tell the framework about the kinds."""
    registry.register(TASKS, OFFERS, SECTIONS, SHARED_SECTIONS, PLAYS, SYNONYMS, TRANSLATIONS)
    bundles.register("catalogue", TASKS.name, OFFERS.name, SECTIONS.name, PLAYS.name)
    registry.register_codes("tasks", lambda: Task.objects.values_list("code", flat=True))
    registry.register_codes("topics", lambda: Topic.objects.values_list("code", flat=True))
