"""Jobs of trust."""

from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import progress


def verify() -> None:
    """Count every invariant again, as a schedule asks. A broken one parks the job, and its owner is told which."""
    findings = run_checks(progress)
    broken = [
        f"{found.check.invariant} {found.check.says}: {found.count} ({', '.join(found.first)})"
        for found in findings
        if not found.holds
    ]
    if broken:
        said = f"{len(broken)} of {len(findings)} invariants do not hold:\n" + "\n".join(broken)
        raise Refusal(said, code="invariants-broken")
