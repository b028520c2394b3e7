"""What the statuses of a lead look like."""

from billing_suite.kernel.web.tones import register_tones

register_tones("active", "working")
register_tones("ended", "disqualified")
