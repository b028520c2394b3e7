"""The pages of the verbs on one invoice: each asks once, and calls the verb that lists call too."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounting.billing.actions import (
    approve_invoices,
    describe_line,
    discard_invoices,
    issue_invoice,
    return_invoices,
)
from accounting.billing.forms import LineForm, VoidingForm
from accounting.billing.models import Invoice, InvoiceLine
from accounting.billing.views.invoice import crumbs
from accounting.billing.voiding import void_invoice
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.outcome import only
from billing_suite.kernel.web.pages import Crumb, VerbPage


class InvoiceVerb(VerbPage):
    """A verb on one invoice."""

    model = Invoice
    asked: ClassVar[str] = ""
    done_words: ClassVar[str] = ""

    def rows(self) -> QuerySet[Any]:
        """With legal entity and customer."""
        return super().rows().select_related("legal_entity", "customer")

    def crumbs(self) -> Sequence[Crumb]:
        """The invoice."""
        return crumbs(self.record)

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record}, {self.record.customer.name}, {self.record.gross}. {self.asked}"

    def success_url(self, done: Any) -> str:
        """Back on the invoice."""
        return reverse("invoice", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """What happened, by the name it has now."""
        return f"{done} {self.done_words}"


class OneOfMany(InvoiceVerb):
    """A verb over many invoices, for this one; its refusal is raised."""

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def perform(self, form: Any) -> Any:
        """One is many of length one."""
        return only(type(self).verb([self.record], **self.arguments(), by=self.by))  # type: ignore[misc]


class ApproveInvoice(OneOfMany):
    """Say yes to a draft of somebody else."""

    verb = staticmethod(approve_invoices)
    title = "Approve the invoice"
    submit_label = "Approve"
    asked = "It may then be issued."
    done_words = "is approved"


class ReturnInvoice(OneOfMany):
    """Take the approval back."""

    verb = staticmethod(return_invoices)
    title = "Return to draft"
    submit_label = "Return to draft"
    asked = "The approval is taken back; the next one is of a new version."
    done_words = "is a draft again"

    def arguments(self) -> Mapping[str, Any]:
        """Nothing more."""
        return {}


class DiscardInvoice(OneOfMany):
    """Drop a draft."""

    verb = staticmethod(discard_invoices)
    title = "Discard the draft"
    submit_label = "Discard"
    danger = True
    asked = "Its work is free to be billed again."
    done_words = "is discarded"


class IssueInvoice(InvoiceVerb):
    """Number, post and freeze it."""

    verb = staticmethod(issue_invoice)
    title = "Issue the invoice"
    submit_label = "Issue"
    asked = "It takes the next number, is posted, frozen and e-mailed."
    done_words = "is issued; its PDF and e-mail are on their way"

    def arguments(self) -> Mapping[str, Any]:
        """The legal entity's date."""
        return {"on": self.record.legal_entity.local_date(now())}


class VoidInvoice(InvoiceVerb):
    """End an issued invoice that nobody outside has seen."""

    verb = staticmethod(void_invoice)
    form_class = VoidingForm
    title = "Void the invoice"
    submit_label = "Void it"
    danger = True
    asked = "It keeps its number, its entry is mirrored, and its work is free to be billed again."
    done_words = "is voided"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}


class DescribeLine(InvoiceVerb):
    """Change the words of one line of a draft."""

    verb = staticmethod(describe_line)
    form_class = LineForm
    title = "Change the words of a line"
    submit_label = "Save the words"
    done_words = "has new words"

    def arguments(self) -> Mapping[str, Any]:
        """Which line."""
        return {"position": self.kwargs["position"]}

    def initial(self) -> Mapping[str, Any]:
        """The words it has."""
        line = InvoiceLine.objects.filter(invoice=self.record, position=self.kwargs["position"]).first()
        if line is None:
            raise Http404("no such line")
        return {"description": line.description}
