"""Rule 5, tried with random sequences: whatever the nation loads, our text in force changes by our hand alone."""

import copy
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indgang.base.access import SYSTEM
from indgang.catalogue import services
from indgang.catalogue.models import SectionVersion, TaskText
from indgang.catalogue.services import Wish
from indgang.core.layering import fold
from tests.catalogue.conftest import TASK, TOPICS
from tests.catalogue.sectioning import CODE, bring, someone

THINGS = st.lists(
    st.sampled_from(["Foto", "Pas", "Gebyr", "Kort", "Attest"]), min_size=1, max_size=3, unique=True
)
LAYERS = st.sampled_from(["local", "shared"])
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.none(), THINGS),
        st.tuples(st.sampled_from(["replace", "add"]), LAYERS, THINGS),
        st.tuples(st.sampled_from(["withdraw", "keep", "back"]), LAYERS, st.just([])),
    ),
    max_size=10,
)


class World:
    """The nation's folder and our texts, beside what we believe stands in force."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tasks").mkdir()
        (folder / "topics.yaml").write_text(yaml.safe_dump(TOPICS, allow_unicode=True), encoding="utf-8")
        (folder / "lifelines.yaml").write_text("[pas, folkeregister]", encoding="utf-8")
        self.national = ["Foto"]
        self.own: dict[str, tuple[str, list[str]] | None] = {"local": None, "shared": None}
        self.editor = someone("else", "editor")
        self.load(["Foto"])

    def load(self, things: list[str]) -> None:
        task = copy.deepcopy(TASK)
        task["text"]["da"]["bring"] = self.national = things
        (self.folder / f"tasks/{CODE}.yaml").write_text(
            yaml.safe_dump(task, allow_unicode=True), encoding="utf-8"
        )
        assert services.load_content(actor=SYSTEM, folder=self.folder).is_good

    def move(self, kind: str, layer: str | None, things: list[str]) -> None:
        if layer is None:
            self.load(things)
            return
        present = self.row(layer)
        if kind in {"replace", "add"}:
            wish = Wish(mode=kind, reason="Fordi")
            saved = services.save_draft(
                actor=self.editor, code=CODE, kind="bring", layer=layer, content=bring(*things), wish=wish
            )
            services.publish(actor=self.editor, version_id=saved.pk)
            self.own[layer] = (kind, things)
        elif kind == "withdraw" and present is not None:
            services.withdraw(actor=self.editor, version_id=present.pk)
            self.own[layer] = None
        elif kind == "keep" and present is not None:
            services.keep_ours(actor=self.editor, version_id=present.pk)
        elif kind == "back":
            old = SectionVersion.objects.filter(layer=layer, state__in=["superseded", "withdrawn"]).first()
            if old is not None:
                services.roll_back(actor=self.editor, version_id=old.pk)
                self.own[layer] = (old.mode, old.content["da"]["bring"])

    def row(self, layer: str) -> SectionVersion | None:
        return SectionVersion.objects.filter(section__kind="bring", layer=layer, state="published").first()

    def check(self) -> None:
        layers: list[tuple[str, dict[str, Any]]] = [("replace", bring(*self.national))]
        for layer in ("shared", "local"):
            believed, row = self.own[layer], self.row(layer)
            assert (row is None) == (believed is None)
            if row is not None and believed is not None:
                assert (row.mode, row.content) == (believed[0], bring(*believed[1]))
                layers.append((row.mode, row.content))
        assert TaskText.objects.get(task__code=CODE, language="da").bring == fold(layers)["da"]["bring"]


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_our_text_in_force_changes_by_our_hand_alone(
    moves: list[tuple[str, str | None, list[str]]], library
) -> None:
    from django.db import transaction

    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        world = World(Path(name))
        world.check()
        seen = {}
        for move in moves:
            world.move(*move)
            world.check()
            kept = dict(SectionVersion.objects.exclude(published_at=None).values_list("pk", "content"))
            assert {pk: kept.get(pk) for pk in seen} == seen  # nothing published is changed or gone
            seen = kept
        transaction.set_rollback(True)
