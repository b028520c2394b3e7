"""The gap report: that the numbers of each series stand each on exactly one document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounting.books.views.statements import report_crumbs
from billing_suite.kernel.firm.series import SeriesProof, series_gaps
from billing_suite.kernel.web.pages import Column, Crumb, NumberColumn, ReportPage, StatusColumn, sheet
from billing_suite.kernel.web.spreadsheets import Cell

COLUMNS = (
    Column("Series", lambda proof: str(proof.series), phone="title", kind="title"),
    Column("Documents of", lambda proof: proof.label or proof.series.kind),
    StatusColumn("Status", lambda proof: "complete" if proof.holds else "failed"),
    NumberColumn("Last number", "series.last"),
    NumberColumn("Documents", "documents"),
    Column("Found", "words", phone="labelled"),
)


class GapReportPage(ReportPage):
    """Each series of a legal entity, proved (RULES 12)."""

    rights = ("see_books",)
    title = "Gap report"
    intro = "Each number from 1 to the last of a series stands on exactly one document; what does not is named."
    icon = "list-check"
    template_name = "home/gap_report.html"

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def read(self, asked: Mapping[str, Any]) -> list[SeriesProof]:
        """Every series."""
        return series_gaps([asked["entity"]])

    def heads(self, report: Sequence[SeriesProof]) -> Sequence[str]:
        """One row a series."""
        return ["Series", "Kind", "Year", "Last number", "Documents", "Complete", "Missing", "Twice", "Outside"]

    def cells(self, report: Sequence[SeriesProof]) -> Iterable[Sequence[Cell]]:
        """What is missing, twice or outside, in words."""
        for proof in report:
            series = proof.series
            found = [", ".join(map(str, each)) for each in (proof.gaps, proof.doubles, proof.outside)]
            holds = "yes" if proof.holds else "no"
            yield [str(series), series.kind, series.year, series.last, proof.documents, holds, *found]

    def more(self, report: Sequence[SeriesProof], asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The table."""
        broken = [proof for proof in report if not proof.holds]
        return {"series": sheet("Number series", COLUMNS, report), "broken": broken}
