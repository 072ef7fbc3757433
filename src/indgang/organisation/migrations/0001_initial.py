import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$')])),
                ('name', models.CharField(max_length=80)),
                ('is_fictional', models.BooleanField(default=False, help_text='People and volumes are invented; every page says so.')),
                ('library_closes_on_holidays', models.BooleanField(default=True)),
                ('citizen_service_closes_on_holidays', models.BooleanField(default=True)),
                ('self_service_closes_on_holidays', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='municipality_code_unique'), models.CheckConstraint(condition=models.Q(('code__regex', '^\\d{4}$')), name='municipality_code_four_digits')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('town_hall', 'town hall'), ('library', 'library'), ('branch', 'branch library'), ('book_bus', 'book bus'), ('partner', 'partner'), ('remote', 'remote')], max_length=12)),
                ('model', models.PositiveSmallIntegerField(default=1, help_text='How library and citizen service work together here: model 1 to 5 of seed 001.')),
                ('address', models.CharField(blank=True, max_length=120)),
                ('postcode', models.CharField(blank=True, max_length=4)),
                ('town', models.CharField(blank=True, max_length=60)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('is_active', models.BooleanField(default=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='organisation.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slug',), name='site_slug_unique'), models.CheckConstraint(condition=models.Q(('model__range', (1, 5))), name='site_model_1_to_5'), models.CheckConstraint(condition=models.Q(('kind__in', ['town_hall', 'library', 'branch', 'book_bus', 'partner', 'remote'])), name='site_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ClosedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('library', 'library staffed'), ('citizen_service', 'citizen service staffed'), ('self_service', 'self-service')], max_length=16)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('opens', models.TimeField(blank=True, null=True)),
                ('closes', models.TimeField(blank=True, null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closed_periods', to='organisation.municipality')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closed_periods', to='organisation.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='closedperiod_last_day_not_before_first'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), models.Q(('closes__isnull', False), ('opens__isnull', False), models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR')), _connector='OR'), name='closedperiod_special_hours_complete'), models.UniqueConstraint(fields=('municipality', 'site', 'kind', 'first_day', 'last_day', 'opens'), name='closedperiod_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=80)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('direct_phone', models.CharField(blank=True, max_length=20)),
                ('background', models.CharField(choices=[('citizen_service', 'citizen service'), ('library', 'library'), ('other', 'other')], default='other', max_length=16)),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], default='da', max_length=5)),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False, help_text='Invented for the demo; may be logged in with one click there.')),
                ('home_site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.site')),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='team_code_unique')],
            },
        ),
        migrations.CreateModel(
            name='Lifeline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('direct_phone', models.CharField(max_length=20)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.lifeline')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lifelines', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lifelines', to='organisation.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='lifeline_code_unique'), models.CheckConstraint(condition=models.Q(('deputy', models.F('id')), _negated=True), name='lifeline_not_own_deputy')],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='organisation.team'),
        ),
        migrations.CreateModel(
            name='ClosedPeriodText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('reason', models.CharField(max_length=120)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='organisation.closedperiod')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('period', 'language'), name='closedperiodtext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='Competence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope_kind', models.CharField(choices=[('task', 'one task'), ('topic', 'a topic'), ('group', 'a task group')], max_length=8)),
                ('scope_code', models.CharField(max_length=60)),
                ('reach', models.PositiveSmallIntegerField(choices=[(1, 'inform'), (2, 'guide'), (3, 'receive'), (4, 'prepare'), (5, 'decide')])),
                ('how_won', models.CharField(blank=True, max_length=120)),
                ('valid_from', models.DateField()),
                ('lapses_on', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'scope_kind', 'scope_code', 'valid_from'), name='competence_once_per_start'), models.CheckConstraint(condition=models.Q(('reach__range', (1, 5))), name='competence_reach_on_ladder'), models.CheckConstraint(condition=models.Q(('lapses_on__isnull', True), ('lapses_on__gt', models.F('valid_from')), _connector='OR'), name='competence_lapses_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope_kind', models.CharField(choices=[('task', 'one task'), ('topic', 'a topic'), ('group', 'a task group')], max_length=8)),
                ('scope_code', models.CharField(max_length=60)),
                ('decision', models.CharField(help_text='The decision that gives it: body, date and item.', max_length=200)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='The last day on which it holds.', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'scope_kind', 'scope_code', 'valid_from'), name='delegation_once_per_start'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='delegation_not_backwards')],
            },
        ),
        migrations.CreateModel(
            name='LifelineHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('lifeline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='organisation.lifeline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='lifelinehours_weekday_0_to_6'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR'), name='lifelinehours_closes_after_opening')],
            },
        ),
        migrations.CreateModel(
            name='LifelineText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('title', models.CharField(max_length=80)),
                ('lifeline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='organisation.lifeline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lifeline', 'language'), name='lifelinetext_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('generalist', 'generalist'), ('specialist', 'specialist'), ('editor', 'editor'), ('manager', 'manager'), ('administrator', 'administrator'), ('device', 'device'), ('api', 'api')], max_length=16)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'role', 'site'), name='rolegrant_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('role__in', ['generalist', 'specialist', 'editor', 'manager', 'administrator'])), name='rolegrant_role_for_people')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('library', 'library staffed'), ('citizen_service', 'citizen service staffed'), ('self_service', 'self-service')], max_length=16)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('season', models.CharField(blank=True, max_length=40)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='organisation.site')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='openinghours_weekday_0_to_6'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR'), name='openinghours_closes_after_opening'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='openinghours_season_not_backwards'), models.CheckConstraint(condition=models.Q(('kind__in', ['library', 'citizen_service', 'self_service'])), name='openinghours_kind_known'), models.UniqueConstraint(fields=('site', 'kind', 'weekday', 'opens', 'season', 'valid_from'), name='openinghours_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40)),
                ('label', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('quick', 'KVIK'), ('service', 'SERVICE'), ('specialist', 'specialist'), ('remote', 'remote')], max_length=12)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='organisation.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slug',), name='desk_slug_unique'), models.UniqueConstraint(fields=('site', 'label'), name='desk_label_unique_at_site'), models.CheckConstraint(condition=models.Q(('kind__in', ['quick', 'service', 'specialist', 'remote'])), name='desk_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64)),
                ('role', models.CharField(choices=[('generalist', 'generalist'), ('specialist', 'specialist'), ('editor', 'editor'), ('manager', 'manager'), ('administrator', 'administrator'), ('device', 'device'), ('api', 'api')], max_length=16)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, help_text='Acts as this person.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest',), name='accesstoken_digest_unique'), models.CheckConstraint(condition=models.Q(('role__in', ('generalist', 'specialist', 'editor', 'manager', 'administrator', 'device', 'api'))), name='accesstoken_role_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('username',), name='person_username_unique'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('username', django.db.models.functions.text.Lower('username'))), name='person_username_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('background__in', ['citizen_service', 'library', 'other'])), name='person_background_known'),
        ),
    ]
