"""The trial balance as of a day, and its rows for a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from accounting.books.forms import BalanceForm
from accounting.books.reports import TrialBalance, trial_balance
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import dump
from billing_suite.kernel.web.pages import SignedIn
from billing_suite.kernel.web.pages.columns import safe_cell


class TrialBalancePage(SignedIn):
    """All balances of a legal entity as of a date; the difference must be zero (INV-11)."""

    rights = ("see_books",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; its rows as CSV for `?format=csv`."""
        entities = list(LegalEntity.objects.visible_to(request.user))
        if not entities:
            return render(request, "accounting/books/trial_balance.html", {"title": "Trial balance"})
        form = BalanceForm(request.GET if "entity" in request.GET else first(entities), entities=entities)
        balance = None
        if form.is_valid():
            chosen = next(e for e in entities if str(e.pk) == form.cleaned_data["entity"])
            balance = trial_balance(chosen, as_of=form.cleaned_data["as_of"])
        if balance is not None and request.GET.get("format") == "csv":
            return as_csv(balance)
        context = {"title": "Trial balance", "form": form, "balance": balance}
        return render(request, "accounting/books/trial_balance.html", context, status=200 if balance else 400)


def first(entities: Sequence[LegalEntity]) -> dict[str, str]:
    """What stands in the form before anything was asked."""
    return {"entity": str(entities[0].pk), "as_of": entities[0].local_date(now()).isoformat()}


def as_csv(balance: TrialBalance) -> HttpResponse:
    """The same rows for a spreadsheet: amounts as plain decimals."""
    lines = ["Account,Name,Type,Debit,Credit,Currency"]
    for row in balance.rows:
        name = safe_cell(row.name).replace('"', '""')
        cells = [row.number, f'"{name}"', row.type, dump(row.debit)["amount"], dump(row.credit)["amount"]]
        lines.append(",".join([*cells, balance.legal_entity.currency]))
    response = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/csv; charset=utf-8")
    name = f"trial-balance-{balance.legal_entity.code}-{balance.as_of:%Y-%m-%d}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
