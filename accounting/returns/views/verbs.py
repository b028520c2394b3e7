"""What is done with one tax return: filed, evidenced, paid; and its evidence read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from accounting.returns.actions import file_return, keep_evidence, record_remittance
from accounting.returns.forms.returns import EvidenceForm, FilingForm, RemittanceForm
from accounting.returns.models import TaxReturn
from accounting.returns.reports import return_sheet
from accounting.returns.views.one import return_crumbs
from billing_suite.kernel.record.files import LIMIT, FileRefused
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, OneRecord, VerbPage
from billing_suite.kernel.web.show import money_words


class _ReturnVerb(VerbPage):
    """A verb on one return."""

    model = TaxReturn
    eyebrow = "Tax return"

    def rows(self) -> QuerySet[Any]:
        """With registration and legal entity."""
        return super().rows().select_related("registration__legal_entity")

    def crumbs(self) -> Sequence[Crumb]:
        """The return."""
        return return_crumbs(self.record)

    def success_url(self, done: Any) -> str:
        """The return, as it is now."""
        return reverse("tax-return", args=[self.record.pk])

    @property
    def today(self) -> Any:
        """The legal entity's date."""
        return self.record.registration.legal_entity.local_date(now())


class FileReturn(_ReturnVerb):
    """Say that a return was filed."""

    verb = staticmethod(file_return)
    form_class = FilingForm
    title = "File the return"
    submit_label = "File it"

    def question(self) -> str:
        """What comes of it."""
        sheet = return_sheet(self.record)
        open_ = ", ".join(str(period) for period in sheet.open_periods)
        still = (
            f" The books are still open for {open_}: what is posted there later becomes a correction." if open_ else ""
        )
        return f"{money_words(sheet.payable)} payable. Lines and boxes are frozen as they are now.{still}"

    def perform(self, form: Any) -> TaxReturn:
        """One call of the verb."""
        upload = form.cleaned_data["file"]
        file = {"name": upload.name, "data": read(upload)} if upload else {}
        reference = form.cleaned_data["reference"]
        return file_return(self.record, reference=reference, on=self.today, at=now(), by=self.by, **file)

    def success_message(self, done: TaxReturn) -> str:
        """How much is to be paid."""
        return f"{done.reference} is filed: {money_words(done.payable)} payable"


class KeepEvidence(_ReturnVerb):
    """Keep what shows that a return was filed."""

    verb = staticmethod(keep_evidence)
    form_class = EvidenceForm
    title = "Keep the evidence"
    submit_label = "Keep it"

    def question(self) -> str:
        """What comes of it."""
        return "The file stays with the return; it is given once."

    def perform(self, form: Any) -> TaxReturn:
        """One call of the verb."""
        upload = form.cleaned_data["file"]
        return keep_evidence(self.record, name=upload.name, data=read(upload), at=now(), by=self.by)

    def success_message(self, done: TaxReturn) -> str:
        """Of which return."""
        return f"{done.reference} has its evidence"


class RecordRemittance(_ReturnVerb):
    """Record the payment of a return."""

    verb = staticmethod(record_remittance)
    form_class = RemittanceForm
    title = "Record the remittance"
    submit_label = "Record and post"

    def question(self) -> str:
        """What comes of it."""
        return (
            f"{money_words(self.record.payable)} was filed as payable. It is posted against tax payable and the bank."
        )

    def form_arguments(self) -> Mapping[str, Any]:
        """In the books' currency."""
        return {"currency": self.record.currency}

    def initial(self) -> Mapping[str, Any]:
        """As filed, today."""
        return {"amount": self.record.payable, "on": self.today}

    def success_message(self, done: TaxReturn) -> str:
        """How much."""
        return f"{money_words(done.remitted)} for {done.reference} is recorded and posted"


class EvidenceFile(OneRecord):
    """The evidence of a return, read from outside the web root for whoever may see the return."""

    model = TaxReturn
    rights = ("see_tax",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash; kept by the browser, never run there."""
        file = self.record.evidence
        if file is None:
            raise Http404("no such file")
        response = HttpResponse(file.read(), content_type=file.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response


def read(upload: Any) -> bytes:
    """The bytes of an upload; one that is too large is not even read (INV-50)."""
    if upload.size > LIMIT:
        raise FileRefused(f"{upload.name} has {upload.size:,} bytes; the limit is {LIMIT:,}", rule="INV-50")
    return bytes(upload.read())
