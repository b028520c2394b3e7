"""Preview the tax of a document from a file or from standard input; nothing is stored."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounting.tax.api.previews import read_preview
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.commands import Door

LIMIT = 10 * 1024 * 1024  # INV-50


class Command(Door):
    """By facts or by explicit definitions, as the body of POST /api/v1/tax/previews."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        super().add_arguments(parser)
        parser.add_argument("file", help="a JSON file, or - for standard input")

    def run(self, **options: Any) -> None:
        """Read, compute, print."""
        told = read_preview(read_json(options["file"]))
        words = [f"{'Net':<24}{told['net']:>16}"]
        words += [f"{part['code']:<24}{part['amount']:>16}" for part in told.get("taxes", [])]
        for group in told.get("groups", []):
            words += [
                f"{group['category']} {part['component']} {part['rate']} %".ljust(24) + f"{part['amount']:>16}"
                for part in group["components"]
            ]
            words += [f"  {group['reason']}"] if group["reason"] else []
        words += [f"{name.capitalize():<24}{told[name]:>16}" for name in ("withheld", "rounding") if name in told]
        words.append(f"{'Total ' + told['currency']:<24}{told['gross']:>16}")
        words += [f"{'Payable':<24}{told['payable']:>16}"] if "payable" in told else []
        self.answer(told, "\n".join(words))


def read_json(name: str) -> Any:
    """What a file says; one that cannot be read, is too large or is no JSON is refused."""
    try:
        text = sys.stdin.read(LIMIT + 1) if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"cannot read {name}: {error}") from error
    if len(text) > LIMIT:
        raise Invalid(f"{name} has more than {LIMIT} characters", rule="INV-50")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{name} is no JSON: {error}") from error
