"""Who acts: one actor inside a verb's transaction, the caller again afterwards, nobody outside."""

import pytest
from django.db import DatabaseError, connection, transaction

from billing_suite.kernel.record.acting import Actor, acting, current, doorway


@pytest.fixture
def told(sql):
    """What the audit guards would be told about the author of a write."""

    def ask():
        if connection.vendor == "sqlite":
            return sql("SELECT app_actor(), app_door(), app_request_id(), app_timeline()")[0]
        names = ("actor", "door", "request_id", "timeline")
        asked = ", ".join(f"NULLIF(current_setting('app.{n}', true), '')" for n in names)
        return tuple(v if n == "actor" else v or "" for n, v in zip(names, sql(f"SELECT {asked}")[0], strict=True))

    return ask


class Colleague:
    pk = "0190"
    name = "Ada"


def test_inv43_an_actor_has_a_tag_without_a_name():
    assert Actor.user(Colleague()) == Actor("user", "0190", "Ada")
    assert Actor.user(Colleague()).tag == "user:0190"
    assert Actor.system("billing_run").tag == "system:billing_run"
    with pytest.raises(ValueError, match="needs a key"):
        Actor("contact", "", "nobody")


@pytest.mark.django_db
def test_inv43_the_database_is_told_who_acts_and_the_caller_acts_again(told):
    assert current() is None
    assert told()[0] is None
    with doorway("page", "r1", "play") as request_id, transaction.atomic(), acting(Actor.system("a")):
        assert request_id == "r1"
        assert told() == ("system:a", "page", "r1", "play")
        with transaction.atomic(), acting(Actor.system("b")):
            assert told() == ("system:b", "page", "r1", "play")
        assert told()[0] == "system:a"
    assert current() is None
    assert told()[0] is None


@pytest.mark.django_db
def test_inv43_a_broken_verb_leaves_its_caller_acting(told, sql):
    with transaction.atomic(), acting(Actor.system("a")):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(Actor.system("b")):
            sql("SELECT nonsense FROM nowhere")
        assert told()[0] == "system:a"
        inner = transaction.atomic(savepoint=False)
        with pytest.raises(DatabaseError), transaction.atomic(), acting(Actor.system("b")), inner:
            sql("SELECT nonsense FROM nowhere")
        assert told()[0] == "system:a"
        with pytest.raises(ZeroDivisionError), acting(Actor.system("b")):
            raise ZeroDivisionError
        assert told()[0] == "system:a"


@pytest.mark.django_db
def test_inv43_without_a_door_it_is_code_and_each_verb_its_own_request():
    with transaction.atomic(), acting(Actor.system("a")) as one:
        assert (one.door, one.timeline) == ("code", "")
        with acting(Actor.system("b")) as inner:
            assert inner.request_id == one.request_id
    with transaction.atomic(), acting(Actor.system("a")) as two:
        assert two.request_id != one.request_id


@pytest.mark.django_db
def test_inv43_acting_as_the_same_costs_no_statement(django_assert_num_queries):
    told_once = 1 if connection.vendor == "postgresql" else 0
    same = Actor.system("a")
    with django_assert_num_queries(2 * told_once), acting(same), acting(same), acting(same):
        assert current() is not None


@pytest.mark.django_db(transaction=True)
def test_inv43_nobody_acts_outside_a_transaction(told):
    with pytest.raises(RuntimeError, match="outside a transaction"), acting(Actor.system("a")):
        pass
    with transaction.atomic(), acting(Actor.system("a")):
        pass
    assert told()[0] is None
