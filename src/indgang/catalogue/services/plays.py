"""Writing versions of plays."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from indgang.catalogue.content.schema import LANGUAGES, StepContent
from indgang.catalogue.models import Play, Step, StepText, Task
from indgang.core.reach import Reach

Steps = Sequence[StepContent]


def plain(steps: Steps) -> list[dict[str, Any]]:
    """The steps as JSON, the same for the same meaning."""
    return [step.model_dump(mode="json") for step in steps]


def fingerprint(steps: Steps) -> str:
    """SHA-256 of what the steps say, so that unchanged steps make no new version."""
    text = json.dumps(plain(steps), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_version(task: Task, steps: Steps, *, at: datetime, is_local: bool) -> Play:
    """Publish `steps` as the next version of the play. The caller holds the transaction and the lock."""
    last = Play.objects.filter(task=task).aggregate(last=Max("version"))["last"] or 0
    play = Play.objects.create(
        task=task, version=last + 1, published_at=at, fingerprint=fingerprint(steps), is_local=is_local
    )
    rows = Step.objects.bulk_create(
        Step(
            play=play,
            order=order,
            kind=step.kind,
            reach=Reach.from_code(step.reach).value,
            refer_to=step.to or "",
        )
        for order, step in enumerate(steps, start=1)
    )
    StepText.objects.bulk_create(
        StepText(step=row, language=language, text=getattr(step, language))
        for row, step in zip(rows, steps, strict=True)
        for language in LANGUAGES
    )
    return play
