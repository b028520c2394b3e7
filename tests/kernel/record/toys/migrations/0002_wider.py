"""Alters a column of every toy table: on SQLite each is built anew, and would lose its triggers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toys", "0001_initial")]

    operations = [
        migrations.AlterField("paper", "title", models.CharField(max_length=60)),
        migrations.AlterField("line", "minor", models.BigIntegerField(default=1)),
        migrations.AlterField("fact", "key", models.CharField(max_length=30, unique=True)),
        migrations.AlterField("member", "name", models.CharField(max_length=60)),
        migrations.AlterField("hour", "note", models.CharField(blank=True, max_length=60)),
    ]
