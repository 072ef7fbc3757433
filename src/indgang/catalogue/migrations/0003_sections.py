import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_guards'),
        ('organisation', '0002_cache_table'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='searchmiss',
            name='searchmiss_once_per_day',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_kind_known',
        ),
        migrations.AddField(
            model_name='play',
            name='page',
            field=models.JSONField(default=dict, help_text='What else stood on the screen, by language: see services.composing.'),
        ),
        migrations.AddField(
            model_name='searchmiss',
            name='kind',
            field=models.CharField(choices=[('nothing', 'nothing was found'), ('not_chosen', 'nothing was chosen')], default='nothing', max_length=10),
        ),
        migrations.AddField(
            model_name='step',
            name='seconds',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='audience',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='task',
            name='authority',
            field=models.SlugField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='task',
            name='channels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='task',
            name='id_check',
            field=models.CharField(blank=True, choices=[('none', 'not needed'), ('conversation', 'by talking'), ('document', 'a document'), ('photo_id', 'photo identification'), ('mitid', 'MitID')], max_length=12),
        ),
        migrations.AddField(
            model_name='task',
            name='life_events',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='task',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='processing_max_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='processing_min_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='related',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='task',
            name='review_months',
            field=models.PositiveSmallIntegerField(default=12),
        ),
        migrations.AddField(
            model_name='task',
            name='valid_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='valid_to',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='visibility',
            field=models.CharField(choices=[('public', 'everybody'), ('staff', 'staff only')], default='public', max_length=8),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='appeal',
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='conditions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='description',
            field=models.TextField(blank=True, max_length=5000),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='expect',
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='forbidden',
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='output',
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name='tasktext',
            name='procedure',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None),
        ),
        migrations.AlterField(
            model_name='play',
            name='fingerprint',
            field=models.CharField(help_text='SHA-256 of steps and page, so that an unchanged import adds none.', max_length=64),
        ),
        migrations.AlterField(
            model_name='step',
            name='kind',
            field=models.CharField(choices=[('ask', 'ask'), ('id_check', 'check identity'), ('do', 'do'), ('co_service', 'do it together'), ('stop_refer', 'stop and refer'), ('close', 'close')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='searchmiss',
            constraint=models.UniqueConstraint(fields=('query', 'day', 'kind'), name='searchmiss_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='searchmiss',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['nothing', 'not_chosen'])), name='searchmiss_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ask', 'id_check', 'do', 'co_service', 'stop_refer', 'close'])), name='step_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('id_check', ''), ('id_check__in', ['none', 'conversation', 'document', 'photo_id', 'mitid']), _connector='OR'), name='task_id_check_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'staff'])), name='task_visibility_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('processing_max_days__isnull', True), ('processing_min_days__isnull', True)), ('processing_min_days__lte', models.F('processing_max_days')), _connector='OR'), name='task_processing_in_order'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('review_months__range', (1, 60))), name='task_review_months_1_to_60'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='task_valid_in_order'),
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=60)),
                ('article_id', models.PositiveIntegerField()),
                ('municipality', models.CharField(blank=True, max_length=4)),
                ('language', models.CharField(default='da', max_length=5)),
                ('title', models.CharField(max_length=300)),
                ('header', models.TextField(blank=True)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('byline', models.CharField(blank=True, max_length=300)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(blank=True, null=True)),
                ('form_numbers', models.JSONField(blank=True, default=list)),
                ('legislation', models.JSONField(blank=True, default=list)),
                ('content_hash', models.CharField(max_length=64)),
                ('warnings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('presence', models.CharField(choices=[('present', 'there'), ('gone', 'gone from the source')], default='present', max_length=8)),
                ('fetched_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('domain', 'article_id', 'municipality'), name='article_once_per_municipality'), models.CheckConstraint(condition=models.Q(models.Q(('gone_at__isnull', False), ('presence', 'gone')), models.Q(('gone_at__isnull', True), ('presence', 'present')), _connector='OR'), name='article_gone_when')],
            },
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('url', models.URLField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name_plural': 'authorities',
                'constraints': [models.UniqueConstraint(fields=('code',), name='authority_code_unique')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('wrong', 'wrong'), ('unclear', 'unclear'), ('missing', 'missing')], max_length=8)),
                ('text', models.TextField(max_length=1000)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('new', 'new'), ('taken', 'being looked at'), ('corrected', 'corrected'), ('kept', 'the text stands')], default='new', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_read_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='feedback_given', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('play', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.play')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.site')),
            ],
        ),
        migrations.CreateModel(
            name='FeedbackEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=20)),
                ('comment', models.CharField(blank=True, max_length=1000)),
                ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='catalogue.feedback')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KleSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=8)),
                ('title', models.CharField(max_length=300)),
                ('guidance', models.TextField(blank=True)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('preservation', models.CharField(blank=True, max_length=4)),
                ('deletion', models.CharField(blank=True, max_length=20)),
                ('legislation', models.JSONField(blank=True, default=list)),
                ('created_on', models.DateField(blank=True, null=True)),
                ('corrected_on', models.DateField(blank=True, null=True)),
                ('expired_on', models.DateField(blank=True, null=True)),
                ('replaced_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                ('published_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number',), name='klesubject_number_unique'), models.CheckConstraint(condition=models.Q(('number__regex', '^\\d{2}(\\.\\d{2}){0,2}$')), name='klesubject_number_well_formed')],
            },
        ),
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='lifeevent_code_unique')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=300)),
                ('state', models.CharField(choices=[('unknown', 'not tried yet'), ('working', 'works'), ('failing', 'failed last time'), ('broken', 'broken')], default='unknown', max_length=8)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('last_checked', models.DateTimeField(blank=True, null=True)),
                ('last_worked', models.DateTimeField(blank=True, null=True)),
                ('broken_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('url',), name='link_url_unique'), models.CheckConstraint(condition=models.Q(models.Q(('broken_since__isnull', False), ('state', 'broken')), models.Q(models.Q(('state', 'broken'), _negated=True), ('broken_since__isnull', True)), _connector='OR'), name='link_broken_since')],
            },
        ),
        migrations.CreateModel(
            name='PlaybookRules',
            fields=[
                ('id', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('needs_review', models.BooleanField(default=False)),
                ('remind_days', models.PositiveSmallIntegerField(default=14)),
                ('escalate_days', models.PositiveSmallIntegerField(default=14)),
                ('read_within_days', models.PositiveSmallIntegerField(default=7)),
                ('link_failures', models.PositiveSmallIntegerField(default=3)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', True)), name='playbookrules_one_row'), models.CheckConstraint(condition=models.Q(('link_failures__range', (1, 30))), name='playbookrules_failures')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('head', 'title and summary'), ('words', "citizens' words"), ('description', 'description'), ('bring', 'what to bring'), ('conditions', 'conditions'), ('procedure', "the citizen's own steps"), ('expect', 'what to expect'), ('appeal', 'appeal'), ('forbidden', 'what must not be written down'), ('play', 'play'), ('note', 'our note')], max_length=12)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('review_due', models.DateField(blank=True, null=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='catalogue.task')),
            ],
            options={
                'indexes': [models.Index(fields=['review_due'], name='section_by_review_due')],
                'constraints': [models.UniqueConstraint(fields=('task', 'kind'), name='section_once_per_task'), models.CheckConstraint(condition=models.Q(('kind__in', ['head', 'words', 'description', 'bring', 'conditions', 'procedure', 'expect', 'appeal', 'forbidden', 'play', 'note'])), name='section_kind_known')],
            },
        ),
        migrations.AddField(
            model_name='feedback',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='catalogue.section'),
        ),
        migrations.CreateModel(
            name='SectionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.CharField(choices=[('national', 'national'), ('shared', 'shared'), ('local', 'local')], max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('scheduled', 'scheduled'), ('published', 'published'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('mode', models.CharField(choices=[('replace', 'instead of the text below'), ('add', 'after the text below')], default='replace', max_length=7)),
                ('content', models.JSONField()),
                ('check_since', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('must_read', models.BooleanField(default=False)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.sectionversion')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='catalogue.section')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'valid_from'], name='sectionversion_by_state')],
                'constraints': [models.UniqueConstraint(fields=('section', 'layer', 'site', 'number'), name='sectionversion_number_unique', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('section', 'layer', 'site'), name='sectionversion_one_in_force', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'review'])), fields=('section', 'layer', 'site'), name='sectionversion_one_draft', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('state', 'scheduled')), fields=('section', 'layer', 'site'), name='sectionversion_one_scheduled', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'scheduled', 'published', 'superseded', 'withdrawn'])), name='sectionversion_state_known'), models.CheckConstraint(condition=models.Q(('layer__in', ['national', 'shared', 'local'])), name='sectionversion_layer_known'), models.CheckConstraint(condition=models.Q(models.Q(('layer', 'national'), ('mode', 'replace')), models.Q(('layer', 'national'), _negated=True), _connector='OR'), name='sectionversion_nation_adds_not'), models.CheckConstraint(condition=models.Q(('site__isnull', True), ('layer', 'local'), _connector='OR'), name='sectionversion_site_is_local'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'superseded']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='sectionversion_published_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='sectionversion_scheduled_for'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), ('created_by__isnull', True), models.Q(('reviewed_by', models.F('created_by')), _negated=True), _connector='OR'), name='sectionversion_second_eyes'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='sectionversion_valid_in_order')],
            },
        ),
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('news', 'news'), ('instruction', 'work instruction'), ('change', 'change in the playbook')], max_length=12)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('withdrawn', 'withdrawn')], default='draft', max_length=10)),
                ('is_important', models.BooleanField(default=False)),
                ('needs_receipt', models.BooleanField(default=False)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), blank=True, default=list, size=None)),
                ('publish_from', models.DateTimeField()),
                ('publish_until', models.DateTimeField(blank=True, null=True)),
                ('due', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sites', models.ManyToManyField(blank=True, related_name='+', to='organisation.site')),
                ('section_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='news', to='catalogue.sectionversion')),
            ],
            options={
                'verbose_name_plural': 'news',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['news', 'instruction', 'change'])), name='news_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'withdrawn'])), name='news_state_known'), models.CheckConstraint(condition=models.Q(('publish_until__isnull', True), ('publish_until__gt', models.F('publish_from')), _connector='OR'), name='news_ends_after_begin'), models.CheckConstraint(condition=models.Q(('due__isnull', True), ('needs_receipt', True), _connector='OR'), name='news_due_needs_receipt')],
            },
        ),
        migrations.AddField(
            model_name='feedback',
            name='corrected_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.sectionversion'),
        ),
        migrations.CreateModel(
            name='ArticleUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_hash', models.CharField(blank=True, max_length=64)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='catalogue.article')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'article'), name='articleuse_once_per_task')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('name', models.CharField(max_length=120)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.authority')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('authority', 'language'), name='authoritytext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='LifeEventText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('title', models.CharField(max_length=120)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.lifeevent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event', 'language'), name='lifeeventtext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_ok', models.BooleanField()),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('milliseconds', models.PositiveIntegerField(blank=True, null=True)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='catalogue.link')),
            ],
            options={
                'indexes': [models.Index(fields=['link', 'at'], name='linkcheck_by_link')],
            },
        ),
        migrations.CreateModel(
            name='MicroArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=60)),
                ('order', models.PositiveSmallIntegerField()),
                ('heading', models.CharField(blank=True, max_length=300)),
                ('html', models.TextField(blank=True)),
                ('local_html', models.TextField(blank=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('is_local', models.BooleanField(default=False)),
                ('presence', models.CharField(choices=[('present', 'there'), ('gone', 'gone from the source')], default='present', max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='catalogue.article')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'guid'), name='microarticle_once_per_article')],
            },
        ),
        migrations.CreateModel(
            name='NewsRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('news', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='catalogue.news')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('news', 'revision', 'person'), name='newsread_once_per_revision')],
            },
        ),
        migrations.CreateModel(
            name='NewsText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField(max_length=5000)),
                ('news', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.news')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('news', 'language'), name='newstext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='ReviewReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField()),
                ('stage', models.CharField(max_length=10)),
                ('sent_at', models.DateTimeField()),
                ('sent_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='catalogue.section')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('section', 'due', 'stage', 'sent_to'), name='reviewreminder_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('stage__in', ['before', 'due', 'escalated'])), name='reviewreminder_stage_known')],
            },
        ),
        migrations.CreateModel(
            name='SectionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('action', models.CharField(max_length=20)),
                ('comment', models.CharField(blank=True, max_length=600)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='catalogue.sectionversion')),
            ],
            options={
                'indexes': [models.Index(fields=['version', 'at'], name='sectionevent_by_version')],
            },
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['state', 'asked_at'], name='feedback_by_state'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['wrong', 'unclear', 'missing'])), name='feedback_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'taken', 'corrected', 'kept'])), name='feedback_state_known'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state__in', ['new', 'taken'])), models.Q(('answered_at__isnull', False), ('state__in', ['corrected', 'kept']), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='feedback_closed_with_answer'),
        ),
        migrations.CreateModel(
            name='SelfServiceEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('deep_link', models.URLField(blank=True, max_length=500)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('presence', models.CharField(choices=[('present', 'there'), ('gone', 'gone from the source')], default='present', max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='self_services', to='catalogue.article')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'guid'), name='selfserviceentry_once_per_article')],
            },
        ),
        migrations.CreateModel(
            name='SettledMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('how', models.CharField(max_length=120)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('query',), name='settledmiss_once_per_query')],
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('meaning', models.CharField(blank=True, max_length=80)),
                ('is_local', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words__len__gte', 2), models.Q(('words__len__gte', 1), models.Q(('meaning', ''), _negated=True)), _connector='OR'), name='synonym_of_something')],
            },
        ),
        migrations.CreateModel(
            name='TaskCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('free', 'free'), ('fee', 'fee'), ('varies', 'varies')], max_length=8)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ('since', models.DateField(blank=True, null=True)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='costs', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'since'), name='taskcost_once_per_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind__in', ['free', 'fee', 'varies'])), name='taskcost_kind_known'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('amount__gte', 0), ('kind', 'fee')), _connector='OR'), name='taskcost_amount_of_fee')],
            },
        ),
        migrations.CreateModel(
            name='TaskSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('law', 'law'), ('seed', 'paper'), ('page', 'page')], max_length=4)),
                ('title', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=300)),
                ('verified', models.DateField(blank=True, null=True)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='catalogue.task')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('task', 'order'), name='tasksource_order_unique')],
            },
        ),
    ]
