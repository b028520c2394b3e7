"""Fill the books, run the benchmarks (or the ones named in ONLY), print their ratios and write var/bench.json."""

import json
import os
import sys
from pathlib import Path

import django


def main() -> int:
    """1 when a ratio does not hold."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests.benchmarks import (  # noqa: F401 - register their benchmarks
        capacity,
        crm_lists,
        ledger,
        papers,
        receivables,
        time_weeks,
    )
    from tests.benchmarks.filling import FEW, fill
    from tests.benchmarks.measuring import BENCHMARKS, measure

    wanted = os.environ.get("ONLY", "").split() or list(BENCHMARKS)
    if unknown := set(wanted) - set(BENCHMARKS):
        sys.stderr.write(f"error: no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    many = any(BENCHMARKS[name].reads_books for name in wanted)
    books = fill(int(os.environ.get("POSTINGS", "1000000")) if many else FEW)
    sys.stdout.write(f"{books.postings:,} postings in 24 periods, {os.cpu_count()} cores\n")
    told = {}
    for name in wanted:
        each = BENCHMARKS[name]
        ours, floor = measure(each.make(books))
        ratio = round(ours / floor, 2)
        told[name] = {"ratio": ratio, "target": each.target, "holds": ratio <= each.target}
        sys.stdout.write(
            f"{name:20} {ratio:6.2f} x its floor (at most {each.target}): {each.says}; {ours * 1000:.1f} ms\n"
        )
        sys.stdout.flush()
    path = Path(os.environ["BENCH_FILE"])
    before = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(before | told, indent=2) + "\n")
    return 0 if all(each["holds"] for each in told.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
