"""Why a quote is not drafted, sent or answered."""

from billing_suite.kernel.values.refusals import Refusal


class QuoteNotOpen(Refusal):
    """The version is not in the state this verb needs."""

    code = "quote-not-open"


class QuoteExpired(Refusal):
    """The offer's last day has passed."""

    code = "quote-expired"


class ApprovalNeeded(Refusal):
    """The offer is below what may be sent without an approval."""

    code = "quote-approval-needed"
