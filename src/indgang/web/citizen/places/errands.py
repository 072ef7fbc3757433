"""What can I get done, and where: an errand chosen from the catalogue, and how far each place takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indgang.catalogue.queries import Offered, TaskLine, TopicOffer, offered_at, public_offers
from indgang.core.reach import Reach
from indgang.organisation.models import Site

TOPIC = "topic:"
PLAIN = {
    Reach.INFORM: gettext_lazy("we tell you what to do"),
    Reach.GUIDE: gettext_lazy("we help you do it yourself"),
    Reach.RECEIVE: gettext_lazy("you can hand it in; others deal with it"),
    Reach.PREPARE: gettext_lazy("we get it ready with you; others decide"),
    Reach.DECIDE: gettext_lazy("we do all of it here"),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """A task, or a topic with all its tasks."""

    code: str
    title: str
    tasks: tuple[TaskLine, ...]
    is_topic: bool

    def at(self, sites: Sequence[Site]) -> dict[int, str]:
        """What each site does about it in plain words, by id; sites that do not take it are left out."""
        return {pk: self._words(offered) for pk, offered in offered_at(self.tasks, sites).items()}

    def _words(self, offered: Offered) -> str:
        if not self.is_topic:
            return plain_reach(offered.reach)
        if offered.tasks == len(self.tasks):
            return _("everything of this kind")
        facts = {"count": offered.tasks, "all": len(self.tasks)}
        return ngettext("%(count)d errand of %(all)d", "%(count)d errands of %(all)d", offered.tasks) % facts


def plain_reach(reach: Reach) -> str:
    """How far a place takes an errand, as one tells a citizen."""
    return str(PLAIN[reach])


def all_errands() -> list[TopicOffer]:
    """Every errand that can be chosen, by topic."""
    return public_offers()


def chosen(code: str, errands: Sequence[TopicOffer]) -> Errand | None:
    """The errand that an address asks for ("pas-voksen", "topic:pas"); None for none, or an unknown one."""
    for offer in errands:
        if code == f"{TOPIC}{offer.topic.code}":
            return Errand(code, offer.topic.title, tuple(offer.tasks), is_topic=True)
        for task in offer.tasks:
            if code == task.code:
                return Errand(code, task.title, (task,), is_topic=False)
    return None
