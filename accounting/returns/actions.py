"""Verbs over tax returns: plan, open, file, keep evidence, record the payment."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounting.billing.models import Invoice
from accounting.billing.voiding import register_hindrance
from accounting.books.actions import load_chart, post_many
from accounting.returns.boxes import CADENCES, form_of
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.postings import remittance_entry
from accounting.returns.reports.figures import TaxLine
from accounting.returns.reports.standing import ReturnSheet, return_sheet
from accounting.tax.models import Registration
from billing_suite.kernel.access.approvals import OwnWork
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import store_file
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, dump
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish


class WrongReturnState(Refusal):
    """The return is not in the state this verb needs."""

    code = "wrong-return-state"


class ReturnsOverlap(Refusal):
    """A day belongs to one return of a registration."""

    code = "tax-returns-overlap"


class FiledTooEarly(Refusal):
    """Nothing is filed for days that are not over, or before the returns of earlier days."""

    code = "filed-too-early"


class NotAsFiled(Refusal):
    """What is paid is not what was filed."""

    code = "not-as-filed"


@verb("open a tax return")
def open_return(registration: Registration, *, starts_on: date, ends_on: date, due_on: date, by: Actor) -> TaxReturn:
    """A span for which the registration owes a return, and when it is due."""
    return _open(registration, [(starts_on, ends_on, due_on)], by)[0]


@verb("plan tax returns", right="open_return")
def plan_returns(registration: Registration, *, first: date, cadence: str, by: Actor) -> list[TaxReturn]:
    """A year of returns from a month on, by the month, the quarter or the year, each due as its form says.

    Spans before the registration began or after it ended are left out; those that are there already stay.
    """
    months, start = CADENCES.get(cadence), month_start(first)
    if months is None:
        raise Invalid(f"no cadence {cadence[:20]!r}", fields={"cadence": [f"one of {', '.join(CADENCES)}"]})
    form = form_of(registration.country, registration.legal_entity.currency)
    if form is None:
        raise Invalid(
            f"no form of {registration.country} in {registration.legal_entity.currency} says when a return is due:"
            " open each with its own day",
            record=str(registration),
            code="no-such-form",
        )
    starts = [month_start(start, n) for n in range(0, 12, months)]
    spans = [(day, month_start(day, months) - timedelta(days=1)) for day in starts]
    there = set(TaxReturn.objects.of_number(registration).values_list("starts_on", "ends_on"))
    wanted = [
        (since, through, form.due_on(cadence, through))
        for since, through in spans
        if (since, through) not in there
        and through >= registration.valid_from
        and (registration.valid_to is None or since <= registration.valid_to)
    ]
    return _open(registration, wanted, by)


def _open(registration: Registration, spans: list[tuple[date, date, date]], by: Actor) -> list[TaxReturn]:
    """New returns; one that overlaps another is refused."""
    there = Q(pk__in=[])
    for since, through, _ in spans:
        there |= Q(starts_on__lte=through, ends_on__gte=since)
    taken = TaxReturn.objects.of_number(registration).filter(there).order_by("starts_on").first()
    if taken:
        raise ReturnsOverlap(f"{taken} has days of it already", record=taken.reference, rule="INV-20")
    references = take_references("TXR", len(spans)) if spans else []
    made = [
        TaxReturn(
            reference=reference,
            registration=registration,
            starts_on=since,
            ends_on=through,
            due_on=due,
            currency=registration.legal_entity.currency,
            prepared_by=by.tag,
        )
        for reference, (since, through, due) in zip(references, spans, strict=True)
    ]
    for each in made:
        each.full_clean(exclude=["id", "boxes"])
    TaxReturn.objects.bulk_create(made)
    return made


@verb("file a tax return")
def file_return(
    tax_return: TaxReturn, *, reference: str, on: date, at: datetime, name: str = "", data: bytes = b"", by: Actor
) -> TaxReturn:
    """What was told to the tax office: lines, boxes and totals as of now, frozen, with its reference and evidence.

    Earlier returns come first, and what appeared in their spans since is carried here. Whoever prepared the
    return does not file it (RULES 37). `name` and `data` are a file that shows it, such as the transmission record.
    """
    held = _held(tax_return)
    if held.status != "open":
        raise WrongReturnState(f"{held.reference} is {held.status} already", record=held.reference, rule="INV-26")
    if by.tag == held.prepared_by:  # INV-27
        raise OwnWork(f"{by.label} prepared {held.reference} and cannot file it", record=held.reference, rule="INV-27")
    if not reference.strip():
        raise Invalid("say under which reference it was filed", fields={"reference": ["required"]})
    if on <= held.ends_on:
        raise FiledTooEarly(f"{held.reference} ends on {held.ends_on}, after {on}", record=held.reference)
    sheet = return_sheet(held)
    if not sheet.is_next:
        raise FiledTooEarly(f"an earlier return comes before {held.reference}", record=held.reference)
    TaxReturnLine.objects.bulk_create(_lines(held, sheet))
    faults.point("file_return.after_lines")
    _freeze(held, sheet)
    held.status, held.filed_at, held.filed_by, held.filing_reference = "filed", at, by.tag, reference
    if data:
        held.evidence = store_file(name, data, at=at)
    held.full_clean(exclude=["id", "boxes"])
    held.save()
    publish("tax_return.filed", held)
    return held


def _held(tax_return: TaxReturn) -> TaxReturn:
    """The return, locked with all of its number's in their order, so that two are not filed at once."""
    rows = TaxReturn.objects.select_for_update(of=("self",)).of_number(tax_return.registration)
    found: Iterable[TaxReturn] = list(rows.select_related("registration__legal_entity").order_by("starts_on"))
    return next(each for each in found if each.pk == tax_return.pk)


def _lines(held: TaxReturn, sheet: ReturnSheet) -> list[TaxReturnLine]:
    """Its own lines, then those that correct earlier ones."""
    told: list[tuple[TaxReturn | None, TaxLine]] = [(None, line) for line in sheet.lines]
    told += [(each.of, line) for each in sheet.corrections for line in each.lines]
    made = []
    for position, (of, line) in enumerate(told, start=1):
        row = TaxReturnLine(
            tax_return=held,
            corrects=of,
            position=position,
            category=line.category,
            component=line.component,
            rate=line.rate,
            documents=line.documents,
            currency=line.currency,
            books_currency=held.currency,
        )
        row.base, row.tax, row.books_base, row.books_tax = line.base, line.tax, line.books_base, line.books_tax
        made.append(row)
    return made


def _freeze(held: TaxReturn, sheet: ReturnSheet) -> None:
    """Totals and boxes as they are filed."""
    held.taxable, held.exempt, held.tax, held.payable = sheet.taxable, sheet.exempt, sheet.tax, sheet.payable
    held.boxes = [
        {"box": box.box, "label": box.label, "amount": dump(box.amount), "exact": dump(box.exact)}
        for box in sheet.boxes
    ]
    held.form = f"{sheet.form.name} of {sheet.form.as_of}" if sheet.form else ""
    held.books_were_open = bool(sheet.open_periods)


@verb("keep the evidence of a tax return", right="file_return")
def keep_evidence(tax_return: TaxReturn, *, name: str, data: bytes, at: datetime, by: Actor) -> TaxReturn:
    """What the tax office answered later, once: a file of a filed return that has none yet."""
    held = _held(tax_return)
    if held.status == "open" or held.evidence_id is not None:
        why = "is not filed yet" if held.status == "open" else "has its evidence already"
        raise WrongReturnState(f"{held.reference} {why}", record=held.reference, rule="INV-20")
    held.evidence = store_file(name, data, at=at)
    held.save(update_fields=["evidence"])
    publish("tax_return.evidenced", held)
    return held


@verb("record a remittance")
def record_remittance(tax_return: TaxReturn, *, amount: Money, on: date, reference: str, by: Actor) -> TaxReturn:
    """The return is paid (or, of a negative one, its refund came): posted against tax payable and the bank.

    The amount is what was filed as payable. What the form's rounding left goes to the chart's rounding account;
    where it has none, nothing is posted.
    """
    held = _held(tax_return)
    if held.status != "filed" or not held.payable_minor:
        why = "has nothing to pay" if held.status == "filed" else f"is {held.status}"
        raise WrongReturnState(f"{held.reference} {why}", record=held.reference, rule="INV-26")
    if amount != held.payable:
        raise NotAsFiled(
            f"{held.reference} was filed with {held.payable}, not {amount}", record=held.reference, rule="INV-10"
        )
    if on <= held.ends_on:
        raise Invalid(f"{held.reference} ends on {held.ends_on}", fields={"on": ["before the span is over"]})
    draft = remittance_entry(held, held.lines.all(), paid=amount, on=on)
    entity = held.registration.legal_entity
    held.entry = post_many([draft], load_chart([entity], [on]))[0]
    faults.point("remittance.after_posting")
    held.status, held.remitted, held.remitted_on = "remitted", amount, on
    held.remitted_by, held.remittance_reference = by.tag, reference
    held.full_clean(exclude=["id", "boxes"])
    held.save()
    publish("tax_return.remitted", held)
    return held


def is_in_a_filed_return(invoice: Invoice) -> bool:
    """Whether an issued invoice's tax stands in a return that was filed."""
    numbers = list(invoice.taxes.exclude(registration="").values_list("registration", flat=True))
    filed = TaxReturn.objects.filter(
        registration__legal_entity=invoice.legal_entity_id,
        registration__number__in=numbers,
        starts_on__lte=invoice.issued_on,
        ends_on__gte=invoice.issued_on,
    )
    return filed.exclude(status="open").exists()


register_hindrance("its tax was filed", is_in_a_filed_return)
