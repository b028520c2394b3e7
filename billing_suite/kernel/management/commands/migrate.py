"""Django's `migrate`, with the guards down while tables are altered and up again at its end (INV-45)."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from billing_suite.kernel.record import guards


class Command(Migrate):
    """Migrates under maintenance: what was taken down stands again, on failure too."""

    def get_check_kwargs(self, options: Any) -> Any:
        """Without the database's checks: before an upgrade the guards are still those of the version before."""
        return {**super().get_check_kwargs(options), "databases": []}

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's command; `--plan` and `--check` change nothing and leave the guards alone."""
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with guards.maintenance(options["database"]):
            super().handle(*args, **options)
