"""The toys' tables."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=20, unique=True)),
                ('value', models.BigIntegerField()),
                ('released_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Hour',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('minutes', models.BigIntegerField()),
                ('note', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=40)),
                ('status', models.CharField(default='draft', max_length=10)),
                ('number', models.BigIntegerField(null=True, unique=True)),
                ('note', models.CharField(blank=True, max_length=40)),
                ('extra', models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('email', models.CharField(max_length=80, null=True)),
                ('password', models.CharField(max_length=80, null=True)),
                ('active', models.BooleanField(default=True)),
                ('level', models.BigIntegerField(default=0)),
                ('born_on', models.DateField(null=True)),
                ('joined_at', models.DateTimeField(null=True)),
                ('seal', models.BinaryField(null=True)),
                ('traits', models.JSONField(null=True)),
                ('last_seen', models.DateTimeField(null=True)),
                ('boss', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='toys.member')),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('minor', models.BigIntegerField(default=0)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='toys.paper')),
            ],
        ),
    ]
