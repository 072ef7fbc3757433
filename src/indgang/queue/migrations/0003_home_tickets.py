import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_translations'),
        ('organisation', '0002_cache_table'),
        ('organisation', '__first__'),
        ('queue', '0002_told_waits'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='is_away',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='place_kept_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='channel',
            field=models.CharField(choices=[('kiosk', 'at the kiosk'), ('desk', 'at the desk'), ('phone', 'on the own phone'), ('home', 'at home'), ('api', 'another system'), ('check_in', 'appointment check-in'), ('simulated', 'simulated')], max_length=12),
        ),
        migrations.AlterField(
            model_name='ticketevent',
            name='kind',
            field=models.CharField(choices=[('taken', 'number taken'), ('called', 'called'), ('recalled', 'called again'), ('started', 'started'), ('held', 'put on hold'), ('no_show', 'did not come'), ('transferred', 'referred to another lane'), ('returned', 'returned to the queue'), ('finished', 'finished'), ('delayed', 'asked for more time'), ('left', 'left the queue'), ('arrived', 'said: I am here'), ('passed', 'passed by, not here yet'), ('lapsed', 'not here in time'), ('expired', 'closed with the day'), ('taken_over', 'taken over by another officer')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('is_away', True), ('state', 'waiting')), fields=['site'], name='ticket_away'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('is_away', False), ('state__in', ['waiting', 'left', 'expired']), _connector='OR'), name='ticket_away_is_never_called'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('place_kept_until__isnull', True), ('is_away', True), _connector='OR'), name='ticket_kept_only_while_away'),
        ),
        migrations.CreateModel(
            name='HomeRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_allowed', models.BooleanField(default=False)),
                ('minutes_before_opening', models.PositiveSmallIntegerField(default=0)),
                ('minutes_before_closing', models.PositiveSmallIntegerField(default=30)),
                ('least_wait_minutes', models.PositiveSmallIntegerField(default=10)),
                ('most_waiting', models.PositiveSmallIntegerField(default=10)),
                ('kept_minutes', models.PositiveSmallIntegerField(default=15)),
                ('site', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes_before_closing__lte', 240), ('minutes_before_opening__lte', 240)), name='homerules_within_four_hours'), models.CheckConstraint(condition=models.Q(('least_wait_minutes__lte', 240)), name='homerules_wait_to_ask'), models.CheckConstraint(condition=models.Q(('most_waiting__range', (1, 500))), name='homerules_most_waiting_1_to_500'), models.CheckConstraint(condition=models.Q(('kept_minutes__range', (1, 120))), name='homerules_kept_1_to_120_minutes')],
            },
        ),
    ]
