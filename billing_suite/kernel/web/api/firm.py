"""Legal entities and exchange rates in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.actions import grant_access
from billing_suite.kernel.firm.actions import (
    LONGEST_STALE,
    change_rate_rules,
    found_legal_entity,
    record_rates,
    set_logo,
)
from billing_suite.kernel.firm.importing import (
    ECB,
    FRANKFURT,
    RatesLoaded,
    load_published_rates,
    narrowed,
    read_published,
)
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.firm.reports import exchange_rates
from billing_suite.kernel.firm.series import SeriesProof, series_gaps
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    CountryField,
    CurrencyField,
    DayField,
    DecimalString,
    EmailField,
    FlagField,
    SlugField,
    TextField,
    WholeField,
    rows_of,
)
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField, Shown
from billing_suite.kernel.web.api.uploads import BytesField


class LegalEntitySheet(Shown):
    """A company of the firm."""

    class Meta:
        model = LegalEntity
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "code",
            "name",
            "legal_name",
            "currency",
            "time_zone",
            "language",
            "street",
            "postcode",
            "city",
            "region",
            "country",
            "vat_id",
            "email",
            "bank_name",
            "bank_account",
            "bank_code",
            "rate_stale_after",
            "rates_through_eur",
            "logo",
        )


class ExchangeRateSheet(Shown):
    """A published rate: one unit of base in quote."""

    class Meta:
        model = ExchangeRate
        fields: ClassVar[tuple[str, ...]] = ("id", "base", "quote", "on", "rate", "source")


class LegalEntityBody(Body):
    """A company to be founded."""

    code = SlugField(max_length=12)
    currency = CurrencyField()
    time_zone = serializers.RegexField(r"^[A-Za-z0-9_+/-]+$", max_length=40, help_text="Europe/Berlin")
    name = TextField(max_length=120, source="details.name")
    legal_name = TextField(max_length=160, source="details.legal_name")
    language = TextField(max_length=5, source="details.language", required=False)
    street = TextField(max_length=160, source="details.street")
    postcode = TextField(max_length=20, source="details.postcode")
    city = TextField(max_length=80, source="details.city")
    region = TextField(max_length=10, source="details.region", required=False, allow_blank=True)
    country = CountryField(source="details.country")
    vat_id = TextField(max_length=30, source="details.vat_id", required=False, allow_blank=True)
    email = EmailField(source="details.email")
    bank_name = TextField(max_length=80, source="details.bank_name", required=False, allow_blank=True)
    bank_account = TextField(max_length=40, source="details.bank_account", required=False, allow_blank=True)
    bank_code = TextField(max_length=20, source="details.bank_code", required=False, allow_blank=True)
    rate_stale_after = WholeField(0, LONGEST_STALE, source="details.rate_stale_after", required=False)
    rates_through_eur = FlagField(source="details.rates_through_eur", required=False)
    teams = serializers.ListField(child=TextField(max_length=150), max_length=50, required=False)


class RateRulesBody(Body):
    """What the entity's documents take for an exchange rate: how old (days), and whether derived through EUR."""

    rates_through_eur = FlagField(source="through_eur")
    rate_stale_after = WholeField(0, LONGEST_STALE, source="stale_after")


class LogoBody(Body):
    """A picture: PNG or JPEG, at most 1 MB and 3000 pixels a side."""

    name = TextField(max_length=200)
    content = BytesField(source="data")


class PublishedRate(Body):
    """One base currency and its rate."""

    base = CurrencyField()
    rate = DecimalString(at_least="0.0000000001", at_most="10000000", places=10)


class ExchangeRatesBody(Body):
    """A day's published rates."""

    quote = CurrencyField()
    on = DayField()
    source = TextField(max_length=80)  # type: ignore[assignment]
    rates = rows_of(PublishedRate, most=400)

    def validate_rates(self, rates: list[dict[str, object]]) -> dict[object, object]:
        """By base currency, each once, none of them the quote."""
        made = {each["base"]: each["rate"] for each in rates}
        if len(made) < len(rates):
            raise serializers.ValidationError(["a currency stands twice"])
        return made


class PublishedRatesBody(Body):
    """A file of the European Central Bank as text, CSV or XML; of it the days from one on, and these currencies."""

    file = TextField(max_length=10 * 1024 * 1024)
    since = DayField(required=False)
    currencies = serializers.ListField(child=CurrencyField(), max_length=400, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The days of the file; one that cannot be read is refused whole."""
        days = read_published(attrs.pop("file"), on=today(FRANKFURT))
        return {"days": narrowed(days, **attrs)}


class RatesLoadedSheet(serializers.Serializer[RatesLoaded]):
    """What became of published rates; of those that differ from what is stored, the first in words."""

    loaded = serializers.IntegerField()
    already_there = serializers.IntegerField(source="known")
    conflicting = serializers.IntegerField()
    first_conflicts = serializers.ListField(child=serializers.CharField())


class GrantBody(Body):
    """The team that is to reach the record."""

    team = TextField(max_length=150)


class TeamSheet(serializers.Serializer[object]):
    """A team."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)


def grants(on: Listing) -> Deed:
    """POST /path/{id}/grants/: a team reaches this record and all that hangs on it."""
    return Deed(path=f"{on.path}/<str:id>/grants/", verb=grant_access, on=on, body=GrantBody, shows=TeamSheet)


LEGAL_ENTITIES = Listing(
    path="legal-entities",
    model=LegalEntity,
    row=LegalEntitySheet,
    filters={"code": "code", "country": "country", "currency": "currency"},
    orders=("code", "name"),
    search=("code", "name", "legal_name"),
)
EXCHANGE_RATES = Listing(
    path="exchange-rates",
    model=ExchangeRate,
    row=ExchangeRateSheet,
    rows=exchange_rates,
    filters={"base": "base", "quote": "quote", "from": "on__gte", "through": "on__lte"},
    orders=("-on",),
)


class GapSheet(serializers.Serializer[Any]):
    """Numbers that no document has, from the first through the last of them."""

    first = serializers.IntegerField()
    last = serializers.IntegerField()


class SeriesProofSheet(serializers.Serializer[SeriesProof]):
    """A number series: how many documents have its numbers, which numbers none has, two have, or lie outside it."""

    legal_entity = LinkField(source="series.legal_entity")
    kind = serializers.CharField(source="series.kind")
    year = serializers.IntegerField(source="series.year", allow_null=True)
    last = serializers.IntegerField(source="series.last")
    documents = serializers.IntegerField()
    complete = serializers.BooleanField(source="holds")
    gaps = GapSheet(many=True)
    doubles = serializers.ListField(child=serializers.IntegerField())
    outside = serializers.ListField(child=serializers.CharField())


class GapQuery(Body):
    """Of which legal entity; without one, of all that the person sees."""

    legal_entity = RecordField(LEGAL_ENTITIES, required=False)


def read_gaps(*, user: Any, legal_entity: LegalEntity | None = None) -> list[SeriesProof]:
    """That each number from 1 to the last of a series stands on exactly one document (RULES 12)."""
    return series_gaps([legal_entity] if legal_entity else LegalEntity.objects.visible_to(user))


DOORS = (
    LEGAL_ENTITIES,
    Deed(path="legal-entities/", verb=found_legal_entity, body=LegalEntityBody, shows=LEGAL_ENTITIES),
    Deed(
        path="legal-entities/<str:id>/rate-rules/",
        verb=change_rate_rules,
        on=LEGAL_ENTITIES,
        body=RateRulesBody,
        shows=LEGAL_ENTITIES,
    ),
    Deed(path="legal-entities/<str:id>/logo/", verb=set_logo, on=LEGAL_ENTITIES, body=LogoBody, shows=LEGAL_ENTITIES),
    grants(LEGAL_ENTITIES),
    EXCHANGE_RATES,
    Deed(path="exchange-rates/", verb=record_rates, body=ExchangeRatesBody, shows=ExchangeRateSheet),
    Deed(
        path="published-rates/",
        verb=load_published_rates,
        body=PublishedRatesBody,
        defaults=(("source", ECB),),
        shows=RatesLoadedSheet,
    ),
    Report(path="gap-report/", right="see_books", read=read_gaps, query=GapQuery, shows=SeriesProofSheet, many=True),
)
