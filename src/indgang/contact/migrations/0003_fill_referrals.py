"""What is known of referrals made before: no reason was asked for, and those to another site get a code."""

import secrets

from django.db import migrations

SIGNS = "CDFHJKMNPRTVWX3479"
BATCH = 500


def fill(apps, schema_editor):
    referrals = apps.get_model("contact", "Referral").objects.using(schema_editor.connection.alias)
    referrals.filter(reason__isnull=True).update(reason="not_said")
    rows = list(referrals.filter(to_site__isnull=False, at__isnull=False, code__isnull=True))
    used = set(referrals.filter(code__isnull=False).values_list("code", flat=True))
    for row in rows:
        while row.code is None or row.code in used:
            row.code = "".join(secrets.choice(SIGNS) for _sign in range(6))
        used.add(row.code)
    referrals.bulk_update(rows, ["code"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_attempts_and_referrals")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
