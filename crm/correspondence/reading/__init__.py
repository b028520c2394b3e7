"""What a mail says: pure, bounded, and calm about whatever comes; nothing here asks the database."""

from crm.correspondence.reading.message import (
    LIMIT,
    MANY,
    MailTooLarge,
    MailUnreadable,
    ReadMail,
    addresses_in,
    read_message,
)

__all__ = ["LIMIT", "MANY", "MailTooLarge", "MailUnreadable", "ReadMail", "addresses_in", "read_message"]
