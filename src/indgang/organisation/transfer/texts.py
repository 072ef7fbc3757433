"""Texts that exist once per language, as columns: title_da, title_en."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from indgang.base.models import Language
from indgang.base.transfer.columns import Record
from indgang.base.transfer.kinds import Change


def read(model: type[models.Model], owner: str, names: Mapping[str, str]) -> Mapping[Any, Record]:
    """The texts by their owner's primary key; `names` maps columns (without language) to fields."""
    found: dict[Any, Record] = {}
    for pk, language, *values in model._default_manager.values_list(owner, "language", *names.values()):
        texts = {f"{name}_{language}": value for name, value in zip(names, values, strict=True)}
        found.setdefault(pk, {}).update(texts)
    return found


def write(
    model: type[models.Model], owner: str, names: Mapping[str, str], rows: Sequence[tuple[Any, Change]]
) -> None:
    """Store the texts of created and changed rows; a language in which all of them are empty has no row."""
    wanted: list[models.Model] = []
    for pk, change in rows:
        for language in Language.values:
            values = {field: change.new[f"{name}_{language}"] for name, field in names.items()}
            if any(values.values()):
                wanted.append(model(**{owner: pk, "language": language, **values}))
    model._default_manager.filter(**{f"{owner}__in": [pk for pk, _change in rows]}).delete()
    model._default_manager.bulk_create(wanted)
