"""The paper of an offer: made by a job once it is sent and once it is signed, and for whoever asks to see it."""

from datetime import datetime

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import store_file
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.handouts import ask_handout
from billing_suite.kernel.work.models import Handout
from crm.quotes.actions.approving import hold
from crm.quotes.models import QuotePaper, QuoteVersion


@verb("ask for a quote as a PDF", right="see_quotes")
def ask_quote_paper(version: QuoteVersion, *, at: datetime, by: Actor) -> Handout:
    """The PDF of a version as it stands, stamped while it is a draft, which a job makes."""
    return ask_handout(
        "crm.quotes.tasks.make_preview", about=f"{version} as a PDF", at=at, by=by, version=str(version.pk)
    )


@verb("file a quote's paper", jobs=True)
def file_quote_paper(version: QuoteVersion, *, pdf: bytes, at: datetime, by: Actor) -> QuotePaper:
    """Keep the PDF of what was sent, or of what was signed; kept already, nothing happens (INV-40)."""
    held = hold(version)
    kind = "signed" if held.status == "accepted" else "sent"
    kept = QuotePaper.objects.filter(version=held, kind=kind).first()
    if kept is not None:
        return kept
    stored = store_file(f"{held.reference}.pdf", pdf, at=at)
    paper = QuotePaper.objects.create(version=held, kind=kind, file=stored, made_at=at)
    publish("quote.filed", held, kind=kind, sha256=stored.sha256)
    return paper
