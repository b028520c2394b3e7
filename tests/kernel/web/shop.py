"""The toy shop's pages, made with the web room alone, and a page that shows every component at once."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.money import money
from billing_suite.kernel.web.forms import AmountField, DayField, ExactDecimalField, HoursField, MoneyField
from billing_suite.kernel.web.nav import Badge, NavItem
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
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
    Preset,
    SignedIn,
    StatusColumn,
    VerbButton,
    VerbPage,
    Why,
)
from billing_suite.kernel.web.thread import HopRecord, ShownHop
from billing_suite.kernel.web.tones import tone_of
from tests.kernel.web.webtoys.models import STATUSES, Order, send_toy_order, send_toy_orders

EUR = "EUR"


class OrderList(ListPage):
    model = Order
    title = "Invoices"
    intro = "Every request for payment, from draft to paid."
    columns = (
        LinkColumn("Number", "reference", "reference", to="order"),
        Column("Customer", "shop.name", "shop__name"),
        StatusColumn("Status", "status", "status"),
        DateColumn("Due", "due_on", "due_on"),
        MoneyColumn("Gross", "gross", "gross_minor"),
    )
    order = "-reference"
    search = ("reference", "shop__name")
    search_hint = "Number or customer"
    choices = (Choice("status", "Status", STATUSES),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("late", "Overdue", lambda rows, request: rows.late()),
        Preset("drafts", "Drafts", lambda rows, request: rows.filter(status="draft")),
    )
    bulk = (Bulk("Send", "orders-send", "send_toy_order", "send"),)
    empty_title = "No invoices yet"
    empty_words = "Invoices come from a billing run over approved work."
    empty_icon = "file-invoice"

    def buttons(self) -> list[Button]:
        return [Button("New billing run", reverse("orders"), "plus", "send_toy_order", "primary")]


class SendForm(forms.Form):
    note = forms.CharField(max_length=80, required=False, help_text="Stands on the document.")


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Invoices", reverse("orders")), *more]


class OrderPage(DetailPage):
    model = Order
    template_name = "webtoys/order.html"
    slot = "order"
    eyebrow = "Invoice"
    facts_title = "At a glance"

    def intro(self) -> str:
        return f"{self.record.shop.name} · October 2026"

    def crumbs(self) -> list[Crumb]:
        return crumbs()

    def facts(self) -> list[Fact]:
        why = Why(
            [("Net", money("10336.13", EUR)), ("Tax 19 %", money("1963.87", EUR))], money("12300.00", EUR), "RULES 5"
        )
        return [
            Fact("Customer", self.record.shop.name, "#customer"),
            Fact("Gross", self.record.gross, why=why),
            Fact("Due", self.record.due_on),
            Fact("Terms", "30 days net"),
            Fact("Purchase order", ""),
        ]

    def verbs(self) -> list[VerbButton]:
        url = reverse("order-send", args=[self.record.pk])
        return [
            VerbButton("Void", url, "ban", "send_toy_order", enabled=False, why_not="It was sent already."),
            VerbButton("Send", url, "send", "send_toy_order", "primary", confirm="The customer receives it by e-mail."),
        ]

    def more(self) -> dict[str, Any]:
        return {"lines": LINES, "totals": TOTALS, "told": HISTORY, "guide_thread": guide_thread()}


class SendOrder(VerbPage):
    model = Order
    verb = staticmethod(send_toy_order)
    form_class = SendForm
    title = "Send the invoice"
    submit_label = "Send"

    def question(self) -> str:
        return f"{self.record} goes to {self.record.shop.name} by e-mail."

    def crumbs(self) -> list[Crumb]:
        return crumbs(Crumb(str(self.record), reverse("order", args=[self.record.pk])))

    def success_url(self, done: Any) -> str:
        return reverse("order", args=[done.pk])

    def success_message(self, done: Any) -> str:
        return f"{done} was sent."


class SendOrders(BulkPage):
    model = Order
    verb = staticmethod(send_toy_orders)
    done_words = "sent"
    back_url_name = "orders"


class EveryField(forms.Form):
    name = forms.CharField(max_length=20, help_text="As it stands on the contract.")
    price = AmountField(EUR, help_text="For one hour.")
    limit = MoneyField(["EUR", "USD", "JPY"], required=False)
    percent = ExactDecimalField(places=2, at_least=0, at_most=100)
    time = HoursField(help_text="1.5, 1:30 or 90m")
    starts_on = DayField(required=False)
    terms = forms.ChoiceField(choices=[("30", "30 days net"), ("14", "14 days net")])
    way = forms.ChoiceField(choices=[("tm", "Time and materials"), ("fixed", "Fixed price")], widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    billable = forms.BooleanField(required=False, help_text="May be charged to the customer.")
    file = forms.FileField(required=False)


class EveryFieldPage(FormPage):
    form_class = EveryField
    title = "New contract line"
    two_columns = True

    def crumbs(self) -> list[Crumb]:
        return crumbs()

    def perform(self, form: Any) -> Any:
        return form.cleaned_data

    def success_url(self, done: Any) -> str:
        return reverse("orders")


class Guarded(SignedIn):
    rights = ("nobody_holds_this",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")


class Guide(SignedIn):
    """Every component on one page, to look at."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "title": "Overview",
            "hops": guide_thread(),
            "early": guide_thread(reached=3, current=2),
            "lines": LINES,
            "totals": TOTALS,
            "told": HISTORY,
            "statuses": STATUSES,
            "receivables": money("84210.50", EUR),
            "overdue": money("9340.00", EUR),
            "unbilled": money("21775.00", EUR),
            "short": money("-118500.00", "NOK"),
            "why": Why(
                [("12 open invoices", money("93550.50", EUR)), ("3 overdue", money("-9340.00", EUR))], None, "INV-09"
            ),
            "facts": [
                Fact("Customer", "Borealis Oy"),
                Fact("Due", date(2026, 12, 4)),
                Fact("Rate", money("142.50", EUR)),
            ],
        }
        return render(request, "webtoys/guide.html", context)


class PortalPage(SignedIn):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "title": "Quote Q-2026-088",
            "portal_brand": "Nordlicht Studio GmbH",
            "lines": LINES,
            "totals": TOTALS,
        }
        return render(request, "webtoys/portal.html", context)


CHAIN = [
    ("Opportunity", "target-arrow", "OPP-00031", "won", "Won", "48000.00"),
    ("Quote", "file-description", "Q-2026-088", "accepted", "Accepted", "46200.00"),
    ("Contract", "signature", "CTR-00017", "active", "Active", "46200.00"),
    ("Project", "briefcase", "PRJ-00012", "running", "Running", None),
    ("Time", "clock", "148.50 h", "approved", "Approved", "21162.50"),
    ("Invoice", "file-invoice", "INV-2026-0410", "part_paid", "Part paid", "12300.00"),
    ("Receipt", "cash", "RCP-00209", "allocated", "Allocated", "9150.00"),
    ("Journal entry", "book-2", "JE-2026-1187", "posted", "Posted", "12300.00"),
]


def guide_thread(reached: int = 8, current: int = 5) -> list[ShownHop]:
    hops = []
    for place, (label, icon, reference, status, words, amount) in enumerate(CHAIN):
        held = money(amount, EUR) if amount else None
        record = HopRecord(reference, "#hop", status, words, tone_of(status), held, place == current)
        others = [
            HopRecord(f"INV-2026-04{n}", "#hop", "paid", "Paid", "positive", money("8862.50", EUR), False)
            for n in (2, 3)
        ]
        hops.append(
            ShownHop(
                label=label,
                icon=icon,
                records=[record] if place < reached else [],
                rest=others if label == "Invoice" and reached > 5 else [],
                more=False,
                current=place == current,
                end=place == len(CHAIN) - 1,
                before_ahead=place + 1 >= reached,
            )
        )
    return hops


LINES = [
    {
        "description": "Senior engineer",
        "note": "1 to 31 October 2026 · 62 entries",
        "quantity": "41.50",
        "unit": "h",
        "price": money("142.50", EUR),
        "tax": "S 19 %",
        "net": money("5913.75", EUR),
        "why": Why(
            [("2,490 minutes", "41.50 h"), ("Rate card EU 2026", money("142.50", EUR))],
            money("5913.75", EUR),
            "RULES 2",
        ),
    },
    {
        "description": "Product designer",
        "note": "1 to 31 October 2026 · 40 entries",
        "quantity": "34.00",
        "unit": "h",
        "price": money("118.00", EUR),
        "tax": "S 19 %",
        "net": money("4012.00", EUR),
    },
    {"description": "Travel to Helsinki", "tax": "S 19 %", "net": money("410.38", EUR)},
]
TOTALS = [
    {"label": "Net", "value": money("10336.13", EUR)},
    {"label": "VAT 19 %", "value": money("1963.87", EUR)},
    {"label": "Total", "value": money("12300.00", EUR), "is_total": True},
]
HISTORY = [
    {
        "who": "Mara Keller",
        "what": "issued the invoice",
        "icon": "send",
        "tone": "positive",
        "at": datetime(2026, 11, 4, 9, 12, tzinfo=UTC),
        "door": "page",
        "changes": [{"label": "Status", "before": "approved", "after": "issued"}],
    },
    {
        "who": "Jonas Brandt",
        "what": "approved the draft",
        "icon": "check",
        "tone": "active",
        "at": datetime(2026, 11, 3, 16, 40, tzinfo=UTC),
        "door": "page",
    },
    {
        "who": "Billing run",
        "what": "drafted it from 102 approved entries",
        "icon": "rotate-clockwise",
        "at": datetime(2026, 11, 3, 6, 0, tzinfo=UTC),
        "door": "task",
    },
]

NAV = (
    NavItem("Overview", "home", "home", order=1),
    NavItem("Customers", "guide", "address-book", "Sales", roles=("sales", "finance")),
    NavItem("Opportunities", "field-page", "target-arrow", "Sales", roles=("sales", "finance")),
    NavItem("Projects", "portal", "briefcase", "Delivery", roles=("finance",)),
    NavItem("Invoices", "orders", "file-invoice", "Finance", rights=("see_orders",), beneath=("order",)),
    NavItem("Review", "guarded", "shield-check", "Admin", roles=("admin",)),
)


def late_orders(user: Any) -> Badge:
    return Badge(Order.objects.visible_to(user).late().count(), "overdue", urgent=True)
