"""What a person may do with which tasks, as facts for `core.reach`; and the lifelines by code."""

from collections.abc import Collection
from dataclasses import dataclass

from indgang.core.reach import CompetenceFact, DelegationFact, Reach, ScopeKind
from indgang.organisation.models import Competence, Delegation, Lifeline


@dataclass(frozen=True, slots=True)
class Rights:
    """The competences and delegations of one person, past and future ones too. Hashable."""

    competences: tuple[CompetenceFact, ...] = ()
    delegations: tuple[DelegationFact, ...] = ()


def rights_of(person_id: int | None) -> Rights:
    """The rights of a person in two queries; none for None and for a person who is not active."""
    if person_id is None:
        return Rights()
    competences = Competence.objects.filter(person=person_id, person__is_active=True).order_by("pk")
    delegations = Delegation.objects.filter(person=person_id, person__is_active=True).order_by("pk")
    return Rights(
        tuple(
            CompetenceFact(ScopeKind(kind), code, Reach(reach), valid_from, lapses_on)
            for kind, code, reach, valid_from, lapses_on in competences.values_list(
                "scope_kind", "scope_code", "reach", "valid_from", "lapses_on"
            )
        ),
        tuple(
            DelegationFact(ScopeKind(kind), code, valid_from, valid_to)
            for kind, code, valid_from, valid_to in delegations.values_list(
                "scope_kind", "scope_code", "valid_from", "valid_to"
            )
        ),
    )


def rights_of_people(person_ids: Collection[int]) -> dict[int, Rights]:
    """The rights of many people in two queries; whoever is not active has none."""
    competences: dict[int, list[CompetenceFact]] = {}
    delegations: dict[int, list[DelegationFact]] = {}
    active = {"person__in": person_ids, "person__is_active": True}
    columns = ("person_id", "scope_kind", "scope_code")
    rows = Competence.objects.filter(**active).order_by("pk")
    for person, kind, code, reach, valid_from, lapses_on in rows.values_list(
        *columns, "reach", "valid_from", "lapses_on"
    ):
        fact = CompetenceFact(ScopeKind(kind), code, Reach(reach), valid_from, lapses_on)
        competences.setdefault(person, []).append(fact)
    given = Delegation.objects.filter(**active).order_by("pk")
    for person, kind, code, valid_from, valid_to in given.values_list(*columns, "valid_from", "valid_to"):
        delegations.setdefault(person, []).append(DelegationFact(ScopeKind(kind), code, valid_from, valid_to))
    return {
        person: Rights(tuple(competences.get(person, ())), tuple(delegations.get(person, ())))
        for person in person_ids
    }


def lifeline_ids() -> dict[str, int]:
    """The id of every lifeline by its code."""
    return dict(Lifeline.objects.values_list("code", "pk"))
