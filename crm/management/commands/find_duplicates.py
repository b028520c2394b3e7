"""`manage.py find_duplicates FILE.csv --out PAIRS.csv`: which rows of a list are likely one and the same."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.duplicates.clusters import clusters, members, quality
from crm.duplicates.facts import facts_of


class Command(BaseCommand):
    """Reads a list, stores nothing, and writes each row's cluster."""

    help = "Find duplicates in a CSV of firms, places or persons; with a column `cluster`, say how good that is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The list, and where to write."""
        parser.add_argument("file", help="columns id, name and any of given_name, surname, address, city, postcode, …")
        parser.add_argument("--out", required=True, help="where to write id and cluster")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, write; refuse what is no such list."""
        rows = read_rows(Path(options["file"]))
        home = clusters([facts_of(str(place), row) for place, row in enumerate(rows)])
        keys = [row["id"] for row in rows]
        try:
            with Path(options["out"]).open("w", newline="", encoding="utf-8") as handle:
                writer = csv.writer(handle)
                writer.writerow(["id", "cluster"])
                writer.writerows([key, keys[cluster]] for key, cluster in zip(keys, home, strict=True))
        except OSError as error:
            raise CommandError(f"cannot write {options['out']}: {error.strerror}") from None
        self.stdout.write(f"rows {len(rows)}, clusters of more than one {len(members(home))}")
        if rows and "cluster" in rows[0]:
            told = quality(home, [row["cluster"] for row in rows])
            self.stdout.write(f"precision {told.precision:.4f} recall {told.recall:.4f} f1 {told.f1:.4f}")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows by the small name of their column; UTF-8, or Latin-1 where it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    reader = csv.reader(text.splitlines())
    heads = [head.strip().casefold() for head in next(reader, [])]
    if "id" not in heads:
        raise CommandError(f"{path.name} has no column id")
    return [dict(zip(heads, [*cells, *[""] * len(heads)], strict=False)) for cells in reader if any(cells)]
