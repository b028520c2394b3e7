"""Tables of the floor, gathered for Django from the rooms."""

from crm.activities.models import Activity
from crm.calendar.models import CalendarFeed
from crm.catalogue.models import Bundle, BundlePart, CostRate, Price, PriceList, Product, Rate, RateCard
from crm.correspondence.models import Mail, MailFiling
from crm.customers.models import (
    Address,
    Contact,
    Customer,
    CustomerGrant,
    CustomerTag,
    FurtherAddress,
    LawfulBasis,
    Tag,
    VatNumber,
)
from crm.leads.models import Campaign, Lead, LeadSource, Submission, WebForm
from crm.merging.models import DoubleKey, DuplicateCandidate, Merge, MergeMove, MergeRule
from crm.pipeline.models import Competitor, LossReason, Opportunity, Pipeline, Stage, StageMove
from crm.quotes.models import (
    Quote,
    QuoteLine,
    QuoteMilestone,
    QuotePaper,
    QuotePolicy,
    QuoteQuestion,
    QuoteShare,
    QuoteVersion,
    TermsTemplate,
)

__all__ = [
    "Activity",
    "Address",
    "Bundle",
    "BundlePart",
    "CalendarFeed",
    "Campaign",
    "Competitor",
    "Contact",
    "CostRate",
    "Customer",
    "CustomerGrant",
    "CustomerTag",
    "DoubleKey",
    "DuplicateCandidate",
    "FurtherAddress",
    "LawfulBasis",
    "Lead",
    "LeadSource",
    "LossReason",
    "Mail",
    "MailFiling",
    "Merge",
    "MergeMove",
    "MergeRule",
    "Opportunity",
    "Pipeline",
    "Price",
    "PriceList",
    "Product",
    "Quote",
    "QuoteLine",
    "QuoteMilestone",
    "QuotePaper",
    "QuotePolicy",
    "QuoteQuestion",
    "QuoteShare",
    "QuoteVersion",
    "Rate",
    "RateCard",
    "Stage",
    "StageMove",
    "Submission",
    "Tag",
    "TermsTemplate",
    "VatNumber",
    "WebForm",
]
