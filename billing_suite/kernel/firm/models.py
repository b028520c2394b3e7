"""Legal entities keep books; number series number their documents without gaps."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from guardian.models import GroupObjectPermissionBase

from billing_suite.kernel.access.visible import Rows, anchor
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.exchange import RateAsk
from billing_suite.kernel.values.ids import Record


class LegalEntityRows(Rows["LegalEntity"]):
    """Legal entities."""

    seen_with = "see_legal_entities"
    anchors: ClassVar = {"legal_entity": "pk"}


class LegalEntity(Record):
    """One of the firm's companies: issues documents and keeps books in its base currency."""

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=160)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="en")
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=20)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2)
    vat_id = models.CharField(max_length=30, blank=True)
    email = models.EmailField()
    bank_name = models.CharField(max_length=80, blank=True)
    bank_account = models.CharField(max_length=40, blank=True)
    bank_code = models.CharField(max_length=20, blank=True)
    year_starts_in = models.PositiveSmallIntegerField(default=1)  # the month in which the business year begins
    rate_stale_after = models.PositiveSmallIntegerField(default=7)  # days, RULES 21
    rates_through_eur = models.BooleanField(default=False, db_default=False)  # RULES 21
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = history()

    objects: ClassVar = LegalEntityRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(year_starts_in__range=(1, 12)), name="a_business_year_starts_in_a_month"),
        )
        verbose_name_plural = "legal entities"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    def local_date(self, instant: datetime) -> date:
        """The entity's business date at an instant (RULES 36)."""
        return instant.astimezone(ZoneInfo(self.time_zone)).date()

    def start_of(self, day: date) -> datetime:
        """The instant at which a business date begins where the books are kept."""
        return datetime.combine(day, time(), ZoneInfo(self.time_zone))

    def year_of(self, day: date) -> tuple[date, date]:
        """The first and last day of the business year that a date lies in."""
        start = day.replace(month=self.year_starts_in, day=1)
        if start > day:
            start = start.replace(year=start.year - 1)
        return start, start.replace(year=start.year + 1) - timedelta(days=1)

    def rate_ask(self, currency: str) -> RateAsk:
        """The rate that a document in a currency needs for these books, by the entity's own rules (RULES 21)."""
        return RateAsk(currency, self.currency, self.rate_stale_after, self.rates_through_eur)


class LegalEntityGrant(GroupObjectPermissionBase):
    """A team reaches everything of a legal entity, as far as its people's roles go."""

    content_object = models.ForeignKey(LegalEntity, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        pass


class NumberSeries(Record):
    """The locked counter of one kind of document of one legal entity (RULES 12)."""

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="series")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    pattern = models.CharField(max_length=40)  # "DE-{year}-{number:05d}"
    last = models.BigIntegerField(default=0)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["legal_entity", "kind", "year"],
                condition=Q(year__isnull=False),
                name="one_series_a_kind_and_year",
            ),
            UniqueConstraint(
                fields=["legal_entity", "kind"],
                condition=Q(year__isnull=True),
                name="one_endless_series_a_kind",
            ),
            CheckConstraint(condition=Q(last__gte=0), name="a_counter_only_rises"),
        )
        verbose_name_plural = "number series"

    def __str__(self) -> str:
        return f"{self.kind} {self.legal_entity.code} {self.year or ''}".strip()

    def text(self, number: int) -> str:
        """The printed number."""
        return self.pattern.format(year=self.year, number=number)


anchor("legal_entity", LegalEntityGrant)
guards.declare(guards.audited(LegalEntity), guards.audited(NumberSeries))
