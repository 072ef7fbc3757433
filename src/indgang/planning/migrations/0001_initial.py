import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_guards'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('started_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'open'), ('settled', 'closed')], default='open', max_length=8)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='workshop_has_title'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'settled'])), name='workshop_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(('settled_at__isnull', False), ('state', 'settled')), _connector='OR'), name='workshop_settled_has_time')],
            },
        ),
        migrations.CreateModel(
            name='MappedTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(default=1)),
                ('order', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('owner', models.CharField(choices=[('library', 'library'), ('citizen_service', 'citizen service'), ('both', 'both'), ('partner', 'a partner')], max_length=16)),
                ('description', models.CharField(blank=True, max_length=1000)),
                ('competences', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('tools', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('done_by', models.CharField(blank=True, max_length=200)),
                ('is_out', models.BooleanField(default=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('settled_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('settled_priority', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('settled_nature', models.CharField(blank=True, choices=[('operational', 'operational'), ('grey_zone', 'grey zone'), ('authority', 'authority')], max_length=12)),
                ('settled_group', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('settled_reason', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_revision', models.PositiveIntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='planning.mappedtask')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.task')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.topic')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='planning.workshop')),
            ],
            options={
                'indexes': [models.Index(fields=['workshop', 'order'], name='mappedtask_by_order')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('level', 1)), fields=('workshop', 'task'), name='mappedtask_once_per_workshop'), models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('parent__isnull', True)), models.Q(('level', 2), ('parent__isnull', False), ('task__isnull', True)), _connector='OR'), name='mappedtask_two_levels'), models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='mappedtask_not_its_own_part'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='mappedtask_has_title'), models.CheckConstraint(condition=models.Q(('owner__in', ['library', 'citizen_service', 'both', 'partner'])), name='mappedtask_owner_known'), models.CheckConstraint(condition=models.Q(('settled_minutes__isnull', True), ('settled_minutes__range', (1, 240)), _connector='OR'), name='mappedtask_minutes_1_to_240'), models.CheckConstraint(condition=models.Q(('settled_priority__isnull', True), ('settled_priority__range', (1, 3)), _connector='OR'), name='mappedtask_priority_1_to_3'), models.CheckConstraint(condition=models.Q(('settled_group__isnull', True), ('settled_group__range', (1, 3)), _connector='OR'), name='mappedtask_group_1_to_3'), models.CheckConstraint(condition=models.Q(('settled_nature__in', ['', 'operational', 'grey_zone', 'authority'])), name='mappedtask_nature_known'), models.CheckConstraint(condition=models.Q(('settled_at__isnull', False), models.Q(('settled_group__isnull', True), ('settled_minutes__isnull', True), ('settled_nature', ''), ('settled_priority__isnull', True)), _connector='OR'), name='mappedtask_settled_has_time')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('library', 'library'), ('citizen_service', 'citizen service')], max_length=16)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('priority', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('nature', models.CharField(blank=True, choices=[('operational', 'operational'), ('grey_zone', 'grey zone'), ('authority', 'authority')], max_length=12)),
                ('group', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mapped', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='planning.mappedtask')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mapped', 'side'), name='assessment_once_per_side'), models.CheckConstraint(condition=models.Q(('side__in', ['library', 'citizen_service'])), name='assessment_side_known'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__range', (1, 240)), _connector='OR'), name='assessment_minutes_1_to_240'), models.CheckConstraint(condition=models.Q(('priority__isnull', True), ('priority__range', (1, 3)), _connector='OR'), name='assessment_priority_1_to_3'), models.CheckConstraint(condition=models.Q(('group__isnull', True), ('group__range', (1, 3)), _connector='OR'), name='assessment_group_1_to_3'), models.CheckConstraint(condition=models.Q(('nature__in', ['', 'operational', 'grey_zone', 'authority'])), name='assessment_nature_known')],
            },
        ),
        migrations.CreateModel(
            name='MappingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('begun', 'workshop begun'), ('added', 'task added'), ('divided', 'part added'), ('described', 'described'), ('assessed', 'assessed'), ('settled', 'settled'), ('taken_out', 'taken out'), ('put_back', 'put back'), ('taken_over', 'taken over into the catalogue'), ('closed', 'workshop closed'), ('opened', 'workshop opened again')], max_length=12)),
                ('side', models.CharField(blank=True, choices=[('library', 'library'), ('citizen_service', 'citizen service')], max_length=16)),
                ('facts', models.JSONField(default=dict)),
                ('mapped', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='planning.mappedtask')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='planning.workshop')),
            ],
            options={
                'indexes': [models.Index(fields=['mapped', 'at'], name='mappingevent_by_task')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['begun', 'added', 'divided', 'described', 'assessed', 'settled', 'taken_out', 'put_back', 'taken_over', 'closed', 'opened'])), name='mappingevent_kind_known'), models.CheckConstraint(condition=models.Q(('side__in', ['', 'library', 'citizen_service'])), name='mappingevent_side_known')],
            },
        ),
    ]
