"""How far an outcome goes, and whether the officer may go that far (DESIGN, rule 3)."""

from dataclasses import dataclass

from indgang.contact.models import Outcome
from indgang.core.reach import Reach, ReachDecision

LEAST_REACH = {
    Outcome.SOLVED: Reach.INFORM,
    Outcome.CO_SERVICE: Reach.GUIDE,
    Outcome.HANDED_OVER: Reach.RECEIVE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reach` is what is registered when allowed; `needed` is what the outcome takes, at least."""

    is_allowed: bool
    reach: Reach | None
    needed: Reach


def judge(outcome: Outcome, wanted: Reach | None, decision: ReachDecision) -> Verdict:
    """Whether `outcome`, taken as far as `wanted`, is within the decision.

    Without `wanted`: solved goes as far as is allowed, co-service is *guide*, a handover is *prepare* or,
    where that is not allowed, *receive*. Referring, booking and not solving are always possible and go
    nowhere unless it is said. Raises ValueError when `wanted` is less than the outcome itself takes.
    """
    allowed = decision.reach
    least = LEAST_REACH.get(outcome)
    if wanted is not None:
        if least is not None and wanted < least:
            raise ValueError(f"{outcome} takes at least {least.code}")
        return Verdict(wanted <= allowed, wanted, wanted)
    if least is None:
        return Verdict(is_allowed=True, reach=None, needed=Reach.NONE)
    usual = {
        Outcome.SOLVED: allowed,
        Outcome.CO_SERVICE: Reach.GUIDE,
        Outcome.HANDED_OVER: min(allowed, Reach.PREPARE),
    }[outcome]
    return Verdict(allowed >= least, usual, least)
