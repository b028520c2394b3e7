"""Ledger accounts: the chart, one account with its parts and postings, and the verbs over it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.actions import map_role, reactivate_account, retire_account, set_up_chart
from accounting.books.charts import PARTS
from accounting.books.forms.accounts import AccountForm, RoleForm
from accounting.books.models import AccountRole, JournalEntry, LedgerAccount, Posting
from accounting.books.reports import balances
from accounting.books.views.entries import side
from accounting.books.views.filters import ENTITY
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    MoneyColumn,
    StatusColumn,
    VerbButton,
    VerbPage,
    sheet,
)
from billing_suite.kernel.web.show import show_status

LATEST = 50
POSTINGS = (
    LinkColumn("Entry", "entry.reference", to="journal-entry", key="entry_id"),
    DateColumn("Date", "on"),
    Column("What", "entry.description"),
    Column("About", lambda posting: side(posting).about),
    MoneyColumn("Debit", lambda posting: side(posting).base_debit, phone="labelled"),
    MoneyColumn("Credit", lambda posting: side(posting).base_credit, phone="labelled"),
)


def standing(account: LedgerAccount) -> str:
    """Whether it takes postings."""
    return "in_use" if account.active else "retired"


def account_crumbs(account: LedgerAccount | None = None) -> list[Crumb]:
    """The pages above an account, or above something of it."""
    held = [Crumb("Ledger accounts", reverse("ledger-accounts"))]
    return held + ([Crumb(str(account), reverse("ledger-account", args=[account.pk]))] if account else [])


class LedgerAccounts(ListPage):
    """The chart of accounts."""

    model = LedgerAccount
    rights = ("see_books",)
    title = "Ledger accounts"
    eyebrow = "Books"
    intro = "The chart of each legal entity. Control accounts equal their sub-ledgers at every commit."
    columns = (
        LinkColumn("Number", "number", "number", to="ledger-account"),
        Column("Name", "name", "name"),
        StatusColumn("Status", standing),
        Column("Type", "get_type_display", "type"),
        Column("Section", "get_section_display", "section"),
        Column("Legal entity", "legal_entity.name"),
        Column("Control account", "is_control", phone="labelled"),
    )
    order = "number"
    search = ("number", "name")
    search_hint = "Number or name"
    choices = (ENTITY, Choice("type", "Type", LedgerAccount.TYPES))
    empty_title = "No chart of accounts yet"
    empty_words = "A chart is set up with its legal entity."
    empty_icon = "book-2"

    def buttons(self) -> Sequence[Button]:
        """One more account."""
        return [Button("Add an account", reverse("ledger-account-new"), "plus", "set_up_chart", "primary")]


class LedgerAccountPage(DetailPage):
    """One account: what it is, the parts it plays, what was posted to it last."""

    model = LedgerAccount
    template_name = "accounting/books/account.html"
    rights = ("see_books",)
    eyebrow = "Ledger account"
    status_field = ""

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity")

    def intro(self) -> str:
        """Of which books."""
        return str(self.record.legal_entity)

    def crumbs(self) -> Sequence[Crumb]:
        """The chart."""
        return account_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What it is, and what stands on it: one query, whatever the history."""
        account, entity = self.record, self.record.legal_entity
        today = entity.local_date(now())
        minor = balances(entity, as_of=today).get(account.pk, 0)
        return [
            Fact("Balance today", from_minor(minor, entity.currency)),
            Fact("Type", account.get_type_display()),
            Fact("Section", account.get_section_display()),
            Fact("Control account", account.is_control),
        ]

    @cached_property
    def parts(self) -> list[AccountRole]:
        """The parts it plays."""
        return list(AccountRole.objects.filter(account=self.record).order_by("role", "key"))

    def verbs(self) -> Sequence[VerbButton]:
        """Map a part to it, retire it, take it up again."""
        account = self.record
        if not account.active:
            url = reverse("ledger-account-reactivation", args=[account.pk])
            words = "Postings may be made to it again."
            return [VerbButton("Take up again", url, "rotate-clockwise", "set_up_chart", "primary", confirm=words)]
        parts = ", ".join(str(part) for part in self.parts)
        return [
            VerbButton("Map a part", reverse("ledger-account-role", args=[account.pk]), "route", "set_up_chart"),
            VerbButton(
                "Retire",
                reverse("ledger-account-retirement", args=[account.pk]),
                "ban",
                "set_up_chart",
                enabled=not parts,
                why_not=f"It plays {parts}: map that to another account first.",
                confirm="Nothing is posted to it any more. What was posted stays, in every report.",
            ),
        ]

    def more(self) -> Mapping[str, Any]:
        """Its standing, its parts, its latest postings."""
        seen = JournalEntry.objects.visible_to(self.request.user)
        rows = Posting.objects.filter(account=self.record, entry__in=seen, entry__status="posted")
        joined = rows.select_related("entry", "account", "customer", "contract", "project").order_by("-on", "-id")
        return {
            "standing": show_status(standing(self.record)),
            "parts": self.parts,
            "postings": sheet("Latest postings", POSTINGS, joined[:LATEST]),
        }


class AddAccount(FormPage):
    """One more line of a chart."""

    verb = staticmethod(set_up_chart)
    form_class = AccountForm
    title = "Add a ledger account"
    eyebrow = "Books"
    submit_label = "Add it"
    two_columns = True

    def crumbs(self) -> Sequence[Crumb]:
        """The chart."""
        return account_crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """Whose chart."""
        return {"entities": list(LegalEntity.objects.visible_to(self.request.user).order_by("code"))}

    def perform(self, form: Any) -> LedgerAccount:
        """A chart of one line."""
        told: Any = dict(form.cleaned_data)
        return set_up_chart(told.pop("entity"), accounts=[told], by=self.by)[0]

    def success_url(self, done: LedgerAccount) -> str:
        """The account."""
        return reverse("ledger-account", args=[done.pk])

    def success_message(self, done: LedgerAccount) -> str:
        """Named."""
        return f"{done} is in the chart"


class AccountVerb(VerbPage):
    """A verb on one account."""

    model = LedgerAccount
    done_words = ""

    def crumbs(self) -> Sequence[Crumb]:
        """The account."""
        return account_crumbs(self.record)

    def success_url(self, done: Any) -> str:
        """The account."""
        return reverse("ledger-account", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """What happened."""
        return f"{self.record} {self.done_words}"


class RetireAccount(AccountVerb):
    """Nothing is posted to it any more."""

    verb = staticmethod(retire_account)
    title = "Retire the account"
    submit_label = "Retire it"
    done_words = "is retired"

    def question(self) -> str:
        """What comes of it."""
        return f"Nothing is posted to {self.record} any more. What was posted stays, in every report."


class ReactivateAccount(AccountVerb):
    """It takes postings again."""

    verb = staticmethod(reactivate_account)
    title = "Take the account up again"
    submit_label = "Take it up again"
    done_words = "takes postings again"

    def question(self) -> str:
        """What comes of it."""
        return f"Postings may be made to {self.record} again."


class MapRole(AccountVerb):
    """From now on it plays a part."""

    verb = staticmethod(map_role)
    form_class = RoleForm
    template_name = "accounting/books/role.html"
    title = "Map a part to the account"
    submit_label = "Map it"

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity")

    def question(self) -> str:
        """What comes of it."""
        return f"From now on {self.record} plays it. What is posted stays where it is."

    def form_arguments(self) -> Mapping[str, Any]:
        """The parts that a chart has."""
        return {"known": sorted({part.partition(":")[0] for part in PARTS})}

    def success_message(self, done: AccountRole) -> str:
        """Which part."""
        return f"{self.record} plays {done} from now on"
