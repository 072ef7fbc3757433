"""The referrals that the desk's page shows: of the numbers that wait, of the citizen here, and on their way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indgang.base.access import SYSTEM
from indgang.base.errors import NotFound
from indgang.catalogue import queries as catalogue
from indgang.catalogue.queries.pages import play_page
from indgang.contact.queries import ReferralCard, referrals_of_tickets, referrals_to_site


@dataclass(frozen=True, slots=True)
class Referred:
    """One referral, with its task in words and the steps that were taken."""

    card: ReferralCard
    title: str
    steps: list[str] = field(default_factory=list)


def of_numbers(ticket_ids: Iterable[int]) -> Mapping[int, ReferralCard]:
    """Which numbers came by referral."""
    return referrals_of_tickets(list(ticket_ids))


def of_number(ticket_id: int | None) -> Referred | None:
    """The referral by which the citizen at the desk came, in full."""
    card = referrals_of_tickets([ticket_id]).get(ticket_id) if ticket_id is not None else None
    return _in_full(card) if card is not None else None


def on_their_way(site_id: int) -> list[Referred]:
    """Those sent to this place from others that nobody has taken up."""
    cards = referrals_to_site(site_id)
    titles = _titles(cards)
    return [Referred(card, titles.get(card.task_code or "", "")) for card in cards]


def _in_full(card: ReferralCard) -> Referred:
    steps: list[str] = []
    if card.done and card.play_id is not None:
        try:
            steps = [step.text for step in play_page(card.play_id).steps if step.order in card.done]
        except NotFound:
            steps = []
    return Referred(card, _titles([card]).get(card.task_code or "", ""), steps)


def _titles(cards: Iterable[ReferralCard]) -> dict[str, str]:
    codes = sorted({card.task_code for card in cards if card.task_code})
    return {line.code: line.title for line in catalogue.task_lines(codes, actor=SYSTEM)} if codes else {}
