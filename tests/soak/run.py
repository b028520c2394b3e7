"""Run the machine for so many steps on the database that the settings name; each story has fifty."""

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
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from tests.soak import machine
    from tests.soak.scene import set_scene

    machine.SCENES.append(set_scene())
    steps = int(os.environ.get("STEPS", "1000"))
    started = time.monotonic()
    run_state_machine_as_test(
        machine.Agency,
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
    seen = ", ".join(f"{count} {name}" for name, count in sorted(machine.SEEN.items()))
    sys.stdout.write(f"{steps} steps in {time.monotonic() - started:.0f} s: the books are the model's\n{seen}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
