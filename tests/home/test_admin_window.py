"""Django's admin is a window: every record can be looked up, nothing can be written by any of its addresses."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.billing.models import Invoice
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.access.people import User
from billing_suite.kernel.work.models import OutgoingMail
from tests.builders import SET_UP, Stage
from tests.house.addresses import addresses

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE)\s+\"?(\w+)", re.IGNORECASE)
SURROUNDINGS = {"django_session"}


@pytest.fixture
def root(stage: Stage) -> Client:
    """A superuser at a browser."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root@spree.example", "quiet-river-91-stone"))
    return client


def written(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were written to."""
    found = (WRITES.match(query["sql"]) for query in queries.captured_queries)
    return {match.group(2) for match in found if match} - SURROUNDINGS


def pages(model: type[models.Model]) -> Iterator[str]:
    """The addresses of a model in the admin, with a record where there is one."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    first = model._default_manager.first()
    if first is not None:
        for page in ("change", "delete", "history"):
            yield reverse(f"{name}_{page}", args=[first.pk])


def test_every_record_can_be_looked_up(stage: Stage, root: Client) -> None:
    stage.issued()
    for model in admin.site._registry:
        for url in pages(model):
            if not url.endswith("/delete/"):
                assert root.get(url).status_code == 200, url


def test_no_address_of_the_admin_writes(stage: Stage, root: Client) -> None:
    stage.issued()
    known = {path for name, path in addresses() if name.startswith("admin:") and not name.endswith("logout")}
    mine = {url for model in admin.site._registry for url in pages(model)}
    asked = [("post", url) for url in sorted(known | mine)]
    asked += [(method, url) for method in ("put", "patch", "delete") for url in sorted(mine)[::7]]
    with CaptureQueriesContext(connection) as held:
        for method, url in asked:
            answer = getattr(root, method)(url, {"action": "delete_selected", "post": "yes", "name": "x"})
            assert answer.status_code < 500, (method, url)
    assert written(held) == set()
    assert Invoice.objects.get().status == "issued"


def test_secrets_are_shown_to_nobody(stage: Stage, root: Client) -> None:
    user = User.objects.get(email="root@spree.example")
    page = root.get(reverse("admin:kernel_user_change", args=[user.pk])).content.decode()
    assert user.password not in page and "root@spree.example" in page


def test_inv29_staff_see_there_what_they_see_elsewhere(stage: Stage) -> None:
    invoice = stage.issued()
    for teams, count in ((["Berlin"], 1), (["Munich"], 0)):
        email = f"{teams[0].lower()}@spree.example"
        staff = add_user(email, name="Staff", roles=["auditor"], teams=teams, is_staff=True, by=SET_UP)
        client = Client()
        client.force_login(staff)
        rows = client.get(reverse("admin:accounting_invoice_changelist")).context["cl"].result_list
        assert len(rows) == count
        one = client.get(reverse("admin:accounting_invoice_change", args=[invoice.pk]))
        assert one.status_code == (200 if count else 302)


def test_who_is_no_member_of_staff_is_refused(stage: Stage, client: Client) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(stage.users["ada"])
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_list_costs_the_same_with_few_rows_and_with_many(stage: Stage, root: Client) -> None:
    url = reverse("admin:accounting_posting_changelist")
    prices = []
    for name in ("nordlicht", "thames"):
        stage.issued(name)
        with CaptureQueriesContext(connection) as held:
            root.get(url)
        prices.append(len(held))
    assert prices[0] == prices[1]


def test_inv34_no_letter_that_signs_for_the_customer_is_read_there(stage: Stage, root: Client) -> None:
    stage.sent()
    letter = OutgoingMail.objects.get(status="queued")
    page = root.get(reverse("admin:kernel_outgoingmail_change", args=[letter.pk]))
    key = re.search(r"/portal/quotes/([^/\s]+)/", letter.text)
    assert key and letter.subject in page.content.decode() and key.group(1) not in page.content.decode()
