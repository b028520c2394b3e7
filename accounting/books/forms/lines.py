"""The lines of a journal as people write them: an account, a debit or a credit, what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from accounting.books.journals import JournalLineOffer
from accounting.books.models import JournalLine, LedgerAccount
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.web.forms import AmountField
from crm.customers.models import Customer
from projects.contracts.models import Contract
from projects.plan.models import Project

MOST_LINES = 200  # in the editor; the API takes as many as a journal may have
BLANK_LINES = 4
NAMED = ("customer", "contract", "project")


@dataclass(frozen=True)
class LineChoices:
    """What a line may name: the chart's accounts that people post to, and the records the writer sees."""

    currencies: Sequence[str]
    accounts: Sequence[tuple[str, str]]
    records: Mapping[str, Mapping[str, Any]]  # by kind, then by reference

    def offered(self) -> dict[str, list[str]]:
        """What each box of a record proposes while one types."""
        return {kind: [record_words(record) for record in found.values()] for kind, found in self.records.items()}


def load_choices(entity: LegalEntity, user: Any) -> LineChoices:
    """The choices of an entity's journals for one person, in six queries."""
    accounts = LedgerAccount.objects.visible_to(user).filter(legal_entity=entity, active=True, is_control=False)
    customers = Customer.objects.visible_to(user).filter(survivor__isnull=True)
    kinds: dict[str, Any] = {
        "customer": customers,
        "contract": Contract.objects.visible_to(user),
        "project": Project.objects.visible_to(user),
    }
    return LineChoices(
        [entity.currency, *sorted(priced() - {entity.currency})],
        [(account.number, str(account)) for account in accounts.order_by("number")],
        {
            kind: {record.reference: record for record in rows.filter(legal_entity=entity).order_by("reference")}
            for kind, rows in kinds.items()
        },
    )


def priced() -> set[str]:
    """The currencies that the latest published rates name, of a month at most."""
    latest = ExchangeRate.objects.order_by("-on", "-id").values_list("on", flat=True).first()
    if latest is None:
        return set()
    rows = ExchangeRate.objects.filter(on__gte=latest - timedelta(days=31)).order_by().values_list("base", "quote")
    return {code for pair in rows.distinct() for code in pair}


def record_words(record: Any) -> str:
    """A record as it stands in its box: its reference first, by which it is found again."""
    return f"{record.reference} {record.name}"


class RecordBox(forms.CharField):
    """A record, typed or chosen from what is proposed: by reference, or by its name when only one bears it."""

    def __init__(self, kind: str, records: Mapping[str, Any]) -> None:
        super().__init__(required=False, max_length=200, widget=forms.TextInput({"list": f"known-{kind}"}))
        self.kind, self.records = kind, records

    def to_python(self, value: Any) -> Any:
        """The record, or None when the box is empty."""
        if isinstance(value, (Customer, Contract, Project)):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        named = [record for record in self.records.values() if record.name.casefold() == text.casefold()]
        found = self.records.get(text.split()[0].upper()) or (named[0] if len(named) == 1 else None)
        if found is None:
            raise ValidationError(f"No such {self.kind}: choose one that is proposed", code="invalid")
        return found

    def clean(self, value: Any) -> Any:
        """No text rules: what is found is a record."""
        return self.to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything stands in the box."""
        return bool(str(data or "").strip())

    def prepare_value(self, value: Any) -> Any:
        """A record back as its words."""
        return value if value is None or isinstance(value, str) else record_words(value)


class JournalLineForm(forms.Form):
    """One line of the editor; one that is left empty is left out."""

    account = forms.ChoiceField(label="Account")

    def __init__(self, *args: Any, choices: LineChoices, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.choices = [("", "Account"), *choices.accounts]
        self.fields["debit"] = AmountField(currency, required=False, at_least=0, label="Debit")
        self.fields["credit"] = AmountField(currency, required=False, at_least=0, label="Credit")
        for kind in NAMED:
            self.fields[kind] = RecordBox(kind, choices.records[kind])
        self.fields["product"] = forms.CharField(required=False, max_length=60)

    @property
    def dimensions(self) -> list[forms.BoundField]:
        """The boxes that say what a line is about."""
        return [self[name] for name in (*NAMED, "product")]

    @property
    def is_about(self) -> bool:
        """Whether one of them holds something, so that they stand open."""
        return any(box.value() or box.errors for box in self.dimensions)

    def offer(self) -> JournalLineOffer:
        """The line as the verbs take it."""
        offer: JournalLineOffer = {name: value for name, value in self.cleaned_data.items() if value}  # type: ignore[assignment]
        return offer


class Lines(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The lines of a journal, all of them optional rows; the verb says what is wrong with them together."""

    def initial_form_count(self) -> int:
        """Once sent, no row is bound to stay: an emptied one leaves the journal."""
        return 0 if self.is_bound else super().initial_form_count()

    def offers(self) -> list[JournalLineOffer]:
        """The lines that were filled in."""
        return [form.offer() for form in self.forms if form.has_changed()]


LineSet = formset_factory(JournalLineForm, formset=Lines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)
COLUMNS = ("account", "debit", "credit", *NAMED, "product")


def rows_sent(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines of a form as they were typed, to show them again with further rows; nothing is checked."""
    try:
        count = min(int(data.get("lines-TOTAL_FORMS", 0)), MOST_LINES)
    except ValueError:
        count = 0
    rows = [{name: data.get(f"lines-{i}-{name}", "") for name in COLUMNS} for i in range(count)]
    return [row for row in rows if any(row.values())]


def rows_of(lines: Sequence[JournalLine]) -> list[dict[str, Any]]:
    """The lines of a journal as the editor begins with them."""
    return [
        {
            "account": line.account.number,
            "debit": line.amount if line.amount_minor > 0 else None,
            "credit": -line.amount if line.amount_minor < 0 else None,
            **{kind: getattr(line, kind) for kind in NAMED},
            "product": line.product,
        }
        for line in lines
    ]
