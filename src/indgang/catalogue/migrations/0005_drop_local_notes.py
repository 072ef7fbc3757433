"""The notes of municipalities are sections now (0004)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_sections_from_texts"),
    ]

    operations = [
        migrations.DeleteModel(name="LocalNoteText"),
        migrations.DeleteModel(name="LocalNote"),
    ]
