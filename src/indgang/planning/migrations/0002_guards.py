"""What the database itself keeps: what happened in a workshop never changes; only a person who is erased is forgotten."""

from django.db import migrations

EVENTS_STAY = """
CREATE FUNCTION planning_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept planning_mappingevent := NEW;
BEGIN
    kept.person_id := OLD.person_id;
    IF kept IS DISTINCT FROM OLD OR NEW.person_id IS NOT NULL THEN
        RAISE EXCEPTION 'what happened in a workshop never changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'mappingevent_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mappingevent_stays BEFORE UPDATE ON planning_mappingevent
    FOR EACH ROW EXECUTE FUNCTION planning_event_stays();
"""

EVENTS_STAY_BACK = """
DROP TRIGGER mappingevent_stays ON planning_mappingevent;
DROP FUNCTION planning_event_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [migrations.RunSQL(EVENTS_STAY, EVENTS_STAY_BACK)]
