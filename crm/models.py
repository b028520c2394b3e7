"""Tables of the floor, gathered for Django from the rooms."""

from crm.activities.models import Activity
from crm.catalogue.models import CostRate, Rate, RateCard
from crm.customers.models import Address, Contact, Customer, CustomerGrant
from crm.pipeline.models import Opportunity, Stage
from crm.quotes.models import Quote, QuoteLine, QuoteMilestone, QuotePaper, QuotePolicy, QuoteShare, QuoteVersion

__all__ = [
    "Activity",
    "Address",
    "Contact",
    "CostRate",
    "Customer",
    "CustomerGrant",
    "Opportunity",
    "Quote",
    "QuoteLine",
    "QuoteMilestone",
    "QuotePaper",
    "QuotePolicy",
    "QuoteShare",
    "QuoteVersion",
    "Rate",
    "RateCard",
    "Stage",
]
