import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0001_initial'),
        ('catalogue', '0007_confirmed_assumptions'),
        ('organisation', '0002_cache_table'),
        ('organisation', '__first__'),
        ('queue', '0002_told_waits'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='appointment',
            name='appointment_state_known',
        ),
        migrations.AddField(
            model_name='appointment',
            name='channel',
            field=models.CharField(choices=[('public', 'by the citizen'), ('desk', 'at a desk'), ('api', 'another system')], default='desk', max_length=8),
        ),
        migrations.AddField(
            model_name='appointment',
            name='held_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='is_public',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='appointment',
            name='persons',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='appointment',
            name='sequence',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='appointment',
            name='series',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='skills',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='facts',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.desk'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='state',
            field=models.CharField(choices=[('held', 'being booked'), ('booked', 'booked'), ('arrived', 'checked in'), ('no_show', 'did not come'), ('cancelled', 'cancelled'), ('lapsed', 'never confirmed')], default='booked', max_length=12),
        ),
        migrations.AlterField(
            model_name='appointmentevent',
            name='state',
            field=models.CharField(choices=[('held', 'being booked'), ('booked', 'booked'), ('arrived', 'checked in'), ('no_show', 'did not come'), ('cancelled', 'cancelled'), ('lapsed', 'never confirmed')], max_length=12),
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('desk', 'desk'), ('person', 'person'), ('room', 'room'), ('places', 'places or equipment')], max_length=8)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('group', models.SlugField(default='serving', max_length=40)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('places', models.PositiveSmallIntegerField(default=1)),
                ('public_places', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('before_minutes', models.PositiveSmallIntegerField(default=0)),
                ('after_minutes', models.PositiveSmallIntegerField(default=0)),
                ('grid_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('lead_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('horizon_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('desk', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.desk')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
            ],
        ),
        migrations.AddField(
            model_name='appointment',
            name='resource',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='booking.resource'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(models.F('site'), models.Func(models.F('period'), function='lower'), name='appointment_by_site_and_start'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['held', 'booked', 'arrived', 'no_show', 'cancelled', 'lapsed'])), name='appointment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('state', 'held')), models.Q(models.Q(('state', 'held'), _negated=True), ('held_until__isnull', True)), _connector='OR'), name='appointment_only_a_hold_ends'),
        ),
        migrations.CreateModel(
            name='AppointmentTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('persons', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField()),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='booking.appointment')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appointment', 'position'), name='appointmenttask_position_once'), models.UniqueConstraint(fields=('appointment', 'task'), name='appointmenttask_once'), models.CheckConstraint(condition=models.Q(('persons__range', (1, 20))), name='appointmenttask_persons')],
            },
        ),
        migrations.CreateModel(
            name='BookingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, help_text='Citizens book by themselves.')),
                ('grid_minutes', models.PositiveSmallIntegerField(default=15)),
                ('lead_minutes', models.PositiveIntegerField(default=60)),
                ('staff_lead_minutes', models.PositiveIntegerField(default=0)),
                ('horizon_days', models.PositiveSmallIntegerField(default=60)),
                ('staff_horizon_days', models.PositiveSmallIntegerField(default=180)),
                ('hold_minutes', models.PositiveSmallIntegerField(default=10)),
                ('early_minutes', models.PositiveSmallIntegerField(default=60)),
                ('late_minutes', models.PositiveSmallIntegerField(default=10)),
                ('latest_minutes', models.PositiveSmallIntegerField(default=30)),
                ('late_rule', models.CharField(choices=[('walk_in', 'gets a number like those without an appointment'), ('next', 'keeps the appointment and is called as soon as a desk is free'), ('rebook', 'must book a new time')], default='walk_in', max_length=8)),
                ('change_minutes', models.PositiveIntegerField(default=0)),
                ('remind_hours', models.PositiveSmallIntegerField(default=24)),
                ('offer_minutes', models.PositiveSmallIntegerField(default=60)),
                ('most_open', models.PositiveSmallIntegerField(default=3)),
                ('keep_days', models.PositiveSmallIntegerField(default=30)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.municipality')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'site'), name='bookingrules_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('grid_minutes__in', [5, 10, 15, 20, 30, 60])), name='bookingrules_grid_divides_the_hour'), models.CheckConstraint(condition=models.Q(('horizon_days__range', (1, 365)), ('staff_horizon_days__range', (1, 365))), name='bookingrules_horizon_1_to_365'), models.CheckConstraint(condition=models.Q(('hold_minutes__range', (2, 60)), ('offer_minutes__range', (10, 2880))), name='bookingrules_holds_end'), models.CheckConstraint(condition=models.Q(('late_minutes__lte', models.F('latest_minutes'))), name='bookingrules_late_before_latest'), models.CheckConstraint(condition=models.Q(('late_rule__in', ['walk_in', 'next', 'rebook'])), name='bookingrules_late_rule_known'), models.CheckConstraint(condition=models.Q(('keep_days__gte', 1), ('most_open__gte', 1)), name='bookingrules_at_least_one')],
            },
        ),
        migrations.CreateModel(
            name='EarlierWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('offered', 'offered'), ('taken', 'taken'), ('ended', 'ended')], default='waiting', max_length=8)),
                ('declined', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wish', to='booking.appointment')),
                ('offer', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offered_to', to='booking.appointment')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['asked_at'], name='earlierwish_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'offered', 'taken', 'ended'])), name='earlierwish_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Holder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(blank=True)),
                ('email', models.TextField(blank=True)),
                ('phone', models.TextField(blank=True)),
                ('contact_prints', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None)),
                ('arrival_print', models.CharField(blank=True, max_length=64)),
                ('erase_after', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='holder', to='booking.appointment')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['erase_after'], name='holder_to_erase'), models.Index(condition=models.Q(('arrival_print', ''), _negated=True), fields=['arrival_print'], name='holder_by_arrival')],
            },
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['site'], name='resource_by_site'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('desk__isnull', False), ('kind', 'desk'), ('person__isnull', True)), models.Q(('desk__isnull', True), ('kind', 'person'), ('person__isnull', False)), models.Q(('desk__isnull', True), ('kind__in', ['room', 'places']), ('person__isnull', True), models.Q(('name', ''), _negated=True)), _connector='OR'), name='resource_is_what_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['desk', 'person']), models.Q(('group', 'serving'), _negated=True), _connector='OR'), name='resource_rooms_do_not_serve'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('places__range', (1, 500))), name='resource_places_1_to_500'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('public_places__isnull', True), ('public_places__lte', models.F('places')), _connector='OR'), name='resource_public_places_among_places'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('grid_minutes__isnull', True), ('grid_minutes__in', [5, 10, 15, 20, 30, 60]), _connector='OR'), name='resource_grid_divides_the_hour'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('horizon_days__isnull', True), ('horizon_days__range', (1, 365)), _connector='OR'), name='resource_horizon_1_to_365'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('after_minutes__lte', 240), ('before_minutes__lte', 240)), name='resource_buffers_at_most_four_hours'),
        ),
        migrations.CreateModel(
            name='BlockedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('series', models.UUIDField(blank=True, null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='blocked', to='booking.resource')),
            ],
            options={
                'indexes': [models.Index(fields=['site'], name='blockedtime_by_site')],
                'constraints': [models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False), ('period__upper_inf', False)), name='blockedtime_from_to')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(default=1)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('is_public', models.BooleanField(default=False)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='allocations', to='booking.appointment')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='booking.resource')),
            ],
            options={
                'indexes': [models.Index(models.F('resource'), models.Func(models.F('period'), function='upper'), name='allocation_by_resource_and_end')],
                'constraints': [models.UniqueConstraint(fields=('appointment', 'resource'), name='allocation_once'), models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False), ('period__upper_inf', False)), name='allocation_from_to'), models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='allocation_place_from_1'), django.contrib.postgres.constraints.ExclusionConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[(models.Func(models.F('resource_id'), models.F('resource_id'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('place'), models.F('place'), models.Value('[]'), function='int4range'), '&&'), ('period', '&&')], name='allocation_never_twice')],
            },
        ),
        migrations.CreateModel(
            name='ResourceHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('is_public', models.BooleanField(default=True)),
                ('outside_hours', models.BooleanField(default=False)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='booking.resource')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='resourcehours_weekday_0_to_6'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR'), name='resourcehours_closes_after_opening'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='resourcehours_not_backwards')],
            },
        ),
        migrations.CreateModel(
            name='TaskRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('extra_person_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('most_persons', models.PositiveSmallIntegerField(default=5)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('is_public', models.BooleanField(default=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.municipality')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'task'), name='taskrule_once'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__range', (1, 480)), _connector='OR'), name='taskrule_minutes_1_to_480'), models.CheckConstraint(condition=models.Q(('most_persons__range', (1, 20))), name='taskrule_persons_1_to_20')],
            },
        ),
    ]
