"""One tax return: its boxes, lines and corrections; filed, evidenced and paid from here."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounting.returns.models import TaxReturn
from accounting.returns.reports import ReturnSheet, return_sheet
from accounting.returns.views.returns import stands
from accounting.returns.views.tables import LINE_HEADS, boxes_sheet, brief_sheet, line_cells
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Button, Crumb, DetailPage, Fact, VerbButton
from billing_suite.kernel.web.show import day_words
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell, download

JOINS = ("registration__legal_entity", "evidence", "entry")


def return_crumbs(held: TaxReturn | None = None) -> list[Crumb]:
    """The pages above a return, or above something of it."""
    above = [Crumb("Tax returns", reverse("tax-returns"))]
    return above + ([Crumb(held.reference, reverse("tax-return", args=[held.pk]))] if held else [])


class ReturnPage(DetailPage):
    """A return as it stands now, or as it was filed."""

    model = TaxReturn
    template_name = "accounting/returns/tax_return.html"
    rights = ("see_tax",)
    eyebrow = "Tax return"
    facts_title = "At a glance"

    def rows(self) -> QuerySet[Any]:
        """With registration, evidence and entry."""
        return super().rows().select_related(*JOINS)

    @cached_property
    def sheet(self) -> ReturnSheet:
        """Its lines, corrections and boxes."""
        return return_sheet(self.record)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; its lines and boxes as a file for `?format=`."""
        if kind := request.GET.get("format"):
            return download(kind, self.record.reference.lower(), ["Kind", "Corrects", *LINE_HEADS], self.cells())
        return super().get(request, *args, **kwargs)

    def cells(self) -> Iterable[Sequence[Cell]]:
        """Lines, corrections, boxes."""
        for line in self.sheet.lines:
            yield ["line", "", *line_cells(line)]
        for each in self.sheet.corrections:
            for line in each.lines:
                yield ["correction", each.of.reference, *line_cells(line)]
        for box in self.sheet.boxes:
            code = box.amount.currency.code
            yield ["box", "", box.box, box.label, *[None] * 5, code, None, None, amount_cell(box.amount)]

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """Of which registration and days."""
        held = self.record
        return f"{held.registration} · {day_words(held.starts_on)} – {day_words(held.ends_on)}"

    def crumbs(self) -> Sequence[Crumb]:
        """The log."""
        return return_crumbs()

    def buttons(self) -> Sequence[Button]:
        """The log of its registration."""
        log = f"{reverse('tax-returns')}?registration={self.record.registration_id}"
        return [Button("Log of the registration", log, "history")]

    def facts(self) -> Sequence[Fact]:
        """Amounts, days, who did what."""
        held, sheet = self.record, self.sheet
        names = names_of(tag for tag in (held.prepared_by, held.filed_by, held.remitted_by) if tag)
        facts = [
            Fact("Payable", sheet.payable),
            Fact("Tax", sheet.tax),
            Fact("Taxable", sheet.taxable),
            Fact("Exempt", sheet.exempt),
            Fact("Due", held.due_on),
            Fact("Legal entity", held.registration.legal_entity.name),
            Fact("Prepared by", names.get(held.prepared_by, held.prepared_by)),
        ]
        if held.status != "open":
            facts += [
                Fact("Filed by", names.get(held.filed_by or "", "")),
                Fact("Filed", held.filed_at),
                Fact("Filed as", held.filing_reference),
                Fact("Form", held.form or "none: the lines alone"),
                Fact("Books were open", held.books_were_open),
            ]
        if held.evidence:
            facts.append(Fact("Evidence", held.evidence.name, reverse("tax-return-evidence-file", args=[held.pk])))
        return [*facts, *self.payment_facts(names)]

    def payment_facts(self, names: Mapping[str, str]) -> list[Fact]:
        """How it was paid, and where it is posted."""
        held = self.record
        if held.status != "remitted":
            return []
        facts = [
            Fact("Remitted", held.remitted),
            Fact("Remitted on", held.remitted_on),
            Fact("Remitted by", names.get(held.remitted_by or "", "")),
            Fact("Bank reference", held.remittance_reference),
        ]
        if "see_books" in self.viewer.rights:
            facts.append(Fact("Journal entry", held.entry.reference, reverse("journal-entry", args=[held.entry_id])))
        return facts

    def verbs(self) -> Sequence[VerbButton]:
        """File it, keep what shows it, record its payment: the next step first, with why not."""
        held = self.record
        file = reverse("tax-return-filing", args=[held.pk])
        pay = reverse("tax-return-remittance", args=[held.pk])
        keep = reverse("tax-return-evidence", args=[held.pk])
        why_not_file = why_not(held, self.sheet, self.by.tag)
        why_not_pay = "It is remitted." if held.status == "remitted" else "It is not filed yet."
        if held.status == "filed" and not held.payable_minor:
            why_not_pay = "It was filed with nothing to pay."
        can_pay = held.status == "filed" and bool(held.payable_minor)
        can_keep = held.status != "open" and held.evidence_id is None
        why_not_keep = "It has its evidence." if held.evidence_id else "It is not filed yet."
        return [
            VerbButton("File", file, "send", "file_return", "primary", enabled=not why_not_file, why_not=why_not_file),
            VerbButton(
                "Record remittance", pay, "cash", "record_remittance", "primary", enabled=can_pay, why_not=why_not_pay
            ),
            VerbButton("Keep evidence", keep, "paperclip", "file_return", enabled=can_keep, why_not=why_not_keep),
        ]

    def more(self) -> Mapping[str, Any]:
        """The tables."""
        held, sheet = self.record, self.sheet
        registration = held.registration
        name = sheet.form.name if sheet.form else held.form
        return {
            "sheet": sheet,
            "standing": stands(held),
            "boxes": boxes_sheet(f"Boxes of {name}", sheet.boxes) if sheet.boxes else None,
            "lines": brief_sheet("Lines", registration, held.starts_on, held.ends_on, sheet.lines),
            "corrections": [
                (
                    each,
                    brief_sheet(
                        f"Correction of {each.of.reference}",
                        registration,
                        each.of.starts_on,
                        each.of.ends_on,
                        each.lines,
                    ),
                )
                for each in sheet.corrections
            ],
        }


def why_not(held: TaxReturn, sheet: ReturnSheet, tag: str) -> str:
    """Why a return may not be filed now, "" where it may."""
    if held.status != "open":
        return "It is filed."
    if held.registration.legal_entity.local_date(now()) <= held.ends_on:
        return "Its days are not over."
    if not sheet.is_next:
        return "An earlier return comes first."
    return "You prepared it: another person files it." if tag == held.prepared_by else ""
