"""`manage.py find_duplicates FILE.csv --out PAIRS.csv`: which rows of a list are likely one and the same."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.commands import Door
from crm.duplicates.clusters import clusters, members, quality
from crm.duplicates.facts import facts_of


class Command(Door):
    """Reads a list, stores nothing, and writes each row's cluster."""

    help = "Find duplicates in a CSV of firms, places or persons; with a column `cluster`, say how good that is."

    def add_arguments(self, parser: CommandParser) -> None:
        """The list, and where to write."""
        super().add_arguments(parser)
        parser.add_argument("file", help="columns id, name and any of given_name, surname, address, city, postcode, …")
        parser.add_argument("--out", required=True, help="where to write id and cluster")

    def run(self, **options: Any) -> None:
        """Read, compare, write; refuse what is no such list."""
        rows = read_rows(Path(options["file"]))
        home = clusters([facts_of(str(place), row) for place, row in enumerate(rows)])
        write_clusters(Path(options["out"]), [row["id"] for row in rows], home)
        told: dict[str, Any] = {"rows": len(rows), "clusters_of_more_than_one": len(members(home))}
        if rows and "cluster" in rows[0]:
            good = quality(home, [row["cluster"] for row in rows])
            told |= {"precision": f"{good.precision:.4f}", "recall": f"{good.recall:.4f}", "f1": f"{good.f1:.4f}"}
        self.answer(told, ", ".join(f"{label.replace('_', ' ')} {figure}" for label, figure in told.items()))


def write_clusters(path: Path, keys: Sequence[str], home: Sequence[int]) -> None:
    """Each id, and the id that its cluster is named by."""
    try:
        with path.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle)
            writer.writerow(["id", "cluster"])
            writer.writerows([key, keys[cluster]] for key, cluster in zip(keys, home, strict=True))
    except OSError as error:
        raise Invalid(f"cannot write {path}: {error.strerror}") from None


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows by the small name of their column; UTF-8, or Latin-1 where it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(f"cannot read {path}: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    reader = csv.reader(StringIO(text, newline=""))
    heads = [head.strip().casefold() for head in next(reader, [])]
    if "id" not in heads:
        raise Invalid(f"{path.name} has no column id")
    return [dict(zip(heads, [*cells, *[""] * len(heads)], strict=False)) for cells in reader if any(cells)]
