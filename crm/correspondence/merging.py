"""The filings of mails keep the customer that they were made with; the activities follow."""

from billing_suite.kernel.record.merging import stays
from crm.correspondence.models import MailFiling

stays("crm.customer", MailFiling, "customer", label="filings of mails")
