"""Portal links (INV-34): random, hashed, bound to one purpose, ending, revocable; every wrong one answers alike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from billing_suite.kernel.access.links import PortalLink, hash_token, is_linked, make_link, open_link, revoke_links
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.refusals import NotFound
from tests.builders import SET_UP, Stage

AT = datetime(2026, 2, 10, 12, tzinfo=UTC)
UNTIL = AT + timedelta(days=7)


def linked(stage: Stage, name: str = "nordlicht") -> str:
    customer = stage.customer(name)
    contact = stage.contacts[name]
    with transaction.atomic(), acting(SET_UP):
        return make_link(
            customer, purpose="quote", contact_key=contact.pk, contact_name=contact.name, at=AT, until=UNTIL
        )


def answer(token: str, purpose: str = "quote", at: datetime = AT) -> tuple[str, str, int]:
    """What whoever holds a link that does not work is told."""
    with pytest.raises(NotFound) as refused:
        open_link(token, purpose=purpose, at=at)
    return refused.value.message, refused.value.code, refused.value.status


def test_inv34_a_link_opens_for_its_purpose_until_its_end(stage: Stage) -> None:
    token = linked(stage)
    link = open_link(token, purpose="quote", at=UNTIL - timedelta(seconds=1))
    assert link.actor == stage.signatory("nordlicht")
    assert (link.subject_kind, link.subject_id) == ("crm.customer", str(stage.customer("nordlicht").pk))


def test_inv34_all_that_is_wrong_answers_alike(stage: Stage) -> None:
    token, revoked = linked(stage), linked(stage, "lumiere")
    with transaction.atomic(), acting(SET_UP):
        assert revoke_links(stage.customer("lumiere"), at=AT) == 1
    answers = {
        answer(token, at=UNTIL),
        answer(token, purpose="invoice"),
        answer(revoked),
        answer(token[:-1]),
        answer(hash_token(token)),
        answer(""),
    }
    assert answers == {("this link is not valid, or no longer", "no-such-link", 404)}
    assert open_link(token, purpose="quote", at=AT)


def test_inv34_a_link_is_for_one_record_and_one_contact(stage: Stage) -> None:
    linked(stage)
    kim, other = stage.customer("nordlicht"), stage.customer("lumiere")
    contact = stage.signatory("nordlicht")
    assert is_linked(contact, type(kim), kim.pk)
    assert not is_linked(contact, type(kim), other.pk)
    assert not is_linked(contact, type(stage.contacts["nordlicht"]), kim.pk)
    assert not is_linked(stage.signatory("lumiere"), type(kim), kim.pk)


def test_inv34_the_database_holds_no_key(stage: Stage) -> None:
    tokens = {linked(stage) for _ in range(20)}
    assert len(tokens) == 20 and min(map(len, tokens)) >= 43  # 256 bits in base 64
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PortalLink._meta.db_table}")
        rows = repr(cursor.fetchall())
    assert not any(token in rows for token in tokens)
    assert all(hash_token(token) in rows for token in tokens)
