import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        ('organisation', '0001_initial'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('ageing_minutes', models.PositiveSmallIntegerField(default=15)),
                ('max_wait_minutes', models.PositiveSmallIntegerField(default=45)),
                ('due_window_minutes', models.PositiveSmallIntegerField(default=5)),
                ('min_reach', models.PositiveSmallIntegerField(default=0, help_text='An officer is given only tasks that they may take this far; 0: everything.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='callprofile_code_unique'), models.CheckConstraint(condition=models.Q(('ageing_minutes__gte', 1)), name='callprofile_ageing_positive'), models.CheckConstraint(condition=models.Q(('max_wait_minutes__gte', 1)), name='callprofile_max_wait_positive'), models.CheckConstraint(condition=models.Q(('min_reach__lte', 5)), name='callprofile_min_reach_on_ladder')],
            },
        ),
        migrations.CreateModel(
            name='DeskSetup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('desk', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='queue_setup', to='organisation.desk')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='queue.callprofile')),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=2)),
                ('name', models.CharField(max_length=40)),
                ('desk_kind', models.CharField(help_text='The kind of desk that serves this lane.', max_length=12)),
                ('first', models.PositiveIntegerField(default=1)),
                ('last', models.PositiveIntegerField(default=899)),
                ('offline_last', models.PositiveIntegerField(default=999)),
                ('digits', models.PositiveSmallIntegerField(default=2, help_text='Numbers are shown with at least so many digits.')),
                ('is_default', models.BooleanField(default=False, help_text='A citizen without a wish gets a number here.')),
                ('is_active', models.BooleanField(default=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='organisation.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'letter'), name='series_letter_unique_at_site'), models.UniqueConstraint(condition=models.Q(('is_active', True), ('is_default', True)), fields=('site',), name='series_one_default_per_site'), models.CheckConstraint(condition=models.Q(('letter__regex', '^[A-ZÆØÅ]{1,2}$')), name='series_letter_well_formed'), models.CheckConstraint(condition=models.Q(('first__gte', 1), ('last__gt', models.F('first')), ('offline_last__gte', models.F('last'))), name='series_numbers_in_order')],
            },
        ),
        migrations.CreateModel(
            name='CallRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('condition', models.CharField(choices=[('due', 'appointment due'), ('returned', 'returned from another desk'), ('lane', 'waits in the lane'), ('any', 'any ticket')], max_length=12)),
                ('letter', models.CharField(blank=True, max_length=2)),
                ('min_wait_minutes', models.PositiveSmallIntegerField(default=0)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='queue.callprofile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('profile', 'order'), name='callrule_order_unique'), models.CheckConstraint(condition=models.Q(('condition__in', ['due', 'returned', 'lane', 'any'])), name='callrule_condition_known'), models.CheckConstraint(condition=models.Q(models.Q(('condition', 'lane'), _negated=True), models.Q(('letter', ''), _negated=True), _connector='OR'), name='callrule_lane_names_its_letter')],
            },
        ),
        migrations.CreateModel(
            name='DeskSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_simulated', models.BooleanField(default=False)),
                ('by_api', models.BooleanField(default=False, help_text='Opened by another system, which gives no sign of life of its own.')),
                ('is_paused', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('closed', 'closed by the officer'), ('logged_out', 'logged out'), ('taken_over', 'taken over'), ('disappeared', 'no sign of life'), ('day_end', 'end of the day')], max_length=12)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.desk')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['site'], name='desksession_open_at_site')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('desk',), name='desksession_one_open_per_desk'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('officer',), name='desksession_one_open_per_officer'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='desksession_not_backwards')],
            },
        ),
        migrations.CreateModel(
            name='NumberBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('secrets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), size=None)),
                ('lent_at', models.DateTimeField()),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.accesstoken')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='queue.series')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'day', 'first'), name='numberblock_first_unique'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='numberblock_not_backwards')],
            },
        ),
        migrations.CreateModel(
            name='SeriesDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last_number', models.PositiveIntegerField()),
                ('last_offline_number', models.PositiveIntegerField()),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='queue.series')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'day'), name='seriesday_once')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('secret', models.CharField(max_length=24)),
                ('own_words', models.CharField(blank=True, help_text='The errand as typed; erased when the day closes.', max_length=200)),
                ('language', models.CharField(default='da', max_length=5)),
                ('channel', models.CharField(choices=[('kiosk', 'at the kiosk'), ('desk', 'at the desk'), ('phone', 'on the own phone'), ('api', 'another system'), ('check_in', 'appointment check-in'), ('simulated', 'simulated')], max_length=12)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('called', 'called'), ('serving', 'being served'), ('held', 'on hold'), ('finished', 'finished'), ('no_show', 'did not come'), ('left', 'gave the place up'), ('expired', 'closed with the day')], default='waiting', max_length=12)),
                ('priority', models.PositiveSmallIntegerField(default=2)),
                ('arrived_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('call_count', models.PositiveSmallIntegerField(default=0)),
                ('first_called_at', models.DateTimeField(blank=True, null=True)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('time_uncertain', models.BooleanField(default=False, help_text='Closed by the system; its times are left out of the figures for time.')),
                ('came_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='queue.series')),
                ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.desk')),
                ('held_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.desk')),
                ('lane', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lane_tickets', to='queue.series')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='queue.series')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.task')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.topic')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['site'], name='ticket_waiting_at_site'), models.Index(fields=['site', 'day', '-called_at'], name='ticket_by_site_and_day'), models.Index(condition=models.Q(('state__in', ['waiting', 'called', 'serving', 'held'])), fields=['site'], name='ticket_open_at_site'), models.Index(condition=models.Q(('state', 'no_show')), fields=['site', 'day'], name='ticket_no_show'), models.Index(condition=models.Q(('own_words', ''), _negated=True), fields=['day'], name='ticket_with_own_words')],
                'constraints': [models.UniqueConstraint(fields=('series', 'day', 'number'), name='ticket_number_unique_per_day'), models.UniqueConstraint(fields=('secret',), name='ticket_secret_unique'), models.UniqueConstraint(condition=models.Q(('state__in', ['called', 'serving'])), fields=('desk',), name='ticket_one_per_desk'), models.CheckConstraint(condition=models.Q(models.Q(('desk__isnull', False), ('state__in', ['called', 'serving'])), models.Q(models.Q(('state__in', ['called', 'serving']), _negated=True), ('desk__isnull', True)), _connector='OR'), name='ticket_desk_only_while_called'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'called', 'serving', 'held'])), models.Q(models.Q(('state__in', ['waiting', 'called', 'serving', 'held']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='ticket_ended_when_closed'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'called', 'serving', 'held', 'finished', 'no_show', 'left', 'expired'])), name='ticket_state_known'), models.CheckConstraint(condition=models.Q(('priority__range', (1, 3))), name='ticket_priority_1_to_3')],
            },
        ),
        migrations.CreateModel(
            name='TicketEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('taken', 'number taken'), ('called', 'called'), ('recalled', 'called again'), ('started', 'started'), ('held', 'put on hold'), ('no_show', 'did not come'), ('transferred', 'referred to another lane'), ('returned', 'returned to the queue'), ('finished', 'finished'), ('delayed', 'asked for more time'), ('left', 'left the queue'), ('expired', 'closed with the day'), ('taken_over', 'taken over by another officer')], max_length=12)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('called', 'called'), ('serving', 'being served'), ('held', 'on hold'), ('finished', 'finished'), ('no_show', 'did not come'), ('left', 'gave the place up'), ('expired', 'closed with the day')], max_length=12)),
                ('facts', models.JSONField(default=dict)),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.desk')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='queue.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['ticket', 'at'], name='ticketevent_by_ticket')],
            },
        ),
    ]
