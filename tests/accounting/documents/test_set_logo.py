"""The logo of a legal entity: a picture that can be read, on what is issued from then on (RULES 13, INV-41, INV-50)."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from accounting.billing.models import Invoice
from billing_suite.kernel.firm import actions
from billing_suite.kernel.firm.actions import set_logo
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.files import FileRefused
from billing_suite.kernel.values.refusals import NotAllowed
from billing_suite.kernel.web.pdf import NotBundled, pdf_of
from tests.accounting.billing.cast import SMALL, Work, issued_over
from tests.accounting.billing.reading import rendered
from tests.builders import APRIL, Stage, noon


def picture(kind: str = "PNG", size: tuple[int, int] = (120, 40), colour: str = "#23266f") -> bytes:
    """A plain picture."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def images(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each picture on the first page."""
    return [each.image.size for each in PdfReader(BytesIO(pdf)).pages[0].images if each.image]


def given(stage: Stage, data: bytes, name: str = "logo.png") -> LegalEntity:
    """The controller sets it."""
    return set_logo(stage.entity, name=name, data=data, at=noon(APRIL), by=stage.by("clara"))


def test_what_is_issued_from_then_on_bears_it_for_ever(stage: Stage) -> None:
    before = issued_over(stage, "nordlicht", SMALL)
    given(stage, picture())
    after = issued_over(stage, "lumiere", [Work("Delivery", "Order desk", 60)])
    assert (images(rendered(before)), images(rendered(after))) == ([], [(120, 40)])
    first = rendered(after)
    given(stage, picture("JPEG", (90, 30)), "other.jpg")
    assert rendered(after) == first
    assert Invoice.objects.get(pk=after.pk).snapshot["seller"]["logo"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (b"", "no PNG or JPEG"),
        (picture()[:60], "no PNG or JPEG"),
        (picture("GIF"), "no PNG or JPEG"),
        (picture(size=(3001, 2)), "at most 3000 a side"),
        (b"\x89PNG" + b"0" * actions.LOGO_LIMIT, "the limit is 1,048,576"),
    ],
    ids=["svg", "empty", "cut off", "gif", "too wide", "too large"],
)
def test_inv50_what_a_document_could_not_print_is_refused(stage: Stage, data: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        given(stage, data)
    assert LegalEntity.objects.get(pk=stage.entity.pk).logo is None


def test_it_takes_the_right_to_set_it(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        set_logo(stage.entity, name="logo.png", data=picture(), at=noon(APRIL), by=stage.by("tom"))


def test_inv41_a_document_reads_only_the_pictures_it_is_given(stage: Stage) -> None:
    logo = given(stage, picture()).logo
    assert logo is not None
    html = f'<html lang="en"><title>x</title><img src="bundled:/{logo.sha256}"></html>'
    assert images(pdf_of(html, files=[logo])) == [(120, 40)]
    with pytest.raises(NotBundled, match="INV-41"):
        pdf_of(html)
