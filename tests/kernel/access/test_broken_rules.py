"""What the database refuses beneath a verb comes out as a refusal, through every door, and nothing is half-written."""

from collections.abc import Callable, Iterator

import pytest

from billing_suite.kernel.access.models import User
from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.access.verb import VERBS, verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.values.refusals import BrokenRule

JOB = Actor.system("tests")


@pytest.fixture
def add_twice() -> Iterator[Callable[..., None]]:
    @verb("add somebody twice", jobs=True)
    def add_somebody_twice(email: str, *, by: Actor) -> None:
        for _ in range(2):
            User.objects.create(email=email, name="Twice")

    yield add_somebody_twice
    del VERBS["add_somebody_twice"]


@pytest.mark.django_db
def test_a_broken_constraint_is_a_refusal(add_twice: Callable[..., None]) -> None:
    with pytest.raises(BrokenRule) as refused:
        add_twice("twice@spree.example", by=JOB)
    assert (refused.value.status, refused.value.code) == (409, "broken-rule")
    assert "twice@" not in str(refused.value)  # values are never shown (INV-31)
    assert not User.objects.filter(name="Twice").exists()


@pytest.mark.django_db
def test_a_guard_names_its_invariant() -> None:
    @verb("empty the trail", jobs=True)
    def empty_the_trail(*, by: Actor) -> None:
        AuditRow.objects.all().delete()

    try:
        set_up_roles()
        with pytest.raises(BrokenRule, match="INV-44"):
            empty_the_trail(by=JOB)
    finally:
        del VERBS["empty_the_trail"]
    assert AuditRow.objects.exists()
