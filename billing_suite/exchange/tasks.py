"""Jobs of exchange with others."""

from django.conf import settings

from billing_suite.kernel.firm.importing import ECB, FRANKFURT, load_days, read_published
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.egress import fetch
from billing_suite.kernel.work.jobs import progress

MOST = 10 * 1024 * 1024


class RatesDiffer(Refusal):
    """Published rates differ from the stored ones, which stay: a person has to know (INV-08)."""

    code = "rates-differ"


def fetch_rates() -> None:
    """Load the exchange rates that the European Central Bank publishes at `ECB_RATES_URL`, as a schedule asks.

    An address that does not answer is tried again like any failing job. A file that cannot be read parks the job, and
    so does a rate that differs from a stored one, after the others are loaded; its owner is told.
    """
    data = fetch(settings.ECB_RATES_URL, most=MOST)
    days = read_published(data, on=today(FRANKFURT))
    result = load_days(days, source=ECB, by=Actor.system("fetch_rates"), tell=progress)
    if result.conflicts:
        told = "\n".join(result.first_conflicts)
        raise RatesDiffer(f"{result.conflicting} published rates differ from the stored ones, which stay:\n{told}")
