from datetime import time

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0002_cache_table'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('sms', 'SMS')], max_length=8)),
                ('language', models.CharField(max_length=5)),
                ('reference', models.CharField(max_length=200)),
                ('recipient', models.TextField(blank=True)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('attachment', models.TextField(blank=True)),
                ('attachment_name', models.CharField(blank=True, max_length=80)),
                ('attachment_type', models.CharField(blank=True, max_length=80)),
                ('is_quiet', models.BooleanField(default=False, help_text='Waits for the end of the quiet hours.')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('delivered', 'delivered'), ('failed', 'failed'), ('expired', 'too late'), ('cancelled', 'cancelled'), ('uncertain', 'uncertain')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('send_after', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('first_tried_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('try_number', models.PositiveSmallIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=20)),
                ('provider_id', models.CharField(blank=True, max_length=120)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('error_detail', models.CharField(blank=True, max_length=300)),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.municipality')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='message_waiting_by_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='message_sending_by_claim'), models.Index(fields=['state', 'created_at'], name='message_by_state'), models.Index(fields=['created_at'], name='message_by_time'), models.Index(fields=['fingerprint'], name='message_by_fingerprint'), models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['settled_at'], name='message_to_be_erased')],
                'constraints': [models.UniqueConstraint(fields=('reference',), name='message_reference_once'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='message_reference_given'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='message_channel_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'delivered', 'failed', 'expired', 'cancelled', 'uncertain'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('claimed_at__isnull', True)), _connector='OR'), name='message_sending_is_claimed'), models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('attachment', ''), ('body', ''), ('fingerprint', ''), ('recipient', ''), ('subject', ''), models.Q(('state__in', ['waiting', 'sending']), _negated=True)), _connector='OR'), name='message_erased_holds_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state__in', ['waiting', 'sending'])), models.Q(models.Q(('state__in', ['waiting', 'sending']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='message_settled_when_over')],
            },
        ),
        migrations.CreateModel(
            name='MessageEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('delivered', 'delivered'), ('failed', 'failed'), ('expired', 'too late'), ('cancelled', 'cancelled'), ('uncertain', 'uncertain')], max_length=10)),
                ('action', models.CharField(max_length=20)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('error_detail', models.CharField(blank=True, max_length=300)),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='messaging.message')),
            ],
        ),
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('da', 'Dansk'), ('en', 'English')], max_length=5)),
                ('kind', models.CharField(max_length=60)),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('sms', 'SMS')], max_length=8)),
                ('subject', models.CharField(blank=True, max_length=150)),
                ('body', models.TextField(max_length=4000)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='message_texts', to='organisation.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'kind', 'channel', 'language'), name='messagetext_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='messagetext_channel_known'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='messagetext_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), models.Q(('subject', ''), _negated=True)), models.Q(('channel', 'sms'), ('subject', '')), _connector='OR'), name='messagetext_subject_of_email')],
            },
        ),
        migrations.CreateModel(
            name='MessageTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('begun_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('error_detail', models.CharField(blank=True, max_length=300)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='all_tries', to='messaging.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('message', 'number'), name='messagetry_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='messagetry_ended_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='MessagingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sms_on', models.BooleanField(default=True)),
                ('sms_sender', models.CharField(blank=True, max_length=11, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9 ._-]{1,11}$')])),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('sms_quiet_from', models.TimeField(blank=True, default=time(21, 0), null=True)),
                ('sms_quiet_to', models.TimeField(blank=True, default=time(8, 0), null=True)),
                ('email_quiet_from', models.TimeField(blank=True, null=True)),
                ('email_quiet_to', models.TimeField(blank=True, null=True)),
                ('erase_after_days', models.PositiveSmallIntegerField(default=30)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messaging_rules', to='organisation.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality',), name='messagingrules_one_per_municipality'), models.CheckConstraint(condition=models.Q(('sms_sender', ''), ('sms_sender__regex', '^[A-Za-z0-9 ._-]{1,11}$'), _connector='OR'), name='messagingrules_sender_sendable'), models.CheckConstraint(condition=models.Q(('erase_after_days__range', (1, 365))), name='messagingrules_erased_within_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('sms_quiet_from__isnull', True), ('sms_quiet_to__isnull', True)), models.Q(('sms_quiet_from__isnull', False), ('sms_quiet_to__isnull', False), models.Q(('sms_quiet_from', models.F('sms_quiet_to')), _negated=True)), _connector='OR'), name='messagingrules_sms_quiet_from_to'), models.CheckConstraint(condition=models.Q(models.Q(('email_quiet_from__isnull', True), ('email_quiet_to__isnull', True)), models.Q(('email_quiet_from__isnull', False), ('email_quiet_to__isnull', False), models.Q(('email_quiet_from', models.F('email_quiet_to')), _negated=True)), _connector='OR'), name='messagingrules_email_quiet_from_to')],
            },
        ),
    ]
