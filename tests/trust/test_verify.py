"""`manage.py verify` finds each violation by the check that is there for it, and names the offender."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from billing_suite.kernel.record import guards
from billing_suite.kernel.record.checks import CHECKS, Check
from tests.builders import set_stage
from tests.trust.violations import VIOLATIONS, Books, guards_down, set_books_to_break

pytestmark = pytest.mark.django_db
KNOWN = sorted(VIOLATIONS)


def key_of(check: Check) -> str:
    """A check's invariant and the name of its query."""
    return f"{check.invariant} {check.find.__name__}"


def suites_own() -> list[Check]:
    """The checks that the suite's rooms have registered."""
    return sorted(CHECKS, key=lambda check: check.invariant)


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: Any) -> Iterator[Books]:
    """One story for all violations; each is taken back, and at the end the story too."""
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            yield set_books_to_break(set_stage())
        finally:
            transaction.set_rollback(True)


def verified() -> tuple[list[dict[str, Any]], str]:
    """What `verify --json` says, and the line it fails with."""
    out = StringIO()
    failure = ""
    try:
        call_command("verify", "--json", stdout=out)
    except CommandError as error:
        failure = f"{error} ({error.returncode})"
    return json.loads(out.getvalue()), failure


def test_each_check_has_a_violation() -> None:
    assert sorted(key_of(check) for check in suites_own()) == KNOWN


def test_a_clean_story_holds(books: Books) -> None:
    told, failure = verified()
    assert failure == "" and len(told) == len(CHECKS)
    for line, check in zip(told, suites_own(), strict=True):
        assert line == {
            "invariant": check.invariant,
            "says": check.says,
            "holds": True,
            "violations": 0,
            "first": [],
        }


def test_words_for_people(books: Books) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(CHECKS)
    assert all(line.startswith(("INV-", "RULES ")) and "  holds  " in line for line in lines)


@pytest.mark.parametrize("key", KNOWN)
def test_a_violation_is_found_by_its_check(key: str, books: Books) -> None:
    violation = VIOLATIONS[key]
    with guards_down():
        offender = str(violation.plant(books))
        told, failure = verified()
        found = {key_of(check): line for check, line in zip(suites_own(), told, strict=True) if not line["holds"]}
    assert set(found) == {key, *violation.also}
    assert found[key]["violations"] >= 1
    assert any(offender in name for name in found[key]["first"]), found[key]
    assert failure == f"{len(found)} of {len(CHECKS)} invariants do not hold (1)"
    assert guards.differences() == []


def test_the_first_ten_are_named_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Check("INV-99", "nothing is numbered", lambda: range(25))
    monkeypatch.setattr("billing_suite.kernel.record.checks.CHECKS", [broken])
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify", stdout=out)
    assert "25 VIOLATIONS" in out.getvalue() and out.getvalue().rstrip().endswith("8, 9")
