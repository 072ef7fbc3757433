import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Play',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('is_local', models.BooleanField(default=False, help_text='Written by the municipality.')),
                ('fingerprint', models.CharField(help_text='SHA-256 of the steps, so that an unchanged import adds none.', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='CatalogueRevision',
            fields=[
                ('id', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('token', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', True)), name='cataloguerevision_one_row')],
            },
        ),
        migrations.CreateModel(
            name='SearchMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(max_length=80)),
                ('day', models.DateField()),
                ('times', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('query', 'day'), name='searchmiss_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('ask', 'ask'), ('id_check', 'check identity'), ('do', 'do'), ('stop_refer', 'stop and refer'), ('close', 'close')], max_length=12)),
                ('reach', models.PositiveSmallIntegerField(choices=[(1, 'inform'), (2, 'guide'), (3, 'receive'), (4, 'prepare'), (5, 'decide')], default=2)),
                ('refer_to', models.CharField(blank=True, choices=[('lifeline', 'the lifeline'), ('service', 'the SERVICE desk'), ('town_hall', 'the town hall')], max_length=12)),
                ('play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='catalogue.play')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('play', 'order'), name='step_order_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['ask', 'id_check', 'do', 'stop_refer', 'close'])), name='step_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'stop_refer'), models.Q(('refer_to', ''), _negated=True)), models.Q(models.Q(('kind', 'stop_refer'), _negated=True), ('refer_to', '')), _connector='OR'), name='step_stop_says_where_to')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('kle', models.CharField(blank=True, max_length=8)),
                ('group', models.PositiveSmallIntegerField()),
                ('nature', models.CharField(choices=[('operational', 'operational'), ('grey_zone', 'grey zone'), ('authority', 'authority')], max_length=12)),
                ('standard_minutes', models.PositiveSmallIntegerField()),
                ('priority', models.PositiveSmallIntegerField(default=2)),
                ('sensitive', models.BooleanField(default=False)),
                ('desk', models.CharField(choices=[('quick', 'KVIK'), ('service', 'SERVICE')], default='quick', max_length=8)),
                ('tools', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('self_service', models.URLField(blank=True, max_length=300)),
                ('is_active', models.BooleanField(default=True)),
                ('is_local', models.BooleanField(default=False, help_text="The municipality's own: national content never touches it.")),
                ('updated_at', models.DateTimeField()),
                ('lifeline', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.lifeline')),
            ],
        ),
        migrations.AddField(
            model_name='play',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plays', to='catalogue.task'),
        ),
        migrations.CreateModel(
            name='LocalNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('updated_at', models.DateTimeField()),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_notes', to='catalogue.task')),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('kiosk', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('icon', models.CharField(blank=True, max_length=40)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='topic_code_unique'), models.UniqueConstraint(fields=('kiosk',), name='topic_one_per_kiosk_button'), models.CheckConstraint(condition=models.Q(('kiosk__isnull', True), ('kiosk__range', (1, 6)), _connector='OR'), name='topic_kiosk_1_to_6')],
            },
        ),
        migrations.AddField(
            model_name='task',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='catalogue.topic'),
        ),
        migrations.CreateModel(
            name='LocalNoteText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('text', models.TextField(max_length=2000)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.localnote')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'language'), name='localnotetext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='StepText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('text', models.TextField(max_length=600)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.step')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'language'), name='steptext_once_per_language')],
            },
        ),
        migrations.AddConstraint(
            model_name='play',
            constraint=models.UniqueConstraint(fields=('task', 'version'), name='play_version_unique'),
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_kind', models.CharField(blank=True, max_length=12)),
                ('reach', models.PositiveSmallIntegerField(choices=[(0, 'none'), (1, 'inform'), (2, 'guide'), (3, 'receive'), (4, 'prepare'), (5, 'decide')])),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='catalogue.task')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('site__isnull', True), ('site_kind__in', ['town_hall', 'library', 'branch', 'book_bus', 'partner', 'remote'])), models.Q(('site__isnull', False), ('site_kind', '')), _connector='OR'), name='offer_kind_or_site'), models.CheckConstraint(condition=models.Q(('reach__range', (0, 5))), name='offer_reach_on_ladder'), models.UniqueConstraint(condition=models.Q(('site__isnull', True)), fields=('task', 'site_kind'), name='offer_once_per_kind'), models.UniqueConstraint(condition=models.Q(('site__isnull', False)), fields=('task', 'site'), name='offer_once_per_site')],
            },
        ),
        migrations.AddConstraint(
            model_name='localnote',
            constraint=models.UniqueConstraint(fields=('task', 'site'), name='localnote_once_per_site', nulls_distinct=False),
        ),
        migrations.CreateModel(
            name='LegalReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=300)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_references', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'order'), name='legalreference_order_unique')],
            },
        ),
        migrations.CreateModel(
            name='TaskAssumption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assumptions', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'order'), name='taskassumption_order_unique')],
            },
        ),
        migrations.CreateModel(
            name='TaskOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=24)),
                ('national', models.JSONField(blank=True, null=True)),
                ('national_changed_at', models.DateTimeField(blank=True, help_text="Set when national content changed under the municipality's value.", null=True)),
                ('updated_at', models.DateTimeField()),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='catalogue.task')),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'field'), name='taskoverride_once_per_field')],
            },
        ),
        migrations.CreateModel(
            name='TaskText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(max_length=300)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('bring', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'language'), name='tasktext_once_per_language')],
            },
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('code',), name='task_code_unique'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('group__range', (1, 3))), name='task_group_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('priority__range', (1, 3))), name='task_priority_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('standard_minutes__range', (1, 240))), name='task_minutes_1_to_240'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('nature__in', ['operational', 'grey_zone', 'authority'])), name='task_nature_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kle', ''), ('kle__regex', '^\\d{2}\\.\\d{2}(\\.\\d{2})?$'), _connector='OR'), name='task_kle_well_formed'),
        ),
        migrations.CreateModel(
            name='TopicText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('title', models.CharField(max_length=80)),
                ('hint', models.CharField(blank=True, max_length=160)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'language'), name='topictext_once_per_language')],
            },
        ),
    ]
