import billing_suite.kernel.values.fields
import billing_suite.kernel.values.ids
import crm.quotes.models.lines
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from billing_suite.kernel.record.tables import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("kernel", "0001_initial"),
        ("kernel", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Competitor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCampaign",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("budget_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical campaign",
                        "verbose_name_plural": "historical campaigns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCostRate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("role", models.SlugField(max_length=40)),
                        ("region", models.CharField(max_length=10)),
                        ("currency", models.CharField(max_length=3)),
                        ("cost", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cost rate",
                        "verbose_name_plural": "historical cost rates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRateCard",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("name", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("currency", models.CharField(max_length=3)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical rate card",
                        "verbose_name_plural": "historical rate cards",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LeadSource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="LossReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Pipeline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, unique=True)),
                        ("position", models.PositiveSmallIntegerField(unique=True)),
                        ("active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("budget_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                    ],
                    options={
                        "ordering": ["-starts_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="a_campaign_does_not_end_before_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("budget_minor__gte", 0)), name="a_campaign_budget_is_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostRate",
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
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("role", models.SlugField(max_length=40)),
                        ("region", models.CharField(max_length=10)),
                        ("currency", models.CharField(max_length=3)),
                        ("cost", billing_suite.kernel.values.fields.SixPlacesField()),
                    ],
                    options={
                        "ordering": ["region", "currency", "role", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("region", "currency", "role", "valid_from"), name="one_cost_rate_a_start"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("cost__gte", 0)), name="a_cost_rate_is_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="a_cost_rate_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Customer",
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
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("legal_name", models.CharField(max_length=160)),
                        ("currency", models.CharField(max_length=3)),
                        ("is_business", models.BooleanField(default=True)),
                        ("vat_id", models.CharField(blank=True, max_length=30)),
                        ("billing_email", models.EmailField(max_length=254)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("payment_days", models.PositiveSmallIntegerField(default=30)),
                        ("po_required", models.BooleanField(default=False)),
                        (
                            "e_invoice",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("facturx", "Factur-X / ZUGFeRD: inside the PDF"),
                                    ("ubl", "UBL 2.1: Peppol BIS Billing 3"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="customers",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "survivor",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "indexes": [
                            models.Index(fields=["name", "id"], name="crm_custome_name_2b098d_idx"),
                            models.Index(
                                condition=models.Q(("survivor__isnull", False)),
                                fields=["survivor"],
                                name="merged_customers",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("survivor__isnull", True),
                                    models.Q(("survivor", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_customer_does_not_survive_itself",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
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
                        ("name", models.CharField(max_length=120)),
                        ("title", models.CharField(blank=True, max_length=80)),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="crm.customer"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("street", models.CharField(max_length=160)),
                        ("postcode", models.CharField(blank=True, max_length=20)),
                        ("city", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("country", models.CharField(max_length=2)),
                        (
                            "customer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="address", to="crm.customer"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Activity",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Call"),
                                    ("meeting", "Meeting"),
                                    ("email", "E-mail"),
                                    ("task", "Task"),
                                    ("note", "Note"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("subject", models.CharField(max_length=160)),
                        ("text", models.TextField(blank=True, max_length=20000)),
                        ("about_kind", models.CharField(blank=True, max_length=60)),
                        ("about_id", models.CharField(blank=True, max_length=40)),
                        ("about_reference", models.CharField(blank=True, max_length=60)),
                        ("happened_at", models.DateTimeField(blank=True, null=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("remind_on", models.DateField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True, max_length=2000)),
                        ("message_id", models.CharField(blank=True, max_length=250, null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="crm.contact",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "activities",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["owner", "due_on"],
                                name="activity_to_do",
                            ),
                            models.Index(fields=["about_kind", "about_id"], name="activity_about"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("due_on__isnull", True), ("happened_at__isnull", False)),
                                    models.Q(("due_on__isnull", False), ("happened_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="an_activity_happened_or_is_to_be_done_by_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remind_on__isnull", True), ("remind_on__lte", models.F("due_on")), _connector="OR"
                                ),
                                name="a_reminder_comes_no_later_than_the_due_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remind_on__isnull", True), ("due_on__isnull", False), _connector="OR"
                                ),
                                name="only_what_is_to_do_has_a_reminder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                                    models.Q(
                                        ("done_at__isnull", False),
                                        ("done_by__isnull", False),
                                        ("due_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_was_to_do_is_done_by_somebody_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "note"), _negated=True), ("due_on__isnull", True), _connector="OR"
                                ),
                                name="a_note_is_never_due",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "task"), _negated=True),
                                    ("due_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_task_has_a_due_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("about_id", ""), ("about_kind", "")),
                                    models.Q(
                                        models.Q(("about_kind", ""), _negated=True),
                                        models.Q(("about_id", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_an_activity_is_about_has_kind_and_id",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("message_id__isnull", False)),
                                fields=("customer", "message_id"),
                                name="a_mail_is_logged_once_for_a_customer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="crm.customer"),
                        ),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                        (
                            "permission",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "unique_together": {("group", "permission", "content_object")},
                    },
                ),
                migrations.CreateModel(
                    name="DoubleKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="double_keys",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.legalentity"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["legal_entity", "key"], name="double_keys_by_key")],
                        "constraints": [
                            models.UniqueConstraint(fields=("customer", "key"), name="a_customer_has_a_key_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateCandidate",
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
                        ("score", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("reasons", models.JSONField(blank=True, default=list)),
                        ("found_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "To review"), ("apart", "Two customers"), ("merged", "Merged")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=80)),
                        ("why", models.CharField(blank=True, max_length=200)),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.customer"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.customer"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-score", "id"],
                        "indexes": [
                            models.Index(fields=["state", "score"], name="candidates_by_score"),
                            models.Index(fields=["other"], name="candidates_of_other"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="two_customers_are_compared_once"),
                            models.CheckConstraint(
                                condition=models.Q(("one", models.F("other")), _negated=True),
                                name="a_customer_is_not_its_own_double",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state", "open")),
                                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_decided_candidate_says_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalActivity",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Call"),
                                    ("meeting", "Meeting"),
                                    ("email", "E-mail"),
                                    ("task", "Task"),
                                    ("note", "Note"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("subject", models.CharField(max_length=160)),
                        ("text", models.TextField(blank=True, max_length=20000)),
                        ("about_kind", models.CharField(blank=True, max_length=60)),
                        ("about_id", models.CharField(blank=True, max_length=40)),
                        ("about_reference", models.CharField(blank=True, max_length=60)),
                        ("happened_at", models.DateTimeField(blank=True, null=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("remind_on", models.DateField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True, max_length=2000)),
                        ("message_id", models.CharField(blank=True, max_length=250, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.contact",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical activity",
                        "verbose_name_plural": "historical activities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAddress",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("street", models.CharField(max_length=160)),
                        ("postcode", models.CharField(blank=True, max_length=20)),
                        ("city", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("country", models.CharField(max_length=2)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical address",
                        "verbose_name_plural": "historical addresss",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalContact",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("title", models.CharField(blank=True, max_length=80)),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical contact",
                        "verbose_name_plural": "historical contacts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCustomer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("reference", models.CharField(db_index=True, max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("legal_name", models.CharField(max_length=160)),
                        ("currency", models.CharField(max_length=3)),
                        ("is_business", models.BooleanField(default=True)),
                        ("vat_id", models.CharField(blank=True, max_length=30)),
                        ("billing_email", models.EmailField(max_length=254)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("payment_days", models.PositiveSmallIntegerField(default=30)),
                        ("po_required", models.BooleanField(default=False)),
                        (
                            "e_invoice",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("facturx", "Factur-X / ZUGFeRD: inside the PDF"),
                                    ("ubl", "UBL 2.1: Peppol BIS Billing 3"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "survivor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical customer",
                        "verbose_name_plural": "historical customers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMergeRule",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("marks", models.JSONField(default=list)),
                        ("least_score", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical merge rule",
                        "verbose_name_plural": "historical merge rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQuotePolicy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("discount_above", billing_suite.kernel.values.fields.SixPlacesField(blank=True, null=True)),
                        ("margin_below", billing_suite.kernel.values.fields.SixPlacesField(blank=True, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="auth.group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quote policy",
                        "verbose_name_plural": "historical quote policies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTermsTemplate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("language", models.CharField(max_length=5)),
                        ("text", models.TextField(max_length=10000)),
                        ("active", models.BooleanField(default=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical terms template",
                        "verbose_name_plural": "historical terms templates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MergeRule",
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
                        ("name", models.CharField(max_length=80)),
                        ("marks", models.JSONField(default=list)),
                        ("least_score", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merge_rules",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["legal_entity", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("legal_entity", "name"),
                                name="a_merge_rule_has_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("least_score__gte", 3)), name="a_merge_rule_asks_for_a_likely_pair"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
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
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("reason", models.CharField(max_length=200)),
                        ("taken", models.JSONField(blank=True, default=dict)),
                        ("reached", models.JSONField(blank=True, default=dict)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=80)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_by", models.CharField(blank=True, max_length=80)),
                        ("undone_why", models.CharField(blank=True, max_length=200)),
                        (
                            "into",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="took_in", to="crm.customer"
                            ),
                        ),
                        (
                            "merged",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="went", to="crm.customer"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="crm.mergerule",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("merged",),
                                name="a_customer_is_merged_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("into", models.F("merged")), _negated=True),
                                name="a_customer_is_not_merged_with_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undone_at__isnull", True), ("undone_why", "")),
                                    models.Q(("undone_at__isnull", False), models.Q(("undone_why", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="an_undone_merge_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergeMove",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=80)),
                        ("field", models.CharField(max_length=40)),
                        ("row", models.CharField(max_length=40)),
                        (
                            "merge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="crm.merge"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("merge", "kind", "field", "row"), name="a_row_moves_once_a_merge"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalStage",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("name", models.CharField(max_length=40)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("probability", billing_suite.kernel.values.fields.SixPlacesField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                                default="open",
                                max_length=6,
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("pipeline", "Pipeline"),
                                    ("best_case", "Best case"),
                                    ("commit", "Commit"),
                                    ("omitted", "Omitted"),
                                ],
                                default="pipeline",
                                max_length=10,
                            ),
                        ),
                        ("needs", models.JSONField(blank=True, default=list)),
                        ("stalls_after", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "pipeline",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.pipeline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical stage",
                        "verbose_name_plural": "historical stages",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="QuotePolicy",
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
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("discount_above", billing_suite.kernel.values.fields.SixPlacesField(blank=True, null=True)),
                        ("margin_below", billing_suite.kernel.values.fields.SixPlacesField(blank=True, null=True)),
                        (
                            "role",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.group"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "quote policies",
                        "ordering": ["-valid_from", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("discount_above__isnull", False), ("margin_below__isnull", True)),
                                    models.Q(("discount_above__isnull", True), ("margin_below__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_quote_policy_is_about_a_discount_or_a_margin",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("discount_above__isnull", True),
                                    models.Q(("discount_above__gte", 0), ("discount_above__lt", 100)),
                                    _connector="OR",
                                ),
                                name="a_discount_policy_starts_within_100",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="a_quote_policy_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RateCard",
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
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("name", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("currency", models.CharField(max_length=3)),
                    ],
                    options={
                        "ordering": ["region", "currency", "valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="a_rate_card_ends_after_it_starts",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("region", ""), _negated=True),
                                fields=("region", "currency", "valid_from"),
                                name="one_rate_card_a_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("role", models.SlugField(max_length=40)),
                        ("price", billing_suite.kernel.values.fields.SixPlacesField()),
                        (
                            "card",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rates", to="crm.ratecard"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["role"],
                        "constraints": [
                            models.UniqueConstraint(fields=("card", "role"), name="one_rate_a_role_and_card"),
                            models.CheckConstraint(
                                condition=models.Q(("price__gte", 0)), name="a_rate_is_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("probability", billing_suite.kernel.values.fields.SixPlacesField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                                default="open",
                                max_length=6,
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("pipeline", "Pipeline"),
                                    ("best_case", "Best case"),
                                    ("commit", "Commit"),
                                    ("omitted", "Omitted"),
                                ],
                                default="pipeline",
                                max_length=10,
                            ),
                        ),
                        ("needs", models.JSONField(blank=True, default=list)),
                        ("stalls_after", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "pipeline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="crm.pipeline"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pipeline__position", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("pipeline", "name"), name="one_stage_a_name"),
                            models.UniqueConstraint(fields=("pipeline", "position"), name="one_stage_a_position"),
                            models.CheckConstraint(
                                condition=models.Q(("probability__gte", 0), ("probability__lte", 100)),
                                name="a_probability_is_between_0_and_100",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opportunity",
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
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("closes_on", models.DateField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("pipeline", "Pipeline"),
                                    ("best_case", "Best case"),
                                    ("commit", "Commit"),
                                    ("omitted", "Omitted"),
                                ],
                                default="pipeline",
                                max_length=10,
                            ),
                        ),
                        ("next_step", models.CharField(blank=True, max_length=160)),
                        ("no_competitor", models.BooleanField(default=False)),
                        ("lost_reason", models.CharField(blank=True, max_length=200)),
                        ("stage_since", models.DateTimeField(blank=True, null=True)),
                        ("stall_told_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "competitors",
                            models.ManyToManyField(blank=True, related_name="opportunities", to="crm.competitor"),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="crm.contact"
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="crm.lossreason"
                            ),
                        ),
                        (
                            "lost_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="crm.competitor",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("stage", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="crm.stage")),
                    ],
                    options={
                        "verbose_name_plural": "opportunities",
                        "ordering": ["-closes_on", "id"],
                        "indexes": [models.Index(fields=["stage", "-closes_on", "id"], name="opportunity_stage")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gte", 0)), name="an_opportunity_is_not_negative"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lead",
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
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("title", models.CharField(blank=True, max_length=80)),
                        ("firm", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("website", models.URLField(blank=True)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("message", models.TextField(blank=True, max_length=20000)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("working", "Working"),
                                    ("qualified", "Qualified"),
                                    ("disqualified", "Disqualified"),
                                ],
                                default="new",
                                max_length=12,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("consent_purpose", models.CharField(blank=True, max_length=120)),
                        ("consent_wording", models.TextField(blank=True, max_length=2000)),
                        ("consented_at", models.DateTimeField(blank=True, null=True)),
                        ("disqualified_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("qualified_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="crm.campaign",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="crm.contact",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="crm.leadsource"
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="crm.opportunity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["legal_entity", "status", "id"], name="lead_by_status")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), _negated=True),
                                    models.Q(("phone", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_lead_can_be_answered_by_mail_or_phone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "new"), _negated=True), ("owner__isnull", True), _connector="OR"
                                ),
                                name="a_new_lead_is_on_nobodys_desk",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "working"), _negated=True),
                                    ("owner__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_lead_that_is_worked_on_has_an_owner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("disqualified_at__isnull", False),
                                        ("status", "disqualified"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("status", "disqualified"), _negated=True),
                                        ("disqualified_at__isnull", True),
                                        ("reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_lead_is_disqualified_at_a_time_with_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("contact__isnull", False),
                                        ("customer__isnull", False),
                                        ("opportunity__isnull", False),
                                        ("qualified_at__isnull", False),
                                        ("status", "qualified"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "qualified"), _negated=True),
                                        ("contact__isnull", True),
                                        ("customer__isnull", True),
                                        ("opportunity__isnull", True),
                                        ("qualified_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_qualified_lead_names_what_it_became",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("consent_purpose", ""), ("consent_wording", ""), ("consented_at__isnull", True)
                                    ),
                                    models.Q(
                                        ("consented_at__isnull", False),
                                        models.Q(("consent_purpose", ""), _negated=True),
                                        models.Q(("consent_wording", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_consent_has_purpose_wording_and_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("opportunity__isnull", False)),
                                fields=("opportunity",),
                                name="an_opportunity_comes_from_one_lead",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLead",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("reference", models.CharField(db_index=True, max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("title", models.CharField(blank=True, max_length=80)),
                        ("firm", models.CharField(blank=True, max_length=120)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("website", models.URLField(blank=True)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("message", models.TextField(blank=True, max_length=20000)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("working", "Working"),
                                    ("qualified", "Qualified"),
                                    ("disqualified", "Disqualified"),
                                ],
                                default="new",
                                max_length=12,
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("consent_purpose", models.CharField(blank=True, max_length=120)),
                        ("consent_wording", models.TextField(blank=True, max_length=2000)),
                        ("consented_at", models.DateTimeField(blank=True, null=True)),
                        ("disqualified_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("qualified_at", models.DateTimeField(blank=True, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.campaign",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.contact",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.leadsource",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical lead",
                        "verbose_name_plural": "historical leads",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOpportunity",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("reference", models.CharField(db_index=True, max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("closes_on", models.DateField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("pipeline", "Pipeline"),
                                    ("best_case", "Best case"),
                                    ("commit", "Commit"),
                                    ("omitted", "Omitted"),
                                ],
                                default="pipeline",
                                max_length=10,
                            ),
                        ),
                        ("next_step", models.CharField(blank=True, max_length=160)),
                        ("no_competitor", models.BooleanField(default=False)),
                        ("lost_reason", models.CharField(blank=True, max_length=200)),
                        ("stage_since", models.DateTimeField(blank=True, null=True)),
                        ("stall_told_at", models.DateTimeField(blank=True, null=True)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.contact",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "lost_to",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.competitor",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.lossreason",
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.stage",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical opportunity",
                        "verbose_name_plural": "historical opportunities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StageMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=80)),
                        ("minutes_before", models.PositiveIntegerField(null=True)),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        (
                            "from_stage",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.stage"
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="crm.opportunity"
                            ),
                        ),
                        (
                            "to_stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="crm.stage"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["opportunity", "at"], name="moves_of_opportunity")],
                    },
                ),
                migrations.CreateModel(
                    name="TermsTemplate",
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
                        ("name", models.CharField(max_length=80)),
                        ("language", models.CharField(max_length=5)),
                        ("text", models.TextField(max_length=10000)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "language"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("name", "language"), name="one_terms_template_a_name_and_language"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("phase", models.CharField(max_length=80)),
                        ("description", models.CharField(max_length=200)),
                        (
                            "billed_by",
                            models.CharField(
                                choices=[
                                    ("time", "Time and materials"),
                                    ("fixed", "Fixed price"),
                                    ("retainer", "Retainer"),
                                    ("recurring", "Recurring"),
                                ],
                                default="time",
                                max_length=12,
                            ),
                        ),
                        ("role", models.SlugField(blank=True, max_length=40)),
                        (
                            "supply",
                            models.CharField(
                                choices=[
                                    ("services", "Professional services"),
                                    ("digital", "Digital services"),
                                    ("licence", "Grant of copyright"),
                                    ("training", "Education and training"),
                                    ("goods", "Goods"),
                                ],
                                default="services",
                                max_length=20,
                            ),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[
                                    ("hour", "hour"),
                                    ("day", "day"),
                                    ("piece", "piece"),
                                    ("month", "month"),
                                    ("quarter", "quarter"),
                                    ("year", "year"),
                                ],
                                default="hour",
                                max_length=8,
                            ),
                        ),
                        ("quantity", billing_suite.kernel.values.fields.SixPlacesField(default=1)),
                        ("hours", billing_suite.kernel.values.fields.SixPlacesField(default=0)),
                        (
                            "span",
                            models.CharField(
                                blank=True,
                                choices=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
                                max_length=8,
                            ),
                        ),
                        ("periods", models.PositiveSmallIntegerField(default=1)),
                        ("price", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("list_price", billing_suite.kernel.values.fields.SixPlacesField(blank=True, null=True)),
                        ("agreed", models.BooleanField(default=False)),
                        ("discount", billing_suite.kernel.values.fields.SixPlacesField(default=0)),
                        ("optional", models.BooleanField(default=False)),
                        ("currency", models.CharField(max_length=3)),
                        ("net_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("hours__gte", 0)), name="a_quote_line_has_no_negative_hours"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("billed_by", "time"), _negated=True),
                                    models.Q(("hours__gt", 0), models.Q(("role", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="a_line_billed_by_time_has_hours_and_a_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="a_quote_line_has_a_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price__gte", 0)), name="a_quote_line_price_is_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("discount__gte", 0), ("discount__lte", 100)),
                                name="a_line_discount_is_within_100",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("billed_by__in", ("retainer", "recurring")),
                                        ("periods__gte", 1),
                                        models.Q(("span", ""), _negated=True),
                                    ),
                                    models.Q(("billed_by__in", ("time", "fixed")), ("periods", 1), ("span", "")),
                                    _connector="OR",
                                ),
                                name="only_retainers_and_recurring_lines_have_periods",
                            ),
                        ],
                    },
                    bases=(crm.quotes.models.lines.Sold, models.Model),
                ),
                migrations.CreateModel(
                    name="QuoteMilestone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=120)),
                        ("due_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Quote",
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
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="crm.opportunity"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quotes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-reference"],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteVersion",
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
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Awaiting approval"),
                                    ("approved", "Approved"),
                                    ("sent", "Sent"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("expired", "Expired"),
                                    ("withdrawn", "Withdrawn"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        ("discount", billing_suite.kernel.values.fields.SixPlacesField(default=0)),
                        ("discount_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("net_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("valid_until", models.DateField()),
                        ("starts_on", models.DateField()),
                        ("terms", models.TextField(blank=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("content_hash", models.CharField(blank=True, max_length=64)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_by", models.CharField(blank=True, max_length=120)),
                        ("signed_title", models.CharField(blank=True, max_length=80)),
                        ("signed_from", models.CharField(blank=True, max_length=45)),
                        ("signed_po", models.CharField(blank=True, max_length=40)),
                        ("decline_reason", models.CharField(blank=True, max_length=300)),
                        ("return_comment", models.CharField(blank=True, max_length=300)),
                        ("taken", models.JSONField(blank=True, default=list)),
                        ("remind_on", models.DateField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "quote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="crm.quote"
                            ),
                        ),
                        (
                            "sent_to",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="crm.contact"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["quote", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("quote", "number"), name="one_version_a_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "accepted")),
                                fields=("quote",),
                                name="a_quote_is_accepted_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["draft", "submitted", "approved", "sent"])),
                                fields=("quote",),
                                name="one_live_version_a_quote",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["draft", "submitted", "approved", "superseded"]),
                                    models.Q(("sent_at__isnull", False), models.Q(("content_hash", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="a_sent_version_is_sealed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("discount__gte", 0), ("discount__lte", 100), ("discount_minor__gte", 0)
                                ),
                                name="a_quote_is_not_raised_by_its_discount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("remind_on__isnull", True),
                                    ("remind_on__lte", models.F("valid_until")),
                                    _connector="OR",
                                ),
                                name="a_quote_is_reminded_of_while_it_is_valid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("discount", 0), ("discount_minor", 0), _connector="OR"),
                                name="a_discount_is_a_percentage_or_an_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "accepted"), _negated=True),
                                    models.Q(("ended_at__isnull", False), models.Q(("signed_by", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="an_accepted_version_is_signed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("percent", billing_suite.kernel.values.fields.SixPlacesField()),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="crm.quoteline"
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="crm.quotemilestone",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shares",
                                to="crm.quoteversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["milestone__position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("milestone", "line"), name="one_share_a_milestone_and_line"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="a_share_is_of_100"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteQuestion",
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
                        ("text", models.TextField(max_length=2000)),
                        ("asked_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True, max_length=5000)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.contact"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="crm.quoteversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["asked_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answer_says_by_whom_and_when",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotePaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("sent", "As it was sent"), ("signed", "As it was signed")], max_length=6
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="crm.quoteversion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "kind"), name="one_quote_paper_a_kind")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalQuote",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("reference", models.CharField(db_index=True, max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("currency", models.CharField(max_length=3)),
                        ("history_user_id", models.CharField(max_length=80, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.opportunity",
                            ),
                        ),
                        (
                            "current",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="crm.quoteversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quote",
                        "verbose_name_plural": "historical quotes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.AddField(
            model_name="quoteline",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="crm.quoteversion"
            ),
        ),
        migrations.AddField(
            model_name="quotemilestone",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="crm.quoteversion"
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="current",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="current_of",
                to="crm.quoteversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotemilestone",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="one_milestone_a_position"),
        ),
        migrations.AddConstraint(
            model_name="quotemilestone",
            constraint=models.UniqueConstraint(fields=("version", "name"), name="one_milestone_a_name"),
        ),
        migrations.AddConstraint(
            model_name="quoteline",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="one_line_a_position"),
        ),
    ]
