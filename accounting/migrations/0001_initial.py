import billing_suite.kernel.values.fields
import billing_suite.kernel.values.ids
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from billing_suite.kernel.record.tables import Together
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crm", "0001_initial"),
        ("kernel", "0001_initial"),
        ("kernel", "__first__"),
        ("projects", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="HistoricalJurisdiction",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        (
                            "rounding",
                            models.CharField(
                                choices=[("document", "Once a group and document"), ("line", "On each line")],
                                default="document",
                                max_length=8,
                            ),
                        ),
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
                        ("e_invoice_from", models.DateField(blank=True, null=True)),
                        ("source", models.CharField(max_length=200)),
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
                        "verbose_name": "historical jurisdiction",
                        "verbose_name_plural": "historical jurisdictions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTaxRate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("supply", models.CharField(max_length=20)),
                        ("component", models.CharField(max_length=60)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("S", "Standard or reduced rate"),
                                    ("Z", "Zero rate"),
                                    ("E", "Exempt"),
                                    ("AE", "Reverse charge"),
                                    ("K", "Intra-community supply"),
                                    ("G", "Export"),
                                    ("O", "Outside the scope of tax"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("compound", models.BooleanField(default=False)),
                        ("source", models.CharField(max_length=200)),
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
                        "verbose_name": "historical tax rate",
                        "verbose_name_plural": "historical tax rates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="BillingRun",
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
                        ("through", models.DateField()),
                        ("on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("running", "Running"), ("done", "Done")], default="running", max_length=8
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("chunks", models.PositiveIntegerField(default=0)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="billing_runs",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-reference"],
                    },
                ),
                migrations.CreateModel(
                    name="ExemptionCertificate",
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
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("supplies", models.JSONField(default=list)),
                        ("number", models.CharField(max_length=60)),
                        ("reason", models.CharField(max_length=200)),
                        ("recorded_by", models.CharField(max_length=80)),
                        ("recorded_at", models.DateTimeField()),
                        ("revoked_on", models.DateField(blank=True, null=True)),
                        ("revocation", models.CharField(blank=True, max_length=300)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exemption_certificates",
                                to="crm.customer",
                            ),
                        ),
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
                        "ordering": ["valid_to", "number"],
                        "indexes": [models.Index(fields=["valid_to"], name="certificates_by_end")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="a_certificate_ends_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                                ),
                                name="a_certificate_has_number_and_wording",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("revocation", ""), ("revoked_on__isnull", True)),
                                    models.Q(
                                        ("revoked_on__gte", models.F("valid_from")),
                                        models.Q(("revocation", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_revoked_certificate_says_why",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_on__isnull", True)),
                                fields=("customer", "country", "region", "number", "valid_from"),
                                name="one_certificate_a_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateReminder",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("days", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="accounting.exemptioncertificate",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("certificate", "days"), name="one_reminder_a_threshold")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateDocument",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("actor", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="accounting.exemptioncertificate",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExemptionCertificate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("supplies", models.JSONField(default=list)),
                        ("number", models.CharField(max_length=60)),
                        ("reason", models.CharField(max_length=200)),
                        ("recorded_by", models.CharField(max_length=80)),
                        ("recorded_at", models.DateTimeField()),
                        ("revoked_on", models.DateField(blank=True, null=True)),
                        ("revocation", models.CharField(blank=True, max_length=300)),
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
                        "verbose_name": "historical exemption certificate",
                        "verbose_name_plural": "historical exemption certificates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLedgerAccount",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("number", models.CharField(max_length=12)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("asset", "Asset"),
                                    ("liability", "Liability"),
                                    ("equity", "Equity"),
                                    ("income", "Income"),
                                    ("expense", "Expense"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("cash", "Cash"),
                                    ("receivables", "Receivables"),
                                    ("other_current_assets", "Other current assets"),
                                    ("fixed_assets", "Fixed assets"),
                                    ("current_liabilities", "Current liabilities"),
                                    ("long_term_liabilities", "Long term liabilities"),
                                    ("equity", "Equity"),
                                    ("revenue", "Revenue"),
                                    ("other_income", "Other income"),
                                    ("cost_of_sales", "Cost of sales"),
                                    ("operating_expenses", "Operating expenses"),
                                    ("depreciation", "Depreciation"),
                                    ("other_expenses", "Other expenses"),
                                    ("income_tax", "Income tax"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("is_control", models.BooleanField(default=False)),
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
                        "verbose_name": "historical ledger account",
                        "verbose_name_plural": "historical ledger accounts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRegistration",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("number", models.CharField(max_length=30)),
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
                        "verbose_name": "historical registration",
                        "verbose_name_plural": "historical registrations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWithholding",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
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
                        "verbose_name": "historical withholding",
                        "verbose_name_plural": "historical withholdings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Jurisdiction",
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
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        (
                            "rounding",
                            models.CharField(
                                choices=[("document", "Once a group and document"), ("line", "On each line")],
                                default="document",
                                max_length=8,
                            ),
                        ),
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
                        ("e_invoice_from", models.DateField(blank=True, null=True)),
                        ("source", models.CharField(max_length=200)),
                    ],
                    options={
                        "ordering": ["country", "region"],
                        "constraints": [
                            models.UniqueConstraint(fields=("country", "region"), name="one_jurisdiction_a_place"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("e_invoice", ""), ("e_invoice_from__isnull", True)),
                                    models.Q(
                                        models.Q(("e_invoice", ""), _negated=True), ("e_invoice_from__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="an_e_invoice_is_asked_for_from_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerAccount",
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
                        ("number", models.CharField(max_length=12)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("asset", "Asset"),
                                    ("liability", "Liability"),
                                    ("equity", "Equity"),
                                    ("income", "Income"),
                                    ("expense", "Expense"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("cash", "Cash"),
                                    ("receivables", "Receivables"),
                                    ("other_current_assets", "Other current assets"),
                                    ("fixed_assets", "Fixed assets"),
                                    ("current_liabilities", "Current liabilities"),
                                    ("long_term_liabilities", "Long term liabilities"),
                                    ("equity", "Equity"),
                                    ("revenue", "Revenue"),
                                    ("other_income", "Other income"),
                                    ("cost_of_sales", "Cost of sales"),
                                    ("operating_expenses", "Operating expenses"),
                                    ("depreciation", "Depreciation"),
                                    ("other_expenses", "Other expenses"),
                                    ("income_tax", "Income tax"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("is_control", models.BooleanField(default=False)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("legal_entity", "number"), name="one_account_a_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "section__in",
                                            ("cash", "receivables", "other_current_assets", "fixed_assets"),
                                        ),
                                        ("type", "asset"),
                                    ),
                                    models.Q(
                                        ("section__in", ("current_liabilities", "long_term_liabilities")),
                                        ("type", "liability"),
                                    ),
                                    models.Q(("section__in", ("equity",)), ("type", "equity")),
                                    models.Q(("section__in", ("revenue", "other_income")), ("type", "income")),
                                    models.Q(
                                        (
                                            "section__in",
                                            (
                                                "cost_of_sales",
                                                "operating_expenses",
                                                "depreciation",
                                                "other_expenses",
                                                "income_tax",
                                            ),
                                        ),
                                        ("type", "expense"),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_section_fits_its_type_of_account",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAccountRole",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("role", models.CharField(max_length=30)),
                        ("key", models.CharField(blank=True, max_length=60)),
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
                            "account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounting.ledgeraccount",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical account role",
                        "verbose_name_plural": "historical account roles",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="AccountRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("role", models.CharField(max_length=30)),
                        ("key", models.CharField(blank=True, max_length=60)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="account_roles",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="accounting.ledgeraccount",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("legal_entity", "role", "key"), name="one_account_a_role")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecurringJournal",
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
                        ("description", models.CharField(max_length=200)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "cadence",
                            models.CharField(
                                choices=[("monthly", "Monthly"), ("quarterly", "Quarterly"), ("yearly", "Yearly")],
                                max_length=10,
                            ),
                        ),
                        ("first_on", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("reverses_next", models.BooleanField(default=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("content_hash", models.CharField(max_length=64)),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.approval",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.legalentity"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-reference"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("first_on")), _connector="OR"
                                ),
                                name="a_recurring_journal_ends_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "active"), _negated=True),
                                    ("approval__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_active_recurring_journal_is_approved",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
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
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("number", models.CharField(max_length=30)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("legal_entity", "country", "region", "valid_from"),
                                name="one_registration_a_place",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunChunk",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("number", models.PositiveIntegerField()),
                        ("drafted", models.PositiveIntegerField()),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="done_chunks",
                                to="accounting.billingrun",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "number"), name="a_chunk_is_drafted_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunFinding",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=40)),
                        ("reason", models.CharField(max_length=300)),
                        ("entries", models.PositiveIntegerField()),
                        ("minutes", billing_suite.kernel.values.fields.WholeNumberField()),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.contract"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="accounting.billingrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["contract", "code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "contract", "code"), name="one_finding_a_reason")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxRate",
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
                        ("country", models.CharField(max_length=2)),
                        ("region", models.CharField(blank=True, max_length=10)),
                        ("supply", models.CharField(max_length=20)),
                        ("component", models.CharField(max_length=60)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("S", "Standard or reduced rate"),
                                    ("Z", "Zero rate"),
                                    ("E", "Exempt"),
                                    ("AE", "Reverse charge"),
                                    ("K", "Intra-community supply"),
                                    ("G", "Export"),
                                    ("O", "Outside the scope of tax"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("compound", models.BooleanField(default=False)),
                        ("source", models.CharField(max_length=200)),
                    ],
                    options={
                        "ordering": ["country", "region", "supply", "component", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("country", "region", "supply", "component", "valid_from"),
                                name="one_tax_rate_a_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gte", 0), ("rate__lte", 100)),
                                name="a_tax_rate_is_a_percentage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("category", "S"),
                                    models.Q(("rate", 0), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="untaxed_supplies_say_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VatIdCheck",
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
                        ("vat_id", models.CharField(max_length=30)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("valid", "Valid"), ("invalid", "Invalid"), ("unavailable", "Not answered")],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("name", models.CharField(blank=True, max_length=300)),
                        ("address", models.CharField(blank=True, max_length=500)),
                        ("requester", models.CharField(blank=True, max_length=30)),
                        ("consultation_number", models.CharField(blank=True, max_length=60)),
                        ("checked_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("actor", models.CharField(max_length=80)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vat_id_checks",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-checked_at", "-id"],
                        "indexes": [models.Index(fields=["customer", "-checked_at"], name="vat_id_checks_latest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("outcome__in", ["valid", "invalid", "unavailable"])),
                                name="a_vat_id_check_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "unavailable"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_vat_id_check_without_answer_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalVatIdOverride",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                db_index=True, default=billing_suite.kernel.values.ids.uuid7, editable=False
                            ),
                        ),
                        ("vat_id", models.CharField(max_length=30)),
                        ("reason", models.CharField(max_length=300)),
                        ("actor", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawal", models.CharField(blank=True, max_length=300)),
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
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounting.vatidcheck",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical vat id override",
                        "verbose_name_plural": "historical vat id overrides",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="VatIdOverride",
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
                        ("vat_id", models.CharField(max_length=30)),
                        ("reason", models.CharField(max_length=300)),
                        ("actor", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawal", models.CharField(blank=True, max_length=300)),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overrides",
                                to="accounting.vatidcheck",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vat_id_overrides",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="an_override_of_a_vat_id_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawal", ""), ("withdrawn_at__isnull", True)),
                                    models.Q(
                                        ("withdrawn_at__isnull", False), models.Q(("withdrawal", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_withdrawn_override_says_why",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("customer", "vat_id"),
                                name="one_standing_override_a_vat_id",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withholding",
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
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("reason", models.CharField(max_length=200)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withholdings",
                                to="crm.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["customer", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(fields=("customer", "valid_from"), name="one_withholding_a_start"),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gt", 0), ("rate__lt", 100)),
                                name="a_withholding_is_a_part_of_the_net",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
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
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("approved", "Approved"),
                                    ("issued", "Issued"),
                                    ("discarded", "Discarded"),
                                    ("voided", "Voided"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("currency", models.CharField(max_length=3)),
                        ("net_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("tax_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("gross_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("withheld_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("po_number", models.CharField(blank=True, max_length=40)),
                        ("payment_days", models.PositiveSmallIntegerField()),
                        ("supply_from", models.DateField()),
                        ("supply_to", models.DateField()),
                        ("decision", models.JSONField(default=dict)),
                        ("explanation", models.JSONField(default=dict)),
                        ("content_hash", models.CharField(max_length=64)),
                        ("number", models.CharField(blank=True, max_length=40, null=True)),
                        ("series_number", billing_suite.kernel.values.fields.WholeNumberField(null=True)),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("rate", billing_suite.kernel.values.fields.TenPlacesField(null=True)),
                        ("rate_on", models.DateField(blank=True, null=True)),
                        ("rate_source", models.CharField(blank=True, max_length=80)),
                        ("snapshot", models.JSONField(blank=True, null=True)),
                        (
                            "approval",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.approval",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="projects.contract",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="crm.customer"
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="projects.project",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="accounting.billingrun",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.numberseries",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                fields=["legal_entity", "status", "-id"], name="accounting__legal_e_d6e604_idx"
                            ),
                            models.Index(fields=["customer", "-id"], name="accounting__custome_0e8ec3_idx"),
                            models.Index(fields=["legal_entity", "issued_on"], name="invoices_by_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("legal_entity", "number"), name="one_invoice_a_number"),
                            models.UniqueConstraint(
                                fields=("series", "series_number"), name="one_invoice_a_series_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "gross_minor",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("net_minor"), "+", models.F("tax_minor")
                                        ),
                                    )
                                ),
                                name="gross_is_net_and_tax",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withheld_minor__gte", 0), ("withheld_minor__lte", models.F("gross_minor"))
                                    ),
                                    ("withheld_minor", 0),
                                    _connector="OR",
                                ),
                                name="no_more_is_withheld_than_is_asked_for",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "approved"), _negated=True),
                                    ("approval__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_approved_invoice_has_its_approval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status__in", ["draft"]), _negated=True),
                                    ("approval__isnull", True),
                                    _connector="OR",
                                ),
                                name="a_draft_is_not_approved",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenItem",
                    fields=[
                        (
                            "invoice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="open_item",
                                serialize=False,
                                to="accounting.invoice",
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("allocated_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("credited_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("disputed_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("base_currency", models.CharField(max_length=3)),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("base_relieved_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="open_items",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.legalentity"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    (
                                        "amount_minor__gt",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("allocated_minor"), "+", models.F("credited_minor")
                                        ),
                                    )
                                ),
                                fields=["legal_entity", "due_on"],
                                name="open_items_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("allocated_minor__gte", 0),
                                    ("credited_minor__gte", 0),
                                    (
                                        "amount_minor__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("allocated_minor"), "+", models.F("credited_minor")
                                        ),
                                    ),
                                ),
                                name="no_more_is_settled_than_was_invoiced",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("disputed_minor__gte", 0), ("disputed_minor__lte", models.F("amount_minor"))
                                ),
                                name="no_more_is_disputed_than_was_invoiced",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentFile",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("made_at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="accounting.invoice",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("invoice", "kind"), name="a_document_is_rendered_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        ("phase", models.CharField(max_length=80)),
                        ("description", models.CharField(max_length=300)),
                        ("role", models.SlugField(max_length=40)),
                        ("minutes", billing_suite.kernel.values.fields.WholeNumberField()),
                        ("quantity", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("price", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("currency", models.CharField(max_length=3)),
                        ("net_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("supply", models.CharField(max_length=20)),
                        ("supply_from", models.DateField()),
                        ("supply_to", models.DateField()),
                        (
                            "tax_category",
                            models.CharField(
                                choices=[
                                    ("S", "Standard or reduced rate"),
                                    ("Z", "Zero rate"),
                                    ("E", "Exempt"),
                                    ("AE", "Reverse charge"),
                                    ("K", "Intra-community supply"),
                                    ("G", "Export"),
                                    ("O", "Outside the scope of tax"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("tax_group", models.PositiveSmallIntegerField()),
                        (
                            "card_rate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.rate"
                            ),
                        ),
                        (
                            "contract_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.contractline",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.invoice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("invoice", "position"), name="one_invoice_line_a_position")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillingClaim",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("minutes", billing_suite.kernel.values.fields.WholeNumberField()),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "time_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="projects.timeentry",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="accounting.invoiceline",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("released_at__isnull", True)),
                                fields=("time_entry",),
                                name="time_is_billed_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceTax",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("tax_group", models.PositiveSmallIntegerField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("S", "Standard or reduced rate"),
                                    ("Z", "Zero rate"),
                                    ("E", "Exempt"),
                                    ("AE", "Reverse charge"),
                                    ("K", "Intra-community supply"),
                                    ("G", "Export"),
                                    ("O", "Outside the scope of tax"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("component", models.CharField(max_length=60)),
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("currency", models.CharField(max_length=3)),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("tax_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        ("registration", models.CharField(blank=True, max_length=30)),
                        ("certificate", models.CharField(blank=True, max_length=60)),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taxes",
                                to="accounting.invoice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["tax_group", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("certificate", ""), _negated=True),
                                fields=["certificate"],
                                name="taxes_by_certificate",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invoice", "tax_group", "component"), name="one_component_a_tax_group"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NormCheck",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "format",
                            models.CharField(
                                choices=[
                                    ("facturx", "Factur-X / ZUGFeRD: inside the PDF"),
                                    ("ubl", "UBL 2.1: Peppol BIS Billing 3"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("content_hash", models.CharField(max_length=64)),
                        ("passed", models.BooleanField()),
                        ("findings", models.JSONField(default=list)),
                        ("checked_at", models.DateTimeField()),
                        (
                            "invoice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="norm_checks",
                                to="accounting.invoice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invoice", "format", "content_hash"), name="one_norm_check_a_content"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JournalEntry",
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
                        ("on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("posted", "Posted")], default="draft", max_length=8
                            ),
                        ),
                        ("description", models.CharField(max_length=200)),
                        ("source_kind", models.CharField(max_length=40)),
                        ("source_id", models.CharField(max_length=40)),
                        ("reference", models.CharField(max_length=60)),
                        ("currency", models.CharField(max_length=3)),
                        ("base_currency", models.CharField(max_length=3)),
                        ("rate", billing_suite.kernel.values.fields.TenPlacesField()),
                        ("rate_on", models.DateField()),
                        ("rate_source", models.CharField(max_length=80)),
                        ("is_controllers", models.BooleanField(default=False)),
                        ("actor", models.CharField(max_length=80)),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="kernel.legalentity",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="accounting.journalentry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "journal entries",
                        "ordering": ["-on", "-id"],
                        "indexes": [
                            models.Index(fields=["source_kind", "source_id"], name="accounting__source__b715ae_idx"),
                            models.Index(fields=["legal_entity", "-on", "-id"], name="accounting__legal_e_8d7d71_idx"),
                            models.Index(condition=models.Q(("status", "draft")), fields=["id"], name="draft_entries"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("currency", models.F("base_currency")), _negated=True),
                                    ("rate", 1),
                                    _connector="OR",
                                ),
                                name="same_currency_converts_at_one",
                            ),
                            models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="an_entry_has_a_rate"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reverses__isnull", True),
                                    models.Q(("reverses", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_entry_does_not_reverse_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManualJournal",
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
                        ("on", models.DateField()),
                        ("description", models.CharField(max_length=200)),
                        ("currency", models.CharField(max_length=3)),
                        ("is_controllers", models.BooleanField(default=False)),
                        ("reverses_on", models.DateField(blank=True, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("posted", "Posted"), ("discarded", "Discarded")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("content_hash", models.CharField(max_length=64)),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.approval",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="manual_journal",
                                to="accounting.journalentry",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.legalentity"
                            ),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversals",
                                to="accounting.manualjournal",
                            ),
                        ),
                        (
                            "recurring",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="occurrences",
                                to="accounting.recurringjournal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-reference"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approval__isnull", False), ("entry__isnull", False), ("status", "posted")
                                    ),
                                    models.Q(
                                        models.Q(("status", "posted"), _negated=True),
                                        ("approval__isnull", True),
                                        ("entry__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_posted_journal_has_its_entry_and_approval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reverses_on__isnull", True), ("reverses_on__gt", models.F("on")), _connector="OR"
                                ),
                                name="a_journal_is_reversed_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reverses__isnull", True), ("reverses_on__isnull", True), _connector="OR"
                                ),
                                name="a_reversal_is_not_reversed",
                            ),
                            models.UniqueConstraint(
                                fields=("recurring", "on"), name="a_recurring_journal_comes_once_a_day"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("status", "discarded"), _negated=True), ("reverses__isnull", False)
                                ),
                                fields=("reverses",),
                                name="a_journal_is_reversed_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JournalAttachment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("actor", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="accounting.manualjournal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("on", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("base_currency", models.CharField(max_length=3)),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("product", models.CharField(blank=True, max_length=60)),
                        ("tax_component", models.CharField(blank=True, max_length=60)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="accounting.ledgeraccount",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.contract",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="accounting.journalentry",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.legalentity"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(fields=["account", "on"], name="accounting__account_40a624_idx"),
                            models.Index(
                                fields=["legal_entity", "on"],
                                include=("entry", "account", "base_minor"),
                                name="posting_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
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
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("bank", "Money on the bank account"),
                                    ("withholding", "Tax withheld, by the authority's certificate"),
                                ],
                                default="bank",
                                max_length=12,
                            ),
                        ),
                        ("received_on", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("allocated_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("base_currency", models.CharField(max_length=3)),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("base_used_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("bank_reference", models.CharField(max_length=140)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="crm.customer"
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt",
                                to="accounting.journalentry",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="a_receipt_is_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("allocated_minor__gte", 0), ("allocated_minor__lte", models.F("amount_minor"))
                                ),
                                name="no_more_is_allocated_than_was_received",
                            ),
                            models.UniqueConstraint(
                                fields=("legal_entity", "bank_reference"), name="a_bank_reference_is_recorded_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("on", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("base_currency", models.CharField(max_length=3)),
                        ("receivable_base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("credit_base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="accounting.journalentry",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="accounting.receipt",
                            ),
                        ),
                        (
                            "open_item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="accounting.openitem",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["on"], name="allocations_by_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor__gt", 0)), name="an_allocation_is_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JournalLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("product", models.CharField(blank=True, max_length=60)),
                        (
                            "contract",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.contract",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="crm.customer",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="projects.project",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.ledgeraccount",
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.manualjournal",
                            ),
                        ),
                        (
                            "recurring",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.recurringjournal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("journal__isnull", False), ("recurring__isnull", True)),
                                    models.Q(("journal__isnull", True), ("recurring__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_journal_line_has_one_journal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_minor", 0), _negated=True),
                                name="a_journal_line_has_an_amount",
                            ),
                            models.UniqueConstraint(fields=("journal", "position"), name="one_journal_line_a_position"),
                            models.UniqueConstraint(
                                fields=("recurring", "position"), name="one_recurring_journal_line_a_position"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxReturn",
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
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("due_on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("filed", "Filed"), ("remitted", "Remitted")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        ("prepared_by", models.CharField(max_length=80)),
                        ("filed_at", models.DateTimeField(blank=True, null=True)),
                        ("filed_by", models.CharField(blank=True, max_length=80, null=True)),
                        ("filing_reference", models.CharField(blank=True, max_length=140)),
                        ("form", models.CharField(blank=True, max_length=300)),
                        ("boxes", models.JSONField(default=list)),
                        ("books_were_open", models.BooleanField(default=False)),
                        ("taxable_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("exempt_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("tax_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("payable_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("remitted_minor", billing_suite.kernel.values.fields.MinorUnitsField(blank=True, null=True)),
                        ("remitted_on", models.DateField(blank=True, null=True)),
                        ("remitted_by", models.CharField(blank=True, max_length=80, null=True)),
                        ("remittance_reference", models.CharField(blank=True, max_length=140)),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tax_return",
                                to="accounting.journalentry",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.storedfile",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="accounting.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-starts_on", "-id"],
                        "indexes": [models.Index(fields=["status", "due_on"], name="tax_returns_due")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "starts_on"), name="one_tax_return_a_start"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="a_tax_return_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("ends_on"))),
                                name="a_tax_return_is_due_after_its_span",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("filed_at__isnull", True), ("filed_by__isnull", True), ("status", "open")
                                    ),
                                    models.Q(
                                        models.Q(("status", "open"), _negated=True),
                                        ("filed_at__isnull", False),
                                        ("filed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_filed_tax_return_says_who_and_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("filed_by__isnull", True),
                                    models.Q(("filed_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_tax_return_is_filed_by_another_than_prepared_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("entry__isnull", False),
                                        ("remitted_by__isnull", False),
                                        ("remitted_minor", models.F("payable_minor")),
                                        ("remitted_on__isnull", False),
                                        ("status", "remitted"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "remitted"), _negated=True),
                                        ("entry__isnull", True),
                                        ("remitted_minor__isnull", True),
                                        ("remitted_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_remitted_tax_return_is_paid_as_filed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxReturnLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("position", models.PositiveIntegerField()),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("S", "Standard or reduced rate"),
                                    ("Z", "Zero rate"),
                                    ("E", "Exempt"),
                                    ("AE", "Reverse charge"),
                                    ("K", "Intra-community supply"),
                                    ("G", "Export"),
                                    ("O", "Outside the scope of tax"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("component", models.CharField(max_length=60)),
                        ("rate", billing_suite.kernel.values.fields.SixPlacesField()),
                        ("documents", billing_suite.kernel.values.fields.WholeNumberField()),
                        ("currency", models.CharField(max_length=3)),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("tax_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("books_currency", models.CharField(max_length=3)),
                        ("books_base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("books_tax_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        (
                            "corrects",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="accounting.taxreturn",
                            ),
                        ),
                        (
                            "tax_return",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.taxreturn",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tax_return", "position"), name="one_tax_return_line_a_position"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Voiding",
                    fields=[
                        (
                            "open_item",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="voiding",
                                serialize=False,
                                to="accounting.openitem",
                            ),
                        ),
                        ("on", models.DateField()),
                        ("amount_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("base_minor", billing_suite.kernel.values.fields.MinorUnitsField()),
                        ("reason", models.CharField(max_length=160)),
                        ("voided_at", models.DateTimeField()),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voiding",
                                to="accounting.journalentry",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="UnfoldedEntry",
                    fields=[
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="accounting.journalentry",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Period",
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
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("soft_closed", "Soft-closed"), ("closed", "Closed")],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="periods",
                                to="kernel.legalentity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.UniqueConstraint(fields=("legal_entity", "starts_on"), name="one_period_a_start"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="a_period_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodBalance",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("debit_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        ("credit_minor", billing_suite.kernel.values.fields.MinorUnitsField(default=0)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balances",
                                to="accounting.ledgeraccount",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balances",
                                to="accounting.period",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "account"), name="one_balance_a_period_and_account"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodStep",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("soft_closed", "Soft-closed"), ("closed", "Closed")],
                                max_length=12,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=80)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("trial_balance_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="accounting.period",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "closed"), models.Q(("trial_balance_hash", ""), _negated=True)),
                                    models.Q(models.Q(("status", "closed"), _negated=True), ("trial_balance_hash", "")),
                                    _connector="OR",
                                ),
                                name="a_closing_keeps_its_trial_balance",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "open"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_reopening_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CloseTick",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("item", models.CharField(max_length=40)),
                        ("found", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=80)),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ticks",
                                to="accounting.period",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.periodstep",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        migrations.AddField(
            model_name="invoice",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice",
                to="accounting.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="accounting.period"
            ),
        ),
        migrations.AddField(
            model_name="unfoldedentry",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounting.period"
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="step",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounting.periodstep",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approval__isnull", False),
                        ("due_on__isnull", False),
                        ("entry__isnull", False),
                        ("issued_on__isnull", False),
                        ("number__isnull", False),
                        ("series__isnull", False),
                        ("series_number__isnull", False),
                        ("snapshot__isnull", False),
                        ("status__in", ["issued", "voided"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["issued", "voided"]), _negated=True),
                        ("entry__isnull", True),
                        ("number__isnull", True),
                        ("series_number__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="an_issued_invoice_has_number_date_and_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "open"), ("step__isnull", False), _connector="OR"),
                name="a_closed_period_says_who_closed_it",
            ),
        ),
    ]
