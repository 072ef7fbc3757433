"""The database keeps to the layers, and its rules have names that say what they hold."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

LAYERS = (
    "base",
    "organisation",
    "messaging",
    "catalogue",
    "queue",
    "booking",
    "contact",
    "followup",
    "contactscreen",
    "insight",
    "planning",
)
# People and their second step hang on tables of libraries; none of those is a domain.
LIBRARIES = {"auth", "contenttypes"}
OURS = [model for label in LAYERS for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_the_layers(model: type[models.Model]) -> None:
    own = LAYERS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model:
            label = field.related_model._meta.app_label
            assert label in LIBRARIES or LAYERS.index(label) <= own, f"{field} points up"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_rules_are_named_after_their_model(model: type[models.Model]) -> None:
    prefix = f"{model._meta.model_name}_"
    names = [rule.name for rule in (*model._meta.constraints, *model._meta.indexes)]
    assert [name for name in names if not name.startswith(prefix)] == []
    assert [name for name in names if len(name) > 63] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_uniqueness_is_a_named_rule(model: type[models.Model]) -> None:
    unnamed = [
        field.name
        for field in model._meta.local_fields
        if field.unique and not field.primary_key and not isinstance(field, models.OneToOneField)
    ]
    assert unnamed == []
    assert not model._meta.unique_together


def test_migrations_are_one_line_for_each_app() -> None:
    loader = MigrationLoader(None)
    for label in LAYERS:
        if label in loader.migrated_apps:
            assert len(loader.graph.leaf_nodes(label)) == 1, f"{label} has two migrations that end"
            names = sorted(name for app, name in loader.disk_migrations if app == label)
            assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
