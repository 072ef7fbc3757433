"""What was proposed of an answer: so far its question as heading, and the answer."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    for row in apps.get_model("catalogue", "Question").objects.filter(version__isnull=False):
        row.proposed = f"{row.text[:120]}\n{row.answer}"
        row.save(update_fields=["proposed"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_questions")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="proposed",
            field=models.TextField(blank=True, default="", max_length=1700),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
