"""The pages of legal entities: the list, one of them, and the picture on its documents."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from billing_suite.kernel.firm.models import LegalEntity
from tests.builders import Stage

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 20), "#23266f").save(out, "PNG")
    return out.getvalue()


def test_the_controller_sets_the_logo_and_everybody_at_home_sees_it(stage: Stage, browser: Browser) -> None:
    key = [stage.entity.pk]
    page, form, shown = (
        reverse(name, args=key) for name in ("legal-entity", "legal-entity-logo", "legal-entity-picture")
    )
    assert page in text(browser("clara").get(reverse("legal-entities")))
    clara = browser("clara")
    assert "DE136695976" in text(clara.get(page)) and form in text(clara.get(page))
    assert clara.get(shown).status_code == 404
    told = clara.post(form, {"picture": SimpleUploadedFile("logo.png", picture(), "image/png")}, follow=True)
    assert "Spree Studio has its logo" in text(told) and shown in text(told)
    answer = browser("fay").get(shown)
    assert (answer.content, answer["Content-Type"]) == (picture(), "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert browser("fay").get(form).status_code == 403
    wrong = clara.post(form, {"picture": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")})
    assert wrong.status_code >= 400 and "no PNG or JPEG" in text(wrong)
    logo = LegalEntity.objects.get(pk=stage.entity.pk).logo
    assert logo is not None and logo.size == len(picture())
