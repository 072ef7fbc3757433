"""Whatever changes what is free gives a new revision, whoever writes it.

The one row for everything but bookings is written as a transaction commits: nobody then waits for a lock that comes
after it, whatever else the transaction locks and in what order.
"""

from django.db import migrations

# By the table: the changes of an existing row that matter; all of them when nothing is named.
REVISED_BY = {
    "booking_resource": "",
    "booking_resourcehours": "",
    "booking_blockedtime": "",
    "booking_bookingrules": "",
    "booking_taskrule": "",
    "booking_busytime": "",
    "booking_calendarlink": " OF reads, resource_id",
    "organisation_municipality": "",
    "organisation_site": "",
    "organisation_openinghours": "",
    "organisation_closedperiod": "",
    "organisation_competence": "",
    "organisation_delegation": "",
    "organisation_person": " OF is_active",
}

REVISE = """
INSERT INTO booking_bookingrevision (id, token, by) VALUES (true, gen_random_uuid(), 0);
CREATE FUNCTION booking_revise() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this bigint := pg_current_xact_id()::text::bigint;
BEGIN
    INSERT INTO booking_bookingrevision AS known (id, token, by) VALUES (true, gen_random_uuid(), this)
        ON CONFLICT (id) DO UPDATE SET token = excluded.token, by = this WHERE known.by <> this;
    RETURN NULL;
END $$;
"""
ON_CHANGE = """
CREATE CONSTRAINT TRIGGER TABLE_revises AFTER INSERT OR DELETE OR UPDATECOLUMNS ON TABLE
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_revise();
CREATE TRIGGER TABLE_emptied AFTER TRUNCATE ON TABLE FOR EACH STATEMENT EXECUTE FUNCTION booking_revise();
"""
REVISION = REVISE + "".join(
    ON_CHANGE.replace("TABLE", table).replace("COLUMNS", columns) for table, columns in REVISED_BY.items()
)
REVISION_BACK = (
    "".join(
        f"DROP TRIGGER {table}_revises ON {table}; DROP TRIGGER {table}_emptied ON {table};"
        for table in REVISED_BY
    )
    + "DROP FUNCTION booking_revise();"
)

TAKEN = """
CREATE FUNCTION booking_taken_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO booking_takenrevision (resource_id, token)
            SELECT resource_id, gen_random_uuid()
            FROM (SELECT resource_id FROM changed UNION SELECT resource_id FROM became) AS both_of
            ORDER BY resource_id
            ON CONFLICT (resource_id) DO UPDATE SET token = excluded.token;
    ELSE
        INSERT INTO booking_takenrevision (resource_id, token)
            SELECT resource_id, gen_random_uuid()
            FROM (SELECT DISTINCT resource_id FROM changed) AS each_of
            ORDER BY resource_id
            ON CONFLICT (resource_id) DO UPDATE SET token = excluded.token;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION booking_taken_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE booking_takenrevision SET token = gen_random_uuid();
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_taken AFTER INSERT ON booking_allocation REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION booking_taken_changed();
CREATE TRIGGER allocation_changed AFTER UPDATE ON booking_allocation
    REFERENCING OLD TABLE AS changed NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION booking_taken_changed();
CREATE TRIGGER allocation_given_back AFTER DELETE ON booking_allocation REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION booking_taken_changed();
CREATE TRIGGER allocation_emptied AFTER TRUNCATE ON booking_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION booking_taken_emptied();
"""
TAKEN_BACK = """
DROP TRIGGER allocation_taken ON booking_allocation;
DROP TRIGGER allocation_changed ON booking_allocation;
DROP TRIGGER allocation_given_back ON booking_allocation;
DROP TRIGGER allocation_emptied ON booking_allocation;
DROP FUNCTION booking_taken_changed();
DROP FUNCTION booking_taken_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0008_revisions"), ("organisation", "0002_cache_table")]

    operations = [migrations.RunSQL(REVISION, REVISION_BACK), migrations.RunSQL(TAKEN, TAKEN_BACK)]
