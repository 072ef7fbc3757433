import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_guards'),
        ('organisation', '0001_initial'),
        ('queue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('code', models.CharField(max_length=12)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(default='da', max_length=5)),
                ('state', models.CharField(choices=[('booked', 'booked'), ('arrived', 'checked in'), ('cancelled', 'cancelled')], default='booked', max_length=12)),
                ('booked_at', models.DateTimeField()),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.desk')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.task')),
                ('ticket', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='queue.ticket')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='appointment_code_unique'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('site', 'key'), name='appointment_key_once'), models.CheckConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'cancelled'])), name='appointment_state_known'), models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False), ('period__upper_inf', False)), name='appointment_from_to'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), expressions=[(models.Func(models.F('desk_id'), models.F('desk_id'), models.Value('[]'), function='int8range'), '&&'), ('period', '&&')], name='appointment_desk_never_twice')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('booked', 'booked'), ('arrived', 'checked in'), ('cancelled', 'cancelled')], max_length=12)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='booking.appointment')),
            ],
        ),
        migrations.CreateModel(
            name='BookableDesk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('grid_minutes', models.PositiveSmallIntegerField(default=15)),
                ('lead_minutes', models.PositiveIntegerField(default=60)),
                ('horizon_days', models.PositiveSmallIntegerField(default=60)),
                ('desk', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.desk')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('grid_minutes__in', [5, 10, 15, 20, 30, 60])), name='bookabledesk_grid_divides_the_hour'), models.CheckConstraint(condition=models.Q(('horizon_days__range', (1, 365))), name='bookabledesk_horizon_1_to_365')],
            },
        ),
    ]
