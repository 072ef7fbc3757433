"""What the demo's staff have to read, and what they have said about the texts. Invented."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import NotFound
from indgang.catalogue.queries.news import managed_news
from indgang.catalogue.services import (
    NewsWish,
    answer_feedback,
    give_feedback,
    mark_read,
    publish_news,
    take_feedback,
    write_news,
)
from indgang.core.day import danish_date
from indgang.organisation.queries import actor_of_person, find_person, find_site

READ_BY = ("birgit", "torben", "jonas", "line", "hanne")
NEWS: list[dict[str, Any]] = [
    {
        "days_ago": 9,
        "by": "peter",
        "kind": "instruction",
        "is_important": True,
        "needs_receipt": True,
        "due_in": 5,
        "topics": {"rejse"},
        "da": (
            "Pas: spørg om rejsedagen, før I begynder",
            (
                "Flere borgere har først fortalt om en nær rejse, da ansøgningen var færdig.\n\n"
                "Spørg derfor altid som det første: Hvornår skal du rejse? Er der kun få dage til, så ring til "
                "livlinen, før I går i gang. Skriv aldrig rejsemålet ned."
            ),
        ),
        "en": (
            "Passports: ask for the day of travel before you begin",
            (
                "Several citizens mentioned a journey close by only when the application was done.\n\n"
                "So always ask first: when do you travel? If it is only a few days, call the lifeline before "
                "you begin. Never write down where they are going."
            ),
        ),
    },
    {
        "days_ago": 7,
        "by": "lone",
        "sites": {"magion"},
        "da": (
            "Ny printer i Magion",
            (
                "Printeren ved KVIK 2 er skiftet. Borgerens udskrifter ligger nu i skuffen til højre, og nøglen til "
                "papiret hænger ved SERVICE 1."
            ),
        ),
        "en": (
            "New printer in Magion",
            (
                "The printer at KVIK 2 has been replaced. The citizen's prints are now in the tray on the right, and "
                "the key to the paper hangs at SERVICE 1."
            ),
        ),
    },
    {
        "days_ago": 40,
        "by": "lone",
        "shown_for": 14,
        "needs_receipt": True,
        "da": (
            "Børnedag på alle biblioteker: mød et kvarter før",
            (
                "På børnedagen er der mange i huset fra morgenstunden. Mød et kvarter før åbning, så skrankerne "
                "er klar, når dørene åbner."
            ),
        ),
    },
]


def fill_staffroom() -> None:
    """Write three items and three cases in different states, once, with moments some days back."""
    if managed_news(SYSTEM):
        return
    now = clock.now()
    for item in NEWS:
        _publish(item, now)
    _feedback(now)


def _publish(item: dict[str, Any], now: datetime) -> None:
    at = now - timedelta(days=item["days_ago"])
    due, shown_for = item.get("due_in"), item.get("shown_for")
    wish = NewsWish(
        texts={language: item[language] for language in ("da", "en") if language in item},
        kind=item.get("kind", "news"),
        is_important=item.get("is_important", False),
        needs_receipt=item.get("needs_receipt", False),
        sites=frozenset(item.get("sites", ())),
        topics=frozenset(item.get("topics", ())),
        last_day=danish_date(at) + timedelta(days=shown_for) if shown_for else None,
        due=danish_date(now) + timedelta(days=due) if due else None,
    )
    with clock.frozen(at):
        author = _actor(item["by"])
        news = write_news(actor=author, wish=wish)
        publish_news(actor=author, news_id=news.pk)
    for hours, username in enumerate(READ_BY, start=20):
        with clock.frozen(at + timedelta(hours=hours)):
            if not wish.sites:
                with suppress(NotFound):  # who is not asked gives no receipt
                    mark_read(actor=_actor(username), news_id=news.pk, revision=1)


def _feedback(now: datetime) -> None:
    magion, peter = find_site("magion"), _actor("peter")
    with clock.frozen(now - timedelta(days=8)):
        answered = give_feedback(
            actor=_actor("mette"),
            code="sundhedskort-nyt",
            section="play",
            kind="wrong",
            text="Vi spørger, hvorfor kortet skal fornyes, men de fleste har bare mistet det. Kan trinnet udgå?",
            site=magion,
        )
    with clock.frozen(now - timedelta(days=7)):
        answer_feedback(
            actor=peter,
            feedback_id=answered.pk,
            outcome="kept",
            answer="Vi lader trinnet stå: efter flytning og lægeskift kommer kortet af sig selv, og så skal "
            "borgeren ikke betale. Spørgsmålet tager få sekunder.",
        )
        taken = give_feedback(
            actor=_actor("birgit"),
            code="flytning-indenlands",
            section="expect",
            kind="missing",
            text="Borgerne spørger, om de selv skal give skole og daginstitution besked. Det står der ikke.",
            site=magion,
        )
    with clock.frozen(now - timedelta(days=6)):
        take_feedback(actor=peter, feedback_id=taken.pk)
        give_feedback(
            actor=_actor("jonas"),
            code="pas-voksen",
            section="bring",
            kind="unclear",
            text="Tager vi selv billedet her i Magion eller ej? Borgeren kan ikke se det af teksten.",
            site=magion,
        )


def _actor(username: str) -> Actor:
    return actor_of_person(find_person(username).pk)
