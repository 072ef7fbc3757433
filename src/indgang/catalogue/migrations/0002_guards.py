"""What the database itself keeps: published plays never change, and every change gives the catalogue a new
revision.
"""

from django.db import migrations

PLAYS_STAY = """
CREATE FUNCTION catalogue_play_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published play never changes; publish a new version'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'play_published_stays';
END $$;
CREATE TRIGGER play_stays BEFORE UPDATE OR DELETE ON catalogue_play
    FOR EACH ROW EXECUTE FUNCTION catalogue_play_stays();
CREATE TRIGGER step_stays BEFORE UPDATE OR DELETE ON catalogue_step
    FOR EACH ROW EXECUTE FUNCTION catalogue_play_stays();
CREATE TRIGGER steptext_stays BEFORE UPDATE OR DELETE ON catalogue_steptext
    FOR EACH ROW EXECUTE FUNCTION catalogue_play_stays();
"""

PLAYS_STAY_BACK = """
DROP TRIGGER play_stays ON catalogue_play;
DROP TRIGGER step_stays ON catalogue_step;
DROP TRIGGER steptext_stays ON catalogue_steptext;
DROP FUNCTION catalogue_play_stays();
"""

# What search and reach are computed from.
REVISED_BY = ["topic", "topictext", "task", "tasktext", "offer", "play", "steptext"]

REVISE = """
INSERT INTO catalogue_cataloguerevision (id, token) VALUES (true, gen_random_uuid());
CREATE FUNCTION catalogue_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_cataloguerevision (id, token) VALUES (true, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$;
"""
ON_CHANGE = """
CREATE TRIGGER TABLE_revises AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_TABLE
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_revise();
"""
REVISION = REVISE + "".join(ON_CHANGE.replace("TABLE", table) for table in REVISED_BY)

REVISION_BACK = (
    "".join(f"DROP TRIGGER {table}_revises ON catalogue_{table};" for table in REVISED_BY)
    + "DROP FUNCTION catalogue_revise();"
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(PLAYS_STAY, PLAYS_STAY_BACK),
        migrations.RunSQL(REVISION, REVISION_BACK),
    ]
