"""Jobs of quotes."""

from typing import Any

from django.utils.text import slugify

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import files_by_hash
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.papers import render_pdf
from billing_suite.kernel.work.handouts import MadeFile, make_handout
from billing_suite.kernel.work.models import Handout
from crm.quotes.actions import expire_quotes, file_quote_paper, remind_of_quotes
from crm.quotes.models import QuoteVersion
from crm.quotes.printing import print_quote

CUSTOMER = "quote__opportunity__customer"
JOINS = (f"{CUSTOMER}__legal_entity__logo", f"{CUSTOMER}__address", "quote__owner", "sent_to")


def expire() -> None:
    """Let offers run out whose last day is over; harmless at any time."""
    expire_quotes(at=now(), by=Actor.system("expire_quotes"))


def remind() -> None:
    """Remind customers of offers on the day that was chosen; harmless at any time."""
    remind_of_quotes(at=now(), by=Actor.system("remind_of_quotes"))


def make_paper(version_id: str) -> None:
    """Make the PDF of a version that was sent or signed, outside any transaction, and keep it."""
    version = QuoteVersion.objects.select_related(*JOINS).get(pk=version_id)
    file_quote_paper(version, pdf=paper_of(version), at=now(), by=Actor.system("quotes"))


def make_preview(handout_id: str) -> None:
    """Make the PDF of a version that somebody asked to look at."""
    make_handout(handout_id, preview_file)


def preview_file(handout: Handout, by: Actor) -> MadeFile:
    """The PDF of the version, if whoever asked still sees it."""
    rows: Any = QuoteVersion.objects.visible_to(by).select_related(*JOINS)
    version = rows.filter(pk=handout.arguments["version"]).first()
    if version is None:
        raise NotFound("no such quote", code="no-such-quote")
    return MadeFile(f"{slugify(version.reference)}.pdf", "application/pdf", paper_of(version))


def paper_of(version: QuoteVersion) -> bytes:
    """The bytes of its PDF."""
    facts = print_quote(version)
    return render_pdf("documents/quote.html", facts, files=files_by_hash(facts["logo"]))
