"""Pages: what a room declares to have a list, a record's page, a form or a verb on screen (docs/pages.md)."""

from billing_suite.kernel.web.pages.bulk import BulkPage
from billing_suite.kernel.web.pages.buttons import Button, VerbButton
from billing_suite.kernel.web.pages.columns import (
    Column,
    DateColumn,
    HoursColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
)
from billing_suite.kernel.web.pages.handouts import HandoutVerb
from billing_suite.kernel.web.pages.lists import Bulk, Choice, ListPage, Preset
from billing_suite.kernel.web.pages.record import Crumb, DetailPage, Fact, OneRecord, Why
from billing_suite.kernel.web.pages.reports import ReportForm, ReportPage
from billing_suite.kernel.web.pages.sheets import Sheet, sheet
from billing_suite.kernel.web.pages.signed_in import SignedIn
from billing_suite.kernel.web.pages.verbs import FormPage, VerbPage

__all__ = [
    "Bulk",
    "BulkPage",
    "Button",
    "Choice",
    "Column",
    "Crumb",
    "DateColumn",
    "DetailPage",
    "Fact",
    "FormPage",
    "HandoutVerb",
    "HoursColumn",
    "LinkColumn",
    "ListPage",
    "MoneyColumn",
    "NumberColumn",
    "OneRecord",
    "Preset",
    "ReportForm",
    "ReportPage",
    "Sheet",
    "SignedIn",
    "StatusColumn",
    "VerbButton",
    "VerbPage",
    "Why",
    "sheet",
]
