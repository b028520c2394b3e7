"""The thread: up and down the chain, as far as one may see, at one query a hop."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from billing_suite.kernel.access.models import User
from billing_suite.kernel.web.thread import READ, SHOWN, ShownHop, register_hop, thread_of
from tests.kernel.web.cast import person

pytestmark = pytest.mark.urls("tests.kernel.web.urls")
Make = Callable[[int], list[Any]]


@pytest.fixture
def chain() -> None:
    """Order, then its parcels, then their slips."""
    from tests.kernel.web.webtoys.models import Order, Parcel, Slip

    register_hop(Order, label="Order", icon="file-text", url_name="order", amount="gross")
    register_hop(
        Parcel,
        label="Parcel",
        icon="briefcase",
        url_name="parcel",
        above=Order,
        up=lambda parcels: Q(pk__in={parcel.order_id for parcel in parcels}),
        down=lambda orders: Q(order__in=orders),
    )
    register_hop(
        Slip,
        label="Slip",
        icon="receipt",
        url_name="slip",
        status="",
        above=Parcel,
        up=lambda slips: Q(pk__in={slip.parcel_id for slip in slips}),
        down=lambda parcels: Q(parcel__in=parcels),
    )


def deliver(order: Any, parcels: int, slips: int = 0) -> list[Any]:
    from tests.kernel.web.webtoys.models import Parcel, Slip

    made = [Parcel.objects.create(order=order, reference=f"P-{order.reference}-{n}") for n in range(parcels)]
    for n in range(slips):
        Slip.objects.create(parcel=made[0], reference=f"S-{made[0].reference}-{n}")
    return made


def told(hops: list[ShownHop]) -> list[tuple[str, list[str]]]:
    return [(hop.label, [record.reference for record in [*hop.records, *hop.rest]]) for hop in hops]


def test_the_chain_is_the_same_from_either_end(chain: None, orders: Make, mara: User) -> None:
    order, other = orders(2)
    parcel = deliver(order, 1, slips=1)[0]
    deliver(other, 2, slips=1)
    expected = [("Order", ["INV-00000"]), ("Parcel", ["P-INV-00000-0"]), ("Slip", ["S-P-INV-00000-0-0"])]
    for record in (order, parcel, parcel.slips.get()):
        hops = thread_of(record, mara)
        assert told(hops) == expected
        assert [hop.current for hop in hops] == [hop.records[0].current for hop in hops]
        assert [hop.label for hop in hops if hop.current] == [type(record).__name__]
    assert hops[-1].end


def test_what_is_not_there_yet_is_ahead(chain: None, orders: Make, mara: User) -> None:
    hops = thread_of(orders(1)[0], mara)
    assert [hop.ahead for hop in hops] == [False, True, True]
    assert [hop.before_ahead for hop in hops] == [True, True, False]


def test_a_hop_knows_status_amount_and_address(chain: None, orders: Make, mara: User) -> None:
    order = orders(3)[2]
    record = thread_of(order, mara)[0].records[0]
    assert (record.status_words, record.tone, record.amount) == ("Part paid", "warning", order.gross)
    assert record.url == f"/orders/{order.pk}/"


def test_inv29_a_thread_shows_only_what_one_may_see(chain: None, orders: Make, mara: User) -> None:
    order = orders(1)[0]
    deliver(order, 2)
    seller = person("ida@nordlicht.example", "Ida Holm", "auditor", ["see_orders"])
    assert told(thread_of(order, seller)) == [("Order", ["INV-00000"]), ("Parcel", []), ("Slip", [])]
    assert [hop.ahead for hop in thread_of(order, mara)] == [False, False, True]


def test_the_price_is_one_query_a_hop(chain: None, orders: Make, mara: User, django_assert_num_queries: Any) -> None:
    order = orders(1)[0]
    deliver(order, 40, slips=30)
    with django_assert_num_queries(2):
        hops = thread_of(order, mara)
    assert (len(hops[1].records), len(hops[1].rest)) == (SHOWN, 40 - SHOWN)


def test_a_hop_reads_no_record_that_it_does_not_name(
    chain: None, orders: Make, mara: User, django_assert_num_queries: Any
) -> None:
    """A foreign key is followed where the hop says so: following all of them joins tables by the dozen."""
    slip = deliver(orders(1)[0], 1, slips=1)[0].slips.get()
    with django_assert_num_queries(2) as asked:
        thread_of(slip, mara)
    assert not [query["sql"] for query in asked.captured_queries if "webtoys_shop" in query["sql"]]


def test_a_long_hop_says_that_there_is_more(chain: None, orders: Make, mara: User) -> None:
    order = orders(1)[0]
    deliver(order, READ + 5)
    parcels = thread_of(order, mara)[1]
    assert parcels.more
    assert len(parcels.records) + len(parcels.rest) == READ


def test_a_hop_below_another_says_how_it_ties(shop_tables: None) -> None:
    from tests.kernel.web.webtoys.models import Order, Parcel

    with pytest.raises(ValueError, match="ties up and down"):
        register_hop(Parcel, label="Parcel", icon="box", url_name="parcel", above=Order)


def test_a_record_of_no_hop_has_no_thread(orders: Make, mara: User) -> None:
    assert thread_of(orders(1)[0], mara) == []
