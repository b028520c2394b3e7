"""What a lane does before its tests: make the two databases that its workers copy, where the settings point."""

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    """Migrate the one, and set the stage in a copy of it."""
    django.setup()
    from tests.builders import set_stage
    from tests.scenery import copy, play_on, staged

    call_command("migrate", interactive=False, verbosity=0)
    empty = str(connection.settings_dict["NAME"])
    connection.close()
    copy(empty, staged(empty))
    play_on(staged(empty))
    set_stage()
    connection.close()


if __name__ == "__main__":
    main()
