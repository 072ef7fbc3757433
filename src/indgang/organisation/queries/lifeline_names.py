"""What the search keeps of lifelines: for what, who, and the number; and what changes when that does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection

from indgang.organisation.models import Lifeline

_MARKS = """
SELECT line.id, concat(line.xmin, line.ctid, person.xmin, person.ctid, team.xmin, team.ctid,
    (SELECT string_agg(concat(xmin, ctid), ' ' ORDER BY id) FROM organisation_lifelinetext WHERE lifeline_id = line.id))
FROM organisation_lifeline line
LEFT JOIN organisation_person person ON person.id = line.person_id
LEFT JOIN organisation_team team ON team.id = line.team_id
WHERE line.is_active
"""


@dataclass(frozen=True, slots=True)
class LifelineName:
    """An active lifeline: its titles by language, and the person in service, else the team, behind it."""

    id: int
    code: str
    titles: Mapping[str, str]
    name: str
    phone: str


def lifeline_marks() -> dict[int, str]:
    """A text for each active lifeline that is another one after every change; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return dict(cursor.fetchall())


def lifeline_names(ids: Collection[int]) -> list[LifelineName]:
    """The active ones of these lifelines, in two queries."""
    rows = Lifeline.objects.filter(pk__in=ids, is_active=True).select_related("person", "team")
    return [
        LifelineName(
            row.pk,
            row.code,
            {text.language: text.title for text in row.texts.all()} or {"da": row.code},
            row.person.name
            if row.person is not None and row.person.is_active
            else row.team.name
            if row.team
            else "",
            row.direct_phone,
        )
        for row in rows.prefetch_related("texts")
    ]
