"""The customer's yes: signing an offer behind its link makes the contract and opens the project."""

from typing import Any

from billing_suite.kernel.web.sender import sender_of
from crm.quotes.forms import SignatureForm
from crm.quotes.portal import AnswerDoor
from projects.plan.actions import accept_quote


class AcceptDoor(AnswerDoor):
    """The offer is signed with a typed name and a ticked consent, once."""

    answer = "accepted"
    given_as = "signature"

    def form(self, data: Any) -> SignatureForm:
        """Name, title, PO number where the customer orders by one, and consent."""
        return SignatureForm(data, po_required=self.version.quote.opportunity.customer.po_required)

    def perform(self, form: Any) -> None:
        """One call of the verb; the consent is the form's, the signature is the verb's."""
        given = {name: form.cleaned_data[name] for name in ("signed_by", "title", "po_number")}
        accept_quote(
            self.version, **given, address=sender_of(self.request), taken=self.taken, at=self.at, by=self.link.actor
        )
