import billing_suite.kernel.values.fields
import billing_suite.kernel.values.ids
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from billing_suite.kernel.record.tables import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoricalDutyConflict",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("first", models.CharField(max_length=60)),
                        ("second", models.CharField(max_length=60)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")], max_length=10
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
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
                        "verbose_name": "historical duty conflict",
                        "verbose_name_plural": "historical duty conflicts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUser",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("email", models.EmailField(db_index=True, max_length=254)),
                        ("name", models.CharField(max_length=120)),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("joined_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "historical user",
                        "verbose_name_plural": "historical users",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ReferenceCounter",
                    fields=[
                        ("prefix", models.CharField(max_length=8, primary_key=True, serialize=False)),
                        ("last", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="StoredFile",
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
                        ("name", models.CharField(max_length=200)),
                        ("media_type", models.CharField(max_length=80)),
                        ("size", billing_suite.kernel.values.fields.WholeNumberField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("stored_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LegalEntity",
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
                        ("code", models.SlugField(max_length=12, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("legal_name", models.CharField(max_length=160)),
                        ("currency", models.CharField(max_length=3)),
                        ("time_zone", models.CharField(max_length=40)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("street", models.CharField(max_length=160)),
                        ("postcode", models.CharField(max_length=20)),
                        ("city", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("country", models.CharField(max_length=2)),
                        ("vat_id", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(max_length=254)),
                        ("bank_name", models.CharField(blank=True, max_length=80)),
                        ("bank_account", models.CharField(blank=True, max_length=40)),
                        ("bank_code", models.CharField(blank=True, max_length=20)),
                        ("year_starts_in", models.PositiveSmallIntegerField(default=1)),
                        ("rate_stale_after", models.PositiveSmallIntegerField(default=7)),
                        ("rates_through_eur", models.BooleanField(db_default=False, default=False)),
                        (
                            "logo",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "legal entities",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("year_starts_in__range", (1, 12))),
                                name="a_business_year_starts_in_a_month",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=billing_suite.kernel.values.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("joined_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"), name="one_user_an_email"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
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
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalPolicy",
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
                        ("subject", models.CharField(max_length=40)),
                        ("currency", models.CharField(max_length=3)),
                        ("above_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("role", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="auth.group")),
                    ],
                    options={
                        "verbose_name_plural": "approval policies",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "currency", "above_minor", "valid_from"),
                                name="one_policy_a_threshold",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
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
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("version", models.IntegerField()),
                        ("content_hash", models.CharField(max_length=64)),
                        ("makers", models.TextField()),
                        ("approver", models.CharField(max_length=80, null=True)),
                        ("automatic", models.BooleanField(default=False)),
                        ("approved_at", models.DateTimeField()),
                        (
                            "policy",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.PROTECT, to="kernel.approvalpolicy"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "subject_id", "version"), name="one_approval_a_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approver__isnull", False), ("automatic", False)),
                                    models.Q(
                                        ("approver__isnull", True), ("automatic", True), ("policy__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="approved_by_a_person_or_a_policy",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approver__isnull", True),
                                    models.Q(("makers__contains", models.F("approver")), _negated=True),
                                    _connector="OR",
                                ),
                                name="approver_is_no_maker",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("table", models.CharField(max_length=63)),
                        ("row_key", models.CharField(max_length=64)),
                        ("operation", models.CharField(max_length=6)),
                        ("actor", models.CharField(max_length=100)),
                        ("door", models.CharField(max_length=20)),
                        ("request_id", models.CharField(max_length=64)),
                        ("timeline", models.CharField(blank=True, max_length=80)),
                        ("before", models.JSONField(null=True)),
                        ("after", models.JSONField(null=True)),
                    ],
                    options={
                        "verbose_name": "audit row",
                        "db_table": "kernel_audit_row",
                        "indexes": [
                            models.Index(fields=["table", "row_key", "id"], name="audit_of_a_row"),
                            models.Index(fields=["actor", "id"], name="audit_by_actor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditPersonal",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("field", models.CharField(max_length=63)),
                        ("value_before", models.TextField(null=True)),
                        ("value_after", models.TextField(null=True)),
                        ("salt", models.CharField(max_length=36, null=True)),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="personal",
                                to="kernel.auditrow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "personal value of an audit row",
                        "db_table": "kernel_audit_personal",
                        "constraints": [
                            models.UniqueConstraint(fields=("audit", "field"), name="one_value_a_field_and_row")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyConflict",
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
                        ("first", models.CharField(max_length=60)),
                        ("second", models.CharField(max_length=60)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")], max_length=10
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="one_conflict_a_pair_of_rights")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("type", models.CharField(max_length=60)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("subject_kind", models.CharField(max_length=40)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("reference", models.CharField(max_length=60)),
                        ("actor", models.CharField(max_length=80)),
                        ("request_id", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("payload", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_kind", "subject_id"], name="kernel_even_subject_d37473_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangeRate",
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
                        ("base", models.CharField(max_length=3)),
                        ("quote", models.CharField(max_length=3)),
                        ("on", models.DateField()),
                        ("rate", billing_suite.kernel.values.fields.TenPlacesField()),
                        ("source", models.CharField(max_length=80)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-on", "-id"], name="exchange_rate_latest")],
                        "constraints": [
                            models.UniqueConstraint(fields=("base", "quote", "on"), name="one_exchange_rate_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gt", 0)), name="exchange_rate_is_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("base", models.F("quote")), _negated=True),
                                name="exchange_rate_joins_two_currencies",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExternalId",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("system", models.SlugField(max_length=40)),
                        ("kind", models.CharField(max_length=60)),
                        ("external_id", models.CharField(max_length=120)),
                        ("record", models.UUIDField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["system", "external_id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("system", "kind", "external_id"), name="an_external_id_names_one_record"
                            ),
                            models.UniqueConstraint(
                                fields=("record", "kind", "system"), name="a_record_has_one_id_a_system"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("external_id", ""), _negated=True),
                                    models.Q(("system", ""), _negated=True),
                                ),
                                name="an_external_id_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handout",
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
                        ("about", models.CharField(max_length=120)),
                        ("arguments", models.JSONField(default=dict)),
                        ("asked_at", models.DateTimeField()),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("media_type", models.CharField(blank=True, max_length=80)),
                        ("content", models.BinaryField(null=True)),
                        ("refusal", models.CharField(blank=True, max_length=500)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handouts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("content__isnull", True), ("ended_at__isnull", True), ("refusal", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        models.Q(
                                            models.Q(("content__isnull", False), ("refusal", "")),
                                            models.Q(("refusal", ""), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_handout_is_made_or_refused_or_waits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalApiToken",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("token_hash", models.CharField(db_index=True, max_length=64)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                            "user",
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
                        "verbose_name": "historical api token",
                        "verbose_name_plural": "historical api tokens",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApprovalPolicy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("subject", models.CharField(max_length=40)),
                        ("currency", models.CharField(max_length=3)),
                        ("above_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
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
                        "verbose_name": "historical approval policy",
                        "verbose_name_plural": "historical approval policies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("task", models.CharField(max_length=120)),
                        ("arguments", models.JSONField(default=dict)),
                        ("about", models.CharField(blank=True, max_length=120)),
                        ("key", models.CharField(max_length=120, null=True, unique=True)),
                        ("lane", models.CharField(blank=True, max_length=120)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("due", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("parked", "Failed"),
                                ],
                                default="due",
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("lease_owner", models.CharField(blank=True, max_length=64)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("done_count", models.BigIntegerField(default=0)),
                        ("total_count", models.BigIntegerField(default=0)),
                        ("last_error", models.TextField(blank=True)),
                        ("actor", models.CharField(max_length=80)),
                        ("request_id", models.CharField(max_length=64)),
                        ("timeline", models.CharField(blank=True, max_length=80)),
                        ("created_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "due")), fields=["due_at", "id"], name="job_due"
                            ),
                            models.Index(
                                condition=models.Q(("status", "running")), fields=["lease_until"], name="job_leased"
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("status__in", ["due", "running"]), models.Q(("lane", ""), _negated=True)
                                ),
                                fields=["lane", "id"],
                                name="job_lane",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lease_until__isnull", False), ("status", "running")),
                                    models.Q(("status", "running"), _negated=True),
                                    _connector="OR",
                                ),
                                name="running_work_has_a_lease",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finished_at__isnull", False), ("status", "done")),
                                    models.Q(("status", "done"), _negated=True),
                                    _connector="OR",
                                ),
                                name="done_work_says_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSchedule",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=60)),
                        ("task", models.CharField(max_length=120)),
                        ("arguments", models.JSONField(default=dict)),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("hourly", "Hourly"),
                                    ("daily", "Daily"),
                                    ("weekly", "Weekly"),
                                    ("monthly", "Monthly"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("hour", models.PositiveSmallIntegerField(default=6)),
                        ("active", models.BooleanField(default=True)),
                        ("starts_on", models.DateField()),
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
                        "verbose_name": "historical schedule",
                        "verbose_name_plural": "historical schedules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LegalEntityGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="kernel.legalentity"),
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
                    name="Making",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("maker", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "subject_id", "maker"), name="a_maker_stands_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
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
                        ("title", models.CharField(max_length=160)),
                        ("text", models.TextField(blank=True)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["recipient", "-at"], name="kernel_noti_recipie_88c5e3_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
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
                        ("kind", models.CharField(max_length=20)),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("pattern", models.CharField(max_length=40)),
                        ("last", models.BigIntegerField(default=0)),
                        ("last_on", models.DateField(blank=True, null=True)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "number series",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("year__isnull", False)),
                                fields=("legal_entity", "kind", "year"),
                                name="one_series_a_kind_and_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("year__isnull", True)),
                                fields=("legal_entity", "kind"),
                                name="one_endless_series_a_kind",
                            ),
                            models.CheckConstraint(condition=models.Q(("last__gte", 0)), name="a_counter_only_rises"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutgoingMail",
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
                        ("recipient", models.EmailField(max_length=254)),
                        ("subject", models.CharField(max_length=200)),
                        ("text", models.TextField()),
                        ("html", models.TextField(blank=True)),
                        ("attachments", models.JSONField(default=list)),
                        ("about_kind", models.CharField(blank=True, max_length=40)),
                        ("about_id", models.CharField(blank=True, max_length=40)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("sending", "Sending"),
                                    ("sent", "Sent"),
                                    ("uncertain", "Uncertain"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["about_kind", "about_id"], name="kernel_outg_about_k_0d0abd_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("status", "sent")),
                                    models.Q(("status", "sent"), _negated=True),
                                    _connector="OR",
                                ),
                                name="sent_mail_says_when",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PortalLink",
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
                        ("token_hash", models.CharField(max_length=64)),
                        ("purpose", models.CharField(max_length=30)),
                        ("subject_kind", models.CharField(max_length=60)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("contact_key", models.CharField(max_length=40)),
                        ("contact_name", models.CharField(max_length=120)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_kind", "subject_id"], name="kernel_port_subject_27b495_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("token_hash",), name="a_portal_token_is_used_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=80)),
                        ("marked_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="a_database_is_marked_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleRight",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("right", models.CharField(max_length=60)),
                        (
                            "role",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rights", to="auth.group"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("role", "right"), name="a_right_is_given_to_a_role_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Schedule",
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
                        ("name", models.CharField(max_length=60, unique=True)),
                        ("task", models.CharField(max_length=120)),
                        ("arguments", models.JSONField(default=dict)),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("hourly", "Hourly"),
                                    ("daily", "Daily"),
                                    ("weekly", "Weekly"),
                                    ("monthly", "Monthly"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("hour", models.PositiveSmallIntegerField(default=6)),
                        ("active", models.BooleanField(default=True)),
                        ("starts_on", models.DateField()),
                        (
                            "legal_entity",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="kernel.legalentity"),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ScheduledRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("period", models.CharField(max_length=20)),
                        ("job", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="kernel.job")),
                        (
                            "schedule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="kernel.schedule"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("schedule", "period"), name="one_run_a_period")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLegalEntity",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("code", models.SlugField(max_length=12)),
                        ("name", models.CharField(max_length=120)),
                        ("legal_name", models.CharField(max_length=160)),
                        ("currency", models.CharField(max_length=3)),
                        ("time_zone", models.CharField(max_length=40)),
                        ("language", models.CharField(default="en", max_length=5)),
                        ("street", models.CharField(max_length=160)),
                        ("postcode", models.CharField(max_length=20)),
                        ("city", models.CharField(max_length=80)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("country", models.CharField(max_length=2)),
                        ("vat_id", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(max_length=254)),
                        ("bank_name", models.CharField(blank=True, max_length=80)),
                        ("bank_account", models.CharField(blank=True, max_length=40)),
                        ("bank_code", models.CharField(blank=True, max_length=20)),
                        ("year_starts_in", models.PositiveSmallIntegerField(default=1)),
                        ("rate_stale_after", models.PositiveSmallIntegerField(default=7)),
                        ("rates_through_eur", models.BooleanField(db_default=False, default=False)),
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
                            "logo",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="kernel.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical legal entity",
                        "verbose_name_plural": "historical legal entities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]
