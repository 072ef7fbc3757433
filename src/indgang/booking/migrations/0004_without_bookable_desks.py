"""What `0003_fill_resources` has moved is no longer needed; no place taken twice is the allocations' rule now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_fill_resources")]
    operations = [
        migrations.RemoveConstraint(model_name="appointment", name="appointment_desk_never_twice"),
        migrations.DeleteModel(name="BookableDesk"),
    ]
