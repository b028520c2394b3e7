"""Run the machine for so many steps on the database that the settings name; each story has fifty."""

import logging
import os
import sys
import time

import django
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

STORY = 50


def main() -> int:
    """0 when every story ended with the model and `verify` content."""
    django.setup()
    logging.disable(logging.WARNING)  # what stumbles is told by the model, not by the log
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests.soak.machine import Agency
    from tests.soak.scene import set_scene
    from tests.soak.story import SCENES

    SCENES.append(set_scene())
    steps = int(os.environ.get("STEPS", "1000"))
    started = time.monotonic()
    run_state_machine_as_test(
        Agency,
        settings=settings(
            max_examples=max(steps // STORY, 1),
            stateful_step_count=STORY,
            deadline=None,
            database=None,
            derandomize="SEED" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if "SHRINK" in os.environ else (Phase.generate,),
            print_blob=True,
        ),
    )
    sys.stdout.write(f"{steps} steps in {time.monotonic() - started:.0f} s: the books are the model's\n{told()}\n")
    return 0


def told() -> str:
    """How often each rule went through, and was refused."""
    from tests.soak.story import SEEN

    rules = sorted({rule for rule, _ in SEEN})
    return "\n".join(f"{rule:<24}{SEEN[rule, True]:>5}{SEEN[rule, False]:>5} refused" for rule in rules)


if __name__ == "__main__":
    raise SystemExit(main())
