"""Tables of the cellar, gathered for Django from the rooms."""

from billing_suite.kernel.access.models import *  # noqa: F403
from billing_suite.kernel.firm.models import LegalEntity, LegalEntityGrant, NumberSeries
from billing_suite.kernel.record.external import ExternalId
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.models import *  # noqa: F403
from billing_suite.kernel.record.rehearsal import Rehearsal
from billing_suite.kernel.values.models import *  # noqa: F403
from billing_suite.kernel.work.models import (
    Event,
    Job,
    Notification,
    OutgoingMail,
    Schedule,
    ScheduledRun,
)

__all__ = [
    "Event",
    "ExternalId",
    "Job",
    "LegalEntity",
    "LegalEntityGrant",
    "Notification",
    "NumberSeries",
    "OutgoingMail",
    "Rehearsal",
    "Schedule",
    "ScheduledRun",
    "StoredFile",
]
