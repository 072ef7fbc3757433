from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.reach import (
    CompetenceFact,
    DelegationFact,
    Limit,
    Reach,
    Scope,
    ScopeKind,
    TaskFacts,
    competence_for,
    effective_reach,
)

PASSPORT = TaskFacts("pas-voksen", "rejse", 1)
TODAY = date(2026, 11, 21)
SINCE = date(2026, 1, 1)


def can(reach: Reach, kind: ScopeKind = ScopeKind.TASK, code: str = "pas-voksen") -> CompetenceFact:
    return CompetenceFact(kind, code, reach, SINCE)


def delegated(kind: ScopeKind = ScopeKind.TASK, code: str = "pas-voksen") -> DelegationFact:
    return DelegationFact(kind, code, SINCE)


def test_codes_and_steps_name_each_other() -> None:
    assert [step.code for step in Reach] == ["none", "inform", "guide", "receive", "prepare", "decide"]
    assert all(Reach.from_code(step.code) is step for step in Reach)
    with pytest.raises(ValueError, match="unknown reach"):
        Reach.from_code("DECIDE")


@pytest.mark.parametrize(
    ("offer", "competence", "with_delegation", "reach", "limit"),
    [
        (Reach.DECIDE, Reach.DECIDE, True, Reach.DECIDE, None),
        (Reach.DECIDE, Reach.DECIDE, False, Reach.PREPARE, Limit.DELEGATION),
        (Reach.PREPARE, Reach.DECIDE, False, Reach.PREPARE, Limit.OFFER),
        (Reach.DECIDE, Reach.PREPARE, True, Reach.PREPARE, Limit.COMPETENCE),
        (Reach.GUIDE, Reach.GUIDE, True, Reach.GUIDE, Limit.OFFER),
        (Reach.NONE, Reach.DECIDE, True, Reach.NONE, Limit.OFFER),
        (Reach.RECEIVE, Reach.NONE, True, Reach.NONE, Limit.COMPETENCE),
    ],
)
def test_the_lowest_of_offer_competence_and_delegation_counts(
    offer: Reach, competence: Reach, with_delegation: bool, reach: Reach, limit: Limit | None
) -> None:
    decision = effective_reach(PASSPORT, offer, [can(competence)], [delegated()] * with_delegation, TODAY)
    assert (decision.reach, decision.limited_by) == (reach, limit)
    assert decision.allows(reach)
    assert not decision.allows(Reach(reach + 1)) if reach < Reach.DECIDE else True


def test_the_most_specific_scope_wins_even_when_lower() -> None:
    competences = [
        can(Reach.DECIDE, ScopeKind.GROUP, "1"),
        can(Reach.PREPARE, ScopeKind.TOPIC, "rejse"),
        can(Reach.INFORM),
    ]
    assert competence_for(PASSPORT, competences, TODAY) == (Reach.INFORM, Scope(ScopeKind.TASK, "pas-voksen"))
    assert competence_for(PASSPORT, competences[:2], TODAY)[0] == Reach.PREPARE
    assert competence_for(PASSPORT, competences[:1], TODAY)[0] == Reach.DECIDE


def test_within_the_same_kind_of_scope_the_highest_counts() -> None:
    assert competence_for(PASSPORT, [can(Reach.GUIDE), can(Reach.RECEIVE)], TODAY)[0] == Reach.RECEIVE


def test_without_competence_there_is_no_reach() -> None:
    others = [can(Reach.DECIDE, ScopeKind.TASK, "pas-barn"), can(Reach.DECIDE, ScopeKind.GROUP, "2")]
    decision = effective_reach(PASSPORT, Reach.DECIDE, others, [delegated()], TODAY)
    assert (decision.reach, decision.limited_by, decision.competence_scope) == (
        Reach.NONE,
        Limit.COMPETENCE,
        None,
    )


def test_a_competence_lapses_on_its_day() -> None:
    fact = CompetenceFact(ScopeKind.TASK, "pas-voksen", Reach.GUIDE, date(2026, 1, 2), date(2026, 1, 5))
    assert [fact.holds_on(date(2026, 1, day)) for day in range(1, 7)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_delegation_counts_to_the_end_of_its_last_day() -> None:
    fact = DelegationFact(ScopeKind.TASK, "pas-voksen", date(2026, 1, 2), date(2026, 1, 4))
    assert [fact.holds_on(date(2026, 1, day)) for day in range(1, 6)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("kind", "code"), [(ScopeKind.TASK, "pas-voksen"), (ScopeKind.TOPIC, "rejse"), (ScopeKind.GROUP, "1")]
)
def test_a_delegation_may_be_for_task_topic_or_group(kind: ScopeKind, code: str) -> None:
    decision = effective_reach(PASSPORT, Reach.DECIDE, [can(Reach.DECIDE)], [delegated(kind, code)], TODAY)
    assert decision.reach == Reach.DECIDE
    assert decision.delegated


steps = st.sampled_from(Reach)
scopes = st.sampled_from([(ScopeKind.TASK, "pas-voksen"), (ScopeKind.TOPIC, "rejse"), (ScopeKind.GROUP, "1")])
days = st.dates(date(2026, 11, 1), date(2026, 12, 1))
competence_facts = st.builds(
    lambda scope, reach, since, until: CompetenceFact(scope[0], scope[1], reach, since, until),
    scopes,
    steps,
    days,
    st.none() | days,
)
delegation_facts = st.builds(lambda scope, since: DelegationFact(scope[0], scope[1], since), scopes, days)


@given(steps, st.lists(competence_facts, max_size=6), st.lists(delegation_facts, max_size=2))
def test_nobody_ever_gets_beyond_offer_competence_and_delegation(
    offer: Reach, competences: list[CompetenceFact], delegations: list[DelegationFact]
) -> None:
    decision = effective_reach(PASSPORT, offer, competences, delegations, TODAY)
    highest = max((fact.reach for fact in competences if fact.holds_on(TODAY)), default=Reach.NONE)
    assert decision.reach <= min(offer, highest)
    assert decision.reach < Reach.DECIDE or any(fact.valid_from <= TODAY for fact in delegations)
    assert (decision.limited_by is None) == (decision.reach == Reach.DECIDE)
    assert decision.limited_by != Limit.OFFER or decision.reach == offer
    assert decision.limited_by != Limit.COMPETENCE or decision.reach == decision.competence
