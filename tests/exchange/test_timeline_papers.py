"""What docs/timelines.md and its schema say is what the player takes."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from billing_suite.exchange.demo import demo_file
from billing_suite.exchange.playing import play
from billing_suite.exchange.timelines import LINE_KEYS, BadTimeline, read_timeline

DOCS = Path(settings.BASE_DIR) / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "timelines.schema.json").read_text(encoding="utf-8"))


def complaints(content: object) -> list[str]:
    """What the schema holds against a file."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(content)]


def example() -> dict[str, Any]:
    """The whole file that the paper shows."""
    (block,) = re.findall(r"```json\n(.*?)```", (DOCS / "timelines.md").read_text(encoding="utf-8"), re.DOTALL)
    content: dict[str, Any] = json.loads(block)
    return content


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["line"]["properties"]) == LINE_KEYS


def test_the_demo_keeps_to_the_schema() -> None:
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "agency.json"
    assert complaints(json.loads(path.read_text(encoding="utf-8"))) == []
    assert demo_file().lines


@pytest.mark.django_db
def test_the_papers_example_plays(tmp_path: Path) -> None:
    assert complaints(example()) == []
    path = tmp_path / "example.json"
    path.write_text(json.dumps(example()), encoding="utf-8")
    file = read_timeline(path)
    played = play(file, today=date(2026, 3, 20))
    assert (played.played, played.before, played.waiting) == (10, 0, 0)
    again = play(file, today=date(2026, 3, 21))
    assert (again.played, again.before, again.waiting) == (0, 10, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": []},
        {"name": "x", "surprise": 1},
        {"name": "x", "lines": [{"on": "M w1"}]},
        {"name": "x", "lines": [{"on": "M w1", "do": "allocate", "wiht": {}}]},
        {"name": "x", "lines": ["allocate"]},
    ],
)
def test_what_is_no_timeline_is_refused_by_both(wrong: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    assert complaints(wrong)
    with pytest.raises(BadTimeline):
        read_timeline(path)


@pytest.mark.parametrize(
    "line",
    [
        {"do": "allocate", "with": {}},
        {"on": "soon", "do": "allocate"},
        {"on": "M w1", "expect": "gross", "of": "i-1"},
        {"on": "M w1", "expect": "gross", "is": "1"},
        {"on": "M w1", "do": "allocate", "expect": "1"},
        {"on": "M w1", "do": "allocate", "of": "i-1"},
    ],
)
def test_an_editor_is_told_more(line: dict[str, Any]) -> None:
    assert complaints({"name": "x", "lines": [line]})
