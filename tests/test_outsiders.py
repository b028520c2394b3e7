"""INV-31: every address of the suite refuses whoever has not signed in; so does the API."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import path

from tests.house.addresses import addresses

OPEN = {"sign-in", "sign-out", "health", "admin:login", "admin:logout", "admin:jsi18n"}
BY_LINK = ("portal", "calendar-feed", "mails-incoming")  # whoever holds a link or a secret; these hold none
REFUSED = {401, 403}
NOT_FOUND = {404, 410}
METHODS = ("get", "post", "put", "patch", "delete")


def refuses(name: str, response: HttpResponseBase) -> bool:
    """Whether an answer gives away nothing: sent to sign in, or refused."""
    status, where = response.status_code, response.headers.get("Location", "")
    if status in {301, 302}:
        return where.startswith((resolve_url(settings.LOGIN_URL), "/admin/login/"))
    return status in REFUSED or (status in NOT_FOUND | {405} and last_word(name).startswith(BY_LINK))


def last_word(name: str) -> str:
    """An address's own name, without its namespaces."""
    return name.rpartition(":")[2]


def answers_to_outsiders(client: Client, method: str) -> list[str]:
    """The addresses that answer a stranger with something else than a refusal."""
    client.raise_request_exception = False
    told: list[str] = []
    logging.disable()
    try:
        told.extend(told_to(client, method))
    finally:
        logging.disable(logging.NOTSET)
    return told


def told_to(client: Client, method: str) -> Iterator[str]:
    """Each address that does not refuse this client."""
    for name, path_ in addresses():
        if {name, last_word(name)} & OPEN:
            continue
        response = getattr(client, method)(path_)
        if not refuses(name, response) and not (response.status_code == 405 and method != "get"):
            yield f"{method.upper()} {path_} ({name}): {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_inv31_every_address_refuses_an_outsider(method: str) -> None:
    found = answers_to_outsiders(Client(), method)
    assert not found, "these answer a stranger:\n  " + "\n  ".join(found)


def _open_page(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse("the books")


urlpatterns = [path("open/<int:number>/", _open_page, name="open-books")]


@pytest.mark.django_db
@pytest.mark.urls("tests.test_outsiders")
def test_an_address_without_a_lock_is_noticed() -> None:
    assert answers_to_outsiders(Client(), "get") == ["GET /open/999999999/ (open-books): 200"]
