"""People who write and review, and short ways to write a section, for the tests of versions."""

from typing import Any

from indgang.base.access import Actor
from indgang.catalogue.models import SectionVersion
from indgang.catalogue.services import Wish, save_draft
from indgang.organisation.models import Person, RoleGrant
from indgang.organisation.queries import actor_of_person

CODE = "pas-voksen"
OURS = Wish(reason="Hos os er det anderledes.")


def someone(username: str, role: str, **more: Any) -> Actor:
    """A person who holds a role everywhere."""
    person = Person.objects.create(username=username, name=username.capitalize(), **more)
    RoleGrant.objects.create(person=person, role=role, site=None)
    return actor_of_person(person.pk)


def bring(*things: str, english: tuple[str, ...] = ()) -> dict[str, Any]:
    """The content of the section "what to bring"."""
    content = {"da": {"bring": list(things)}}
    return content | ({"en": {"bring": list(english)}} if english else {})


def draft(actor: Actor, *things: str, **more: Any) -> SectionVersion:
    """Save a draft of what to bring in the local layer."""
    values: dict[str, Any] = {"layer": "local", "wish": OURS, "kind": "bring", "code": CODE, **more}
    return save_draft(actor=actor, content=values.pop("content", None) or bring(*things), **values)
