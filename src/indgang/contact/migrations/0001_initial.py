import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('booking', '0001_initial'),
        ('catalogue', '0002_guards'),
        ('organisation', '0001_initial'),
        ('organisation', '__first__'),
        ('queue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_background', models.CharField(max_length=16)),
                ('channel', models.CharField(choices=[('desk', 'called by number'), ('walk_in', 'walk-in without a number'), ('phone', 'phone'), ('bus', 'book bus'), ('video', 'video')], max_length=12)),
                ('language', models.CharField(default='da', max_length=5)),
                ('state', models.CharField(choices=[('active', 'in progress'), ('paused', 'paused'), ('parked', 'parked'), ('finished', 'finished'), ('discarded', 'discarded')], max_length=12)),
                ('current', models.PositiveSmallIntegerField(default=1)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('day', models.DateField()),
                ('started_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('active_seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('time_uncertain', models.BooleanField(default=False)),
                ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.desk')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
                ('ticket', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='queue.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['site', 'day'], name='contact_by_site_and_day'), models.Index(condition=models.Q(('state__in', ['active', 'paused', 'parked'])), fields=['officer'], name='contact_open_of_officer'), models.Index(fields=['officer', 'changed_at'], name='contact_latest_of_officer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('officer', 'key'), name='contact_key_once'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('officer',), name='contact_one_active_per_officer'), models.UniqueConstraint(condition=models.Q(('state__in', ['active', 'paused', 'parked'])), fields=('ticket',), name='contact_one_open_per_ticket'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ['finished', 'discarded'])), models.Q(models.Q(('state__in', ['finished', 'discarded']), _negated=True), ('finished_at__isnull', True)), _connector='OR'), name='contact_finished_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('active_seconds__isnull', False), ('state', 'finished')), models.Q(models.Q(('state', 'finished'), _negated=True), ('active_seconds__isnull', True)), _connector='OR'), name='contact_finished_has_seconds'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'paused', 'parked', 'finished', 'discarded'])), name='contact_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['desk', 'walk_in', 'phone', 'bus', 'video'])), name='contact_channel_known')],
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('begun', 'begun'), ('task_set', 'task chosen'), ('inquiry_added', 'matter added'), ('inquiry_removed', 'matter removed'), ('switched', 'went on with another matter'), ('paused', 'paused'), ('parked', 'parked'), ('resumed', 'resumed'), ('adopted', 'taken over by another officer'), ('finished', 'finished'), ('recorded', 'recorded afterwards'), ('discarded', 'discarded'), ('reopened', 'opened again'), ('time_corrected', 'time corrected'), ('clock_stopped', 'clock stopped, no sign of life'), ('closed_by_system', 'closed by the system')], max_length=20)),
                ('state', models.CharField(choices=[('active', 'in progress'), ('paused', 'paused'), ('parked', 'parked'), ('finished', 'finished'), ('discarded', 'discarded')], max_length=12)),
                ('facts', models.JSONField(default=dict)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='contact.contact')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['contact', 'at'], name='contactevent_by_contact')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['begun', 'task_set', 'inquiry_added', 'inquiry_removed', 'switched', 'paused', 'parked', 'resumed', 'adopted', 'finished', 'recorded', 'discarded', 'reopened', 'time_corrected', 'clock_stopped', 'closed_by_system'])), name='contactevent_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(blank=True, choices=[('solved', 'solved'), ('co_service', 'co-service done'), ('referred', 'referred'), ('handed_over', 'handed over'), ('booked', 'appointment booked'), ('not_solved', 'not solved')], max_length=12)),
                ('reason', models.CharField(blank=True, choices=[('missing_documents', 'documents missing'), ('missing_id', 'no valid identification'), ('system_down', 'a system was down'), ('lifeline_unreachable', 'the lifeline did not answer'), ('not_ours', 'not a matter of the municipality'), ('citizen_left', 'the citizen left'), ('other', 'another reason'), ('not_registered', 'never registered')], max_length=24)),
                ('reach', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'inform'), (2, 'guide'), (3, 'receive'), (4, 'prepare'), (5, 'decide')], null=True)),
                ('allowed_reach', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('active_seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('appointment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='booking.appointment')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inquiries', to='contact.contact')),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.delegation')),
                ('play', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.play')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contact', 'position'), name='inquiry_position_unique'), models.CheckConstraint(condition=models.Q(('reach__isnull', True), models.Q(('allowed_reach__isnull', False), ('reach__lte', models.F('allowed_reach'))), _connector='OR'), name='inquiry_never_beyond_reach'), models.CheckConstraint(condition=models.Q(('reach__isnull', True), ('reach__lt', 5), ('delegation__isnull', False), _connector='OR'), name='inquiry_decision_names_its_delegation'), models.CheckConstraint(condition=models.Q(('active_seconds__isnull', True), models.Q(('outcome', 'not_solved'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='inquiry_not_solved_says_why'), models.CheckConstraint(condition=models.Q(('reason', ''), models.Q(('outcome', 'not_solved'), ('reason__in', ['missing_documents', 'missing_id', 'system_down', 'lifeline_unreachable', 'not_ours', 'citizen_left', 'other', 'not_registered'])), _connector='OR'), name='inquiry_reason_only_when_not_solved'), models.CheckConstraint(condition=models.Q(('active_seconds__isnull', True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='inquiry_finished_has_outcome'), models.CheckConstraint(condition=models.Q(('outcome', ''), ('outcome__in', ['solved', 'co_service', 'referred', 'handed_over', 'booked', 'not_solved']), _connector='OR'), name='inquiry_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('referral', 'referred'), ('handover', 'handed over')], max_length=12)),
                ('elsewhere', models.CharField(blank=True, help_text='An authority or business outside the municipality.', max_length=80)),
                ('note', models.TextField(blank=True, max_length=1000)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('inquiry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='referral', to='contact.inquiry')),
                ('lane', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='queue.series')),
                ('lifeline', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.lifeline')),
                ('to_site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('at__isnull', True), ('lifeline__isnull', False), ('lane__isnull', False), ('to_site__isnull', False), models.Q(('elsewhere', ''), _negated=True), _connector='OR'), name='referral_goes_somewhere'), models.CheckConstraint(condition=models.Q(('kind__in', ['referral', 'handover'])), name='referral_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='contact.contact')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='contact.inquiry')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False)), name='segment_has_length'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('contact_id'), models.F('contact_id'), models.Value('[]'), function='int8range'), '&&'), ('period', '&&')], name='segment_no_overlap_in_contact'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('officer__isnull', False)), expressions=[(models.Func(models.F('officer_id'), models.F('officer_id'), models.Value('[]'), function='int8range'), '&&'), ('period', '&&')], name='segment_no_overlap_for_officer')],
            },
        ),
    ]
