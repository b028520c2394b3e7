import billing_suite.kernel.values.ids
import django.db.models.deletion
from billing_suite.kernel.record.tables import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Timeline",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=billing_suite.kernel.values.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("anchor", models.DateField()),
                        ("first_played_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PlayedLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("content_hash", models.CharField(max_length=64)),
                        ("on", models.DateField()),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("made_kind", models.CharField(blank=True, max_length=60)),
                        ("made_ids", models.JSONField(default=list)),
                        (
                            "timeline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="exchange.timeline",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("timeline", "position"), name="a_line_is_played_once")
                        ],
                    },
                ),
            ]
        ),
    ]
