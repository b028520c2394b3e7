"""Jobs of tax: questions to VIES, and reminders of certificates that end."""

from accounting.tax.checking import question_about, recheck_vat_ids, record_vat_id_check
from accounting.tax.exemptions import remind_of_certificates
from accounting.tax.vies import ask
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now


def ask_vies(customer: str, vat_id: str) -> None:
    """Ask VIES about one VAT id, outside every transaction, and keep the answer."""
    question = question_about(customer, vat_id, at=now())
    if question is None:
        return
    answer = ask(question.vat_id, requester=question.requester)
    record_vat_id_check(
        question.customer,
        vat_id=question.vat_id,
        requester=question.requester,
        answer=answer,
        at=now(),
        by=Actor.system("ask_vies"),
    )


def recheck() -> None:
    """Queue the day's questions about customers with open business, as a schedule asks."""
    recheck_vat_ids(at=now(), by=Actor.system("recheck_vat_ids"))


def remind() -> None:
    """Tell finance of certificates that end; harmless at any time."""
    remind_of_certificates(at=now(), by=Actor.system("remind_of_certificates"))
