"""Tax returns: what is filed for a registration and a span of days, frozen, and its payment."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounting.books.models import JournalEntry
from accounting.tax.models import CATEGORIES, Registration
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField, WholeNumberField
from billing_suite.kernel.values.ids import Record

ALLOWED: dict[str, tuple[str, ...]] = {"open": ("filed",), "filed": ("remitted",), "remitted": ()}


class TaxReturnRows(Rows["TaxReturn"]):
    """Tax returns."""

    seen_with = "see_tax"
    anchors: ClassVar = {"legal_entity": "registration__legal_entity"}

    def for_list(self) -> "TaxReturnRows":
        """With registration and legal entity."""
        return self.select_related("registration__legal_entity")

    def of_number(self, registration: Registration) -> "TaxReturnRows":
        """Those of one number of a legal entity, of however many registrations: its documents name the number."""
        return self.filter(
            registration__legal_entity=registration.legal_entity_id, registration__number=registration.number
        )

    def to_remit(self) -> "TaxReturnRows":
        """Filed, with something to pay or to get back."""
        return self.filter(status="filed").exclude(payable_minor=0)


class TaxReturn(Record):
    """What a legal entity tells a tax office for one registration and span: open, filed, then remitted.

    Filing writes its lines and boxes; from then on they never change. What appears in the span later is a
    correction in the next open return. `payable` is what the form says is owed, negative what comes back.
    """

    STATUSES = (("open", "Open"), ("filed", "Filed"), ("remitted", "Remitted"))

    reference = models.CharField(max_length=20, unique=True)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="returns")
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=STATUSES, default="open")
    currency = models.CharField(max_length=3)  # the books'
    prepared_by = models.CharField(max_length=80)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.CharField(max_length=80, null=True, blank=True)
    filing_reference = models.CharField(max_length=140, blank=True)  # the tax office's
    form = models.CharField(max_length=300, blank=True)  # whose boxes, and as of when
    boxes = models.JSONField(default=list)  # as filed: number, label, amount, and the sum before rounding
    books_were_open = models.BooleanField(default=False)  # a period of the span was, when it was filed
    taxable_minor = MinorUnitsField(default=0)
    taxable = MoneyValue("taxable_minor")
    exempt_minor = MinorUnitsField(default=0)
    exempt = MoneyValue("exempt_minor")
    tax_minor = MinorUnitsField(default=0)
    tax = MoneyValue("tax_minor")
    payable_minor = MinorUnitsField(default=0)
    payable = MoneyValue("payable_minor")
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remitted_minor = MinorUnitsField(null=True, blank=True)
    remitted = MoneyValue("remitted_minor")
    remitted_on = models.DateField(null=True, blank=True)
    remitted_by = models.CharField(max_length=80, null=True, blank=True)
    remittance_reference = models.CharField(max_length=140, blank=True)
    entry = models.OneToOneField(
        JournalEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="tax_return"
    )

    objects: ClassVar = TaxReturnRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["registration", "starts_on"], name="one_tax_return_a_start"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_tax_return_ends_after_it_starts"),
            CheckConstraint(condition=Q(due_on__gt=F("ends_on")), name="a_tax_return_is_due_after_its_span"),
            CheckConstraint(
                condition=Q(status="open", filed_at__isnull=True, filed_by__isnull=True)
                | ~Q(status="open") & Q(filed_at__isnull=False, filed_by__isnull=False),
                name="a_filed_tax_return_says_who_and_when",
            ),
            CheckConstraint(  # INV-27
                condition=Q(filed_by__isnull=True) | ~Q(filed_by=F("prepared_by")),
                name="a_tax_return_is_filed_by_another_than_prepared_it",
            ),
            CheckConstraint(
                condition=Q(
                    status="remitted",
                    remitted_minor=F("payable_minor"),
                    remitted_on__isnull=False,
                    remitted_by__isnull=False,
                    entry__isnull=False,
                )
                | ~Q(status="remitted") & Q(remitted_minor__isnull=True, remitted_on__isnull=True, entry__isnull=True),
                name="a_remitted_tax_return_is_paid_as_filed",
            ),
        )
        ordering: ClassVar = ["-starts_on", "-id"]
        indexes = (models.Index(fields=["status", "due_on"], name="tax_returns_due"),)

    def __str__(self) -> str:
        return f"{self.reference} {self.starts_on} to {self.ends_on}"


class TaxReturnLine(models.Model):
    """One category, component and rate of a filed return, in document and books currency; written once.

    `corrects` names the filed return whose span the line's documents lie in, null for the return's own.
    """

    id = models.BigAutoField(primary_key=True)
    tax_return = models.ForeignKey(TaxReturn, on_delete=models.PROTECT, related_name="lines")
    corrects = models.ForeignKey(TaxReturn, on_delete=models.PROTECT, null=True, related_name="corrections")
    position = models.PositiveIntegerField()
    category = models.CharField(max_length=2, choices=CATEGORIES)
    component = models.CharField(max_length=60)
    rate = SixPlacesField()  # per cent
    documents = WholeNumberField()
    currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor")
    tax_minor = MinorUnitsField()
    tax = MoneyValue("tax_minor")
    books_currency = models.CharField(max_length=3)
    books_base_minor = MinorUnitsField()
    books_base = MoneyValue("books_base_minor", currency="books_currency")
    books_tax_minor = MinorUnitsField()
    books_tax = MoneyValue("books_tax_minor", currency="books_currency")

    class Meta:
        constraints = (UniqueConstraint(fields=["tax_return", "position"], name="one_tax_return_line_a_position"),)
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.category} {self.component} {self.rate.normalize():f} % {self.currency}"


REMITTANCE = (
    "status",
    "remitted_minor",
    "remitted_on",
    "remitted_by",
    "remittance_reference",
    "entry_id",
)
APART = "INV-20 the tax returns of a registration do not overlap"
OVERLAPS = """q.registration_id = {new}.registration_id AND q.id <> {new}.id
    AND q.starts_on <= {new}.ends_on AND q.ends_on >= {new}.starts_on"""


def _apart_on_postgresql() -> list[guards.StatementTrigger]:
    found = f"SELECT n.id::text FROM new_rows n JOIN accounting_taxreturn q ON {OVERLAPS.format(new='n')}"
    held = guards.hold("accounting_registration", "SELECT n.registration_id FROM new_rows n", lock="NO KEY UPDATE")
    return [guards.StatementTrigger("INSERT", held + guards.refuse(found, APART))]


def _apart_on_sqlite() -> list[guards.RowTrigger]:
    overlaps = f"EXISTS (SELECT 1 FROM accounting_taxreturn q WHERE {OVERLAPS.format(new='NEW')})"
    return [guards.RowTrigger("BEFORE", "INSERT", guards.abort(APART), overlaps)]


guards.declare(
    guards.audited(TaxReturn),
    guards.transitions(TaxReturn, "status", allowed=ALLOWED, initial=("open",), inv="INV-26"),
    guards.set_once(TaxReturn, "registration_id", inv="INV-20"),
    guards.set_once(TaxReturn, "starts_on", inv="INV-20"),
    guards.set_once(TaxReturn, "ends_on", inv="INV-20"),
    guards.set_once(TaxReturn, "evidence_id", inv="INV-20"),
    guards.frozen(
        TaxReturn, when="OLD.status = 'filed'", changeable=(*REMITTANCE, "evidence_id"), inv="INV-20", called="filed"
    ),
    guards.frozen(TaxReturn, when="OLD.status = 'remitted'", changeable=("evidence_id",), inv="INV-20"),
    guards.frozen_child(TaxReturnLine, parent=TaxReturn, fk="tax_return_id", when="p.status <> 'open'", inv="INV-20"),
    guards.append_only(TaxReturnLine, inv="INV-20"),
    guards.Guard("apart_accounting_taxreturn", "INV-20", TaxReturn, _apart_on_postgresql, _apart_on_sqlite),
)
