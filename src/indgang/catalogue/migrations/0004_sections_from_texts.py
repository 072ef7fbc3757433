"""Every text becomes a section with a national version, and where the municipality had its own, a local one above.

Published versions never change, and what search is computed from now includes news, synonyms and imports.
"""

import json
from collections import defaultdict

from django.db import migrations

PARTS = {"head": ("title", "summary"), "words": ("words",), "bring": ("bring",)}

VERSIONS_STAY = """
CREATE FUNCTION catalogue_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'a published version is never deleted'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sectionversion_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.published_at IS NOT NULL AND (
        NEW.content IS DISTINCT FROM OLD.content OR NEW.mode <> OLD.mode OR NEW.layer <> OLD.layer
        OR NEW.number <> OLD.number OR NEW.section_id <> OLD.section_id
        OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.published_at IS DISTINCT FROM OLD.published_at
        OR (OLD.state <> 'published' AND NEW.state <> OLD.state)
    ) THEN
        RAISE EXCEPTION 'a published version never changes; write a new one'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sectionversion_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sectionversion_stays BEFORE UPDATE OR DELETE ON catalogue_sectionversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_stays();
"""
VERSIONS_STAY_BACK = """
DROP TRIGGER sectionversion_stays ON catalogue_sectionversion;
DROP FUNCTION catalogue_version_stays();
"""

REVISED_BY = ["catalogue_" + table for table in (
    "news", "newstext", "synonym", "article", "microarticle", "selfserviceentry", "klesubject",
)] + ["organisation_lifeline", "organisation_lifelinetext"]
REVISION = "".join(
    f"CREATE TRIGGER {table}_revises AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION catalogue_revise();"
    for table in REVISED_BY
)
REVISION_BACK = "".join(f"DROP TRIGGER {table}_revises ON {table};" for table in REVISED_BY)


def steps_of(apps, play):
    Step = apps.get_model("catalogue", "Step")
    codes = {0: "none", 1: "inform", 2: "guide", 3: "receive", 4: "prepare", 5: "decide"}
    found = []
    for step in Step.objects.filter(play=play).order_by("order").prefetch_related("texts"):
        texts = {text.language: text.text for text in step.texts.all()}
        content = {"kind": step.kind, "reach": codes[step.reach]}
        if step.refer_to:
            content["to"] = step.refer_to
        found.append({**content, "da": texts.get("da", ""), "en": texts.get("en") or texts.get("da", "")})
    return found


def contents_of(apps, task, overrides):
    """(national, own) content by kind; own is None where the municipality has changed nothing."""
    texts = {text.language: text for text in task.texts.all()}
    for kind, parts in PARTS.items():
        national, own, is_own = {}, {}, False
        for language, text in texts.items():
            present = {part: getattr(text, part) for part in parts}
            kept = {part: overrides[f"{language}.{part}"] for part in parts if f"{language}.{part}" in overrides}
            own[language] = present
            national[language] = {**present, **{part: value or "" for part, value in kept.items()}}
            is_own = is_own or bool(kept)
        yield kind, national, own if is_own else None
    play = task.plays.order_by("-version").first()
    if play is not None:
        steps = {"steps": steps_of(apps, play)}
        if "play" in overrides:
            old = [{key: value for key, value in step.items() if value is not None} for step in overrides["play"] or []]
            yield "play", {"steps": old}, steps
        else:
            yield "play", steps, None


def copy_texts(apps, schema_editor):
    """Write sections and versions for what is there. Runs once; nothing is there in a new database."""
    Task = apps.get_model("catalogue", "Task")
    TaskOverride = apps.get_model("catalogue", "TaskOverride")
    LocalNote = apps.get_model("catalogue", "LocalNote")
    Section = apps.get_model("catalogue", "Section")
    Version = apps.get_model("catalogue", "SectionVersion")
    moved = [f"{language}.{part}" for language in ("da", "en") for parts in PARTS.values() for part in parts]
    moved.append("play")
    overrides = defaultdict(dict)
    changed = {}
    for row in TaskOverride.objects.filter(field__in=moved):
        overrides[row.task_id][row.field] = row.national
        if row.national_changed_at:
            part = row.field.rpartition(".")[2]
            kind = next((kind for kind, parts in PARTS.items() if part in parts), part)
            changed[row.task_id, kind] = row.national_changed_at

    def write(section, layer, content, at, **more):
        has_text = bool(content.get("steps")) or any(
            value for part in content.values() if isinstance(part, dict) for value in part.values()
        )
        if has_text:
            return Version.objects.create(
                section=section, layer=layer, number=more.pop("number", 1), state="published", content=content,
                created_at=at, published_at=at, **more,
            )
        return None

    for task in Task.objects.prefetch_related("texts", "plays"):
        at = task.updated_at
        for kind, national, own in contents_of(apps, task, overrides[task.pk]):
            section, _created = Section.objects.get_or_create(task=task, kind=kind)
            if task.is_local:
                write(section, "local", own or national, at)
                continue
            base = write(section, "national", json.loads(json.dumps(national)), at)
            if own is not None:
                write(section, "local", own, at, based_on=base, check_since=changed.get((task.pk, kind)))
    for note in LocalNote.objects.prefetch_related("texts"):
        section, _created = Section.objects.get_or_create(task_id=note.task_id, kind="note")
        content = {text.language: {"note": text.text} for text in note.texts.all()}
        write(
            section, "local", content, note.updated_at, site_id=note.site_id, mode="add",
            created_by_id=note.updated_by_id,
        )
    TaskOverride.objects.filter(field__in=moved).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_sections"),
        ("organisation", "0002_cache_table"),
    ]

    operations = [
        migrations.RunPython(copy_texts, migrations.RunPython.noop),
        migrations.RunSQL(VERSIONS_STAY, VERSIONS_STAY_BACK),
        migrations.RunSQL(REVISION, REVISION_BACK),
    ]
