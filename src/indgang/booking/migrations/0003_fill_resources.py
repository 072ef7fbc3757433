"""Each desk that takes appointments becomes a resource, and each appointment takes its time of one."""

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange


def fill(apps, schema_editor):
    resources, desks = apps.get_model("booking", "Resource"), apps.get_model("organisation", "Desk")
    by_desk = {}
    for row in apps.get_model("booking", "BookableDesk").objects.select_related("desk"):
        by_desk[row.desk_id] = resources.objects.create(
            site_id=row.desk.site_id,
            kind="desk",
            desk_id=row.desk_id,
            topics=row.topics,
            grid_minutes=row.grid_minutes,
            lead_minutes=row.lead_minutes,
            horizon_days=row.horizon_days,
            order=row.desk.order,
        )
    appointments = apps.get_model("booking", "Appointment").objects
    for desk in desks.objects.filter(pk__in=appointments.values("desk_id")).exclude(pk__in=by_desk):
        by_desk[desk.pk] = resources.objects.create(
            site_id=desk.site_id, kind="desk", desk_id=desk.pk, order=desk.order, is_active=False
        )
    tasks, allocations = apps.get_model("booking", "AppointmentTask"), apps.get_model("booking", "Allocation")
    for row in appointments.iterator():
        row.resource_id = by_desk[row.desk_id].pk
        row.save(update_fields=["resource_id"])
        tasks.objects.create(appointment=row, task_id=row.task_id, persons=1, position=1)
        if row.state != "cancelled":
            allocations.objects.create(
                appointment=row,
                resource_id=row.resource_id,
                place=1,
                period=DateTimeTZRange(row.period.lower, row.period.upper, "[)"),
            )


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_resources")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
