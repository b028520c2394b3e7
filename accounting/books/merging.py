"""Postings and the lines of journals name the customer that they were made with."""

from accounting.books.models import JournalLine, Posting
from billing_suite.kernel.record.merging import stays

stays("crm.customer", Posting, "customer", label="postings")
stays("crm.customer", JournalLine, "customer", label="lines of journals")
