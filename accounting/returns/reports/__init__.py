"""Reads of tax returns: what a registration owes for a span, the documents behind it, and how returns stand."""

from accounting.returns.reports.documents import BehindLine, TaxedDocument, TaxedPage, taxed_documents, taxed_page
from accounting.returns.reports.figures import Span, TaxLine
from accounting.returns.reports.standing import ReturnSheet, is_overdue, return_sheet, standing
from accounting.returns.reports.tax_report import TaxReport, tax_report

__all__ = [
    "BehindLine",
    "ReturnSheet",
    "Span",
    "TaxLine",
    "TaxReport",
    "TaxedDocument",
    "TaxedPage",
    "is_overdue",
    "return_sheet",
    "standing",
    "tax_report",
    "taxed_documents",
    "taxed_page",
]
