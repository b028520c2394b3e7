"""What waits, for whom, since when: reads for the home page and the Pipeline page."""

from billing_suite.home.reports.desk import Desk, Line, Queue
from billing_suite.home.reports.waiting import for_everyone, for_me

__all__ = ["Desk", "Line", "Queue", "for_everyone", "for_me"]
