import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0004_without_bookable_desks'),
        ('organisation', '0002_cache_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('graph', 'Microsoft 365 (Outlook)'), ('feed', 'Published calendar (.ics address)'), ('caldav', 'CalDAV server'), ('demo', 'Invented calendar, for the demo')], max_length=8)),
                ('address', models.TextField(blank=True)),
                ('user_name', models.TextField(blank=True)),
                ('secret', models.TextField(blank=True)),
                ('reads', models.BooleanField(default=True)),
                ('writes', models.BooleanField(default=False)),
                ('shows_errand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('new', 'not read yet'), ('good', 'connected'), ('failing', 'cannot be reached just now'), ('refused', 'needs attention')], default='new', max_length=8)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('next_read_at', models.DateTimeField(blank=True, null=True)),
                ('sync_state', models.JSONField(default=dict)),
                ('odd', models.PositiveIntegerField(default=0)),
                ('cpr_entries', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar', to='booking.resource')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['graph', 'feed', 'caldav', 'demo'])), name='calendarlink_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['new', 'good', 'failing', 'refused'])), name='calendarlink_state_known'), models.CheckConstraint(condition=models.Q(('reads', True), ('writes', True), _connector='OR'), name='calendarlink_does_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'feed'), _negated=True), ('writes', False), _connector='OR'), name='calendarlink_feed_is_only_read')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('shows_errand', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.resource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest',), name='calendarfeed_token_once')],
            },
        ),
        migrations.CreateModel(
            name='BusyTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.CharField(max_length=32)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy', to='booking.calendarlink')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False), ('period__upper_inf', False)), name='busytime_from_to'), models.UniqueConstraint(fields=('link', 'entry', 'period'), name='busytime_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarPush',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('sequence', models.BigIntegerField()),
                ('sent', models.BigIntegerField(default=-1)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='booking.appointment')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='booking.calendarlink')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='calendarpush_waiting')],
                'constraints': [models.UniqueConstraint(fields=('link', 'appointment'), name='calendarpush_once'), models.CheckConstraint(condition=models.Q(('next_try_at__isnull', False), ('sent', models.F('sequence')), _connector='OR'), name='calendarpush_unsent_is_tried')],
            },
        ),
        migrations.CreateModel(
            name='ExpectedVisitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('print', models.CharField(max_length=64)),
                ('entry', models.CharField(max_length=32)),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visitors', to='booking.calendarlink')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'indexes': [models.Index(fields=['print'], name='expectedvisitor_by_print')],
                'constraints': [models.UniqueConstraint(fields=('link', 'site', 'print', 'period'), name='expectedvisitor_once')],
            },
        ),
    ]
