import billing_suite.kernel.values.ids
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=billing_suite.kernel.values.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=billing_suite.kernel.values.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('direction', models.CharField(blank=True, choices=[('out', 'Sent'), ('in', 'Received')], max_length=3)),
                ('sender', models.CharField(blank=True, max_length=600)),
                ('to', models.CharField(blank=True, max_length=600)),
                ('cc', models.CharField(blank=True, max_length=600)),
                ('subject', models.CharField(max_length=160)),
                ('text', models.TextField(blank=True, max_length=16000)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('unfiled', 'Unfiled'), ('filed', 'Filed'), ('discarded', 'Discarded')], default='unfiled', max_length=9)),
                ('why', models.CharField(blank=True, choices=[('nobody', 'From and to no colleague who logs activities'), ('unknown', 'With no contact that its owner may see'), ('disowned', "Disowned by its sender's domain (DMARC)"), ('mailing', 'To more addresses than a conversation has')], max_length=8)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MailFiling',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='a_mail_is_logged_once_for_a_customer',
        ),
        migrations.RemoveField(
            model_name='activity',
            name='message_id',
        ),
        migrations.RemoveField(
            model_name='historicalactivity',
            name='message_id',
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='contact_by_email'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mail',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mail',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailfiling',
            name='activity',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.activity'),
        ),
        migrations.AddField(
            model_name='mailfiling',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.customer'),
        ),
        migrations.AddField(
            model_name='mailfiling',
            name='mail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='crm.mail'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('user',), name='a_person_has_one_open_calendar_feed'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='a_calendar_feed_is_opened_before_it_is_closed'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('status', 'unfiled')), fields=['owner', 'id'], name='unfiled_mails'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['received_at'], name='mails_by_arrival'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('status', 'unfiled')), models.Q(models.Q(('status', 'unfiled'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='a_mail_is_filed_or_discarded_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'discarded'), _negated=True), ('ended_by__isnull', False), _connector='OR'), name='a_mail_is_discarded_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'unfiled'), ('text', ''), _connector='OR'), name='the_words_of_a_mail_are_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'unfiled'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='an_unfiled_mail_says_why'),
        ),
        migrations.AddConstraint(
            model_name='mailfiling',
            constraint=models.UniqueConstraint(fields=('mail', 'customer'), name='a_mail_is_logged_once_for_a_customer'),
        ),
    ]
