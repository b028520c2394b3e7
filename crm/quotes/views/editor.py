"""The editor of a quote's lines, and its sending."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import Crumb, VerbPage
from crm.catalogue.actions import listed_prices, load_rates
from crm.catalogue.models import Bundle, Price, Product
from crm.catalogue.offering import bundle_lines, product_line, sold_on
from crm.pipeline.models import Opportunity
from crm.quotes.actions import draft_quote, revise_quote, send_quote
from crm.quotes.forms import QuoteForm, SendForm, rows_sent
from crm.quotes.models import Quote, QuoteLine, QuoteMilestone, QuoteVersion, terms_for
from crm.quotes.views.shown import crumb_of, quote_crumbs

VALID_DAYS = 30
REMINDED_BEFORE = 5  # days before the last one


class Editor(VerbPage):
    """The editor of a version. "More lines" shows the form again with further rows and checks nothing, and so does
    what is picked from the catalogue.
    """

    template_name = "crm/quotes/editor.html"
    asks_name = True

    def opportunity(self) -> Opportunity:
        """The sale the quote is for."""
        raise NotImplementedError

    def lines(self) -> Sequence[dict[str, Any]]:
        """The lines the editor begins with."""
        return ()

    def milestones(self) -> Sequence[dict[str, Any]]:
        """The milestones the editor begins with."""
        return ()

    def form_arguments(self) -> dict[str, Any]:
        """Rates of the customer's currency in the selling entity's country."""
        customer = self.opportunity().customer
        rates = load_rates([(customer.legal_entity.country, customer.currency)])
        told: dict[str, Any] = {"lines": self.lines(), "milestones": self.milestones(), "shelf": self.shelf()}
        sent = rows_sent(self.request.POST) if self.request.method == "POST" else told["lines"]
        told["prices"] = self.prices(sent)
        return {"rates": rates, "named": self.asks_name, "currency": customer.currency, **told}

    def shelf(self) -> list[tuple[str, str]]:
        """Codes and names of what can be picked today: bundles, then products."""
        day = today(self.opportunity().customer.legal_entity.time_zone)
        user = self.request.user
        kinds: tuple[Any, ...] = (Bundle, Product)
        held = [each for kind in kinds for each in kind.objects.visible_to(user).filter(sold_on(day))]
        return [(each.code, f"{each.name} ({each.code})") for each in held]

    def picked(self) -> list[dict[str, Any]]:
        """The lines of what was picked from the catalogue; none where nothing was."""
        code = self.request.POST.get("pick", "")
        bundle = Bundle.objects.visible_to(self.request.user).filter(code=code).first()
        if bundle is not None:
            return bundle_lines(bundle, list(bundle.parts.select_related("product")))
        product = Product.objects.visible_to(self.request.user).filter(code=code).first()
        return [] if product is None else [product_line(product)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb, or the same form with more rows."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: request.POST.get(name, "") for name in (*QuoteForm.base_fields, "discount_amount")}
        lines = rows_sent(request.POST) + (self.picked() if request.POST["more"] == "pick" else [])
        rows = {"lines": lines, "milestones": rows_sent(request.POST, "milestones")}
        given = self.form_arguments() | rows
        given["prices"] = self.prices(lines)
        return self.page(QuoteForm(initial=typed, **given))

    def prices(self, lines: Sequence[Mapping[str, Any]]) -> list[Price]:
        """What the products of these lines cost, day by day."""
        customer = self.opportunity().customer
        codes = {line["product"] for line in lines if line.get("product")}
        return listed_prices(customer.legal_entity.country, customer.currency, codes=codes) if codes else []

    def context(self, form: Any) -> dict[str, Any]:
        """With the currency."""
        sale = self.opportunity()
        customer = sale.customer
        templates = terms_for(customer.legal_entity_id, customer.language)
        told = [{"name": str(each), "text": each.text} for each in templates]
        return {**super().context(form), "currency": sale.currency, "templates": told}


def row_of(line: QuoteLine) -> dict[str, Any]:
    """A line as the editor shows it: what goes without saying is left empty."""
    names = ["description", "phase", "billed_by", "role", "supply", "optional"]
    row = {name: getattr(line, name) for name in names}
    as_listed = line.product_id is not None and line.price == line.list_price
    row |= {"hours": line.hours or None, "price": line.price if line.agreed and not as_listed else None}
    row |= {"product": line.product.code if line.product else ""}
    row |= {"discount": line.discount or None}
    if line.billed_by != "time":
        row |= {"quantity": None if line.quantity == 1 else line.quantity}
        row |= {"unit": "" if line.unit in ("piece", line.span) else line.unit}
    if line.span:
        row |= {"span": line.span, "periods": line.periods}
    return row


def rows_of(milestone: QuoteMilestone, lines: Sequence[QuoteLine]) -> list[dict[str, Any]]:
    """A milestone as the editor shows it; nothing for one that a fixed price has by itself."""
    shares = list(milestone.shares.all())
    if [(share.line.description, share.percent) for share in shares] == [(milestone.name, 100)]:
        return []
    fixed = [line.position for line in lines if line.billed_by == "fixed"]
    billed = sorted(share.line.position for share in shares)
    of = "" if billed == fixed else ", ".join(map(str, billed))
    return [{"name": milestone.name, "due_on": milestone.due_on, "percent": shares[0].percent, "lines": of}]


class DraftQuote(Editor):
    """A first version for an opportunity."""

    model = Opportunity
    verb = staticmethod(draft_quote)
    form_class = QuoteForm
    title = "New quote"
    submit_label = "Save draft"

    def rows(self) -> Any:
        """With customer and legal entity."""
        return super().rows().select_related("customer__legal_entity", "stage")

    def opportunity(self) -> Opportunity:
        """The record itself."""
        held: Opportunity = self.record
        return held

    def initial(self) -> dict[str, Any]:
        """The opportunity's name, a start at its close, thirty days to decide, and terms in their language."""
        day = today(self.record.customer.legal_entity.time_zone)
        return {
            "name": self.record.name,
            "starts_on": max(self.record.closes_on, day),
            "valid_until": day + timedelta(days=VALID_DAYS),
            "terms": self.first_terms(),
        }

    def first_terms(self) -> str:
        """Those in the customer's language, if there are any."""
        customer = self.record.customer
        held = terms_for(customer.legal_entity_id, customer.language)
        return held[0].text if held and held[0].language == customer.language else ""

    def perform(self, form: Any) -> Quote:
        """One call of the verb."""
        return draft_quote(self.record, **form.offer(), by=self.by)

    def question(self) -> str:
        """For whom."""
        return f"For {self.record.customer.name}, in {self.record.currency}."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the opportunity."""
        held = self.record
        return [
            Crumb("Opportunities", reverse("opportunities")),
            Crumb(held.reference, reverse("opportunity", args=[held.pk])),
        ]

    def success_url(self, done: Quote) -> str:
        """The new quote."""
        return reverse("quote", args=[done.pk])

    def success_message(self, done: Quote) -> str:
        """Named."""
        return f"{done.reference} is drafted. Send it when it is right."


class ReviseQuote(Editor):
    """A further version; links to the one before end."""

    model = Quote
    verb = staticmethod(revise_quote)
    form_class = QuoteForm
    title = "Revise the quote"
    submit_label = "Save new version"
    asks_name = False

    def rows(self) -> Any:
        """With customer, legal entity and current version."""
        return super().rows().select_related("opportunity__customer__legal_entity", "current")

    def opportunity(self) -> Opportunity:
        """The quote's."""
        held: Opportunity = self.record.opportunity
        return held

    def lines(self) -> Sequence[dict[str, Any]]:
        """Those of the version now."""
        return [row_of(line) for line in self.record.current.lines.select_related("product")]

    def milestones(self) -> Sequence[dict[str, Any]]:
        """Those of the version now; one that stands for a whole fixed price comes by itself."""
        lines = list(self.record.current.lines.all())
        rows = []
        for each in self.record.current.milestones.prefetch_related("shares__line"):
            rows += rows_of(each, lines)
        return rows

    def initial(self) -> dict[str, Any]:
        """What the version now says."""
        held = self.record.current
        told = {"starts_on": held.starts_on, "valid_until": held.valid_until, "terms": held.terms}
        off = held.discount_amount if held.discount_minor else None
        return told | {"discount": held.discount or None, "discount_amount": off}

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb."""
        return revise_quote(self.record, **form.offer(), at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return f"Version {self.record.current.number} ends, and so does its link; the new one is a draft."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))

    def success_url(self, done: QuoteVersion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[done.quote_id])

    def success_message(self, done: QuoteVersion) -> str:
        """Named."""
        return f"Version {done.number} is drafted."


class SendQuote(VerbPage):
    """The newest version goes to a contact, with a link to read and sign it."""

    model = Quote
    verb = staticmethod(send_quote)
    form_class = SendForm
    title = "Send the quote"
    submit_label = "Send"

    def rows(self) -> Any:
        """With customer and current version."""
        return super().rows().select_related("opportunity__customer__legal_entity", "current")

    def form_arguments(self) -> dict[str, Any]:
        """The customer's contacts."""
        return {"customer": self.record.opportunity.customer, "user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """The opportunity's contact, and a reminder a few days before the offer ends."""
        held = self.record
        day = held.current.valid_until - timedelta(days=REMINDED_BEFORE)
        soon = day <= today(held.opportunity.customer.legal_entity.time_zone)
        return {"to": held.opportunity.contact_id, "remind_on": None if soon else day}

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb."""
        return send_quote(self.record.current, **form.cleaned_data, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "The version is sealed, and the contact receives a link by e-mail to read it and sign it."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))

    def success_url(self, done: QuoteVersion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[done.quote_id])

    def success_message(self, done: QuoteVersion) -> str:
        """Named."""
        return f"{done.reference} is on its way to {done.sent_to}."
