"""Tables of the floor, gathered for Django from the rooms."""

from crm.activities.models import Activity
from crm.catalogue.models import Bundle, BundlePart, CostRate, Price, PriceList, Product, Rate, RateCard
from crm.customers.models import Address, Contact, Customer, CustomerGrant
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
    "Campaign",
    "Competitor",
    "Contact",
    "CostRate",
    "Customer",
    "CustomerGrant",
    "DoubleKey",
    "DuplicateCandidate",
    "Lead",
    "LeadSource",
    "LossReason",
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
    "TermsTemplate",
    "WebForm",
]
