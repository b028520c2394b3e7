"""Every kind of document in every language, drawn: nothing is blank, nothing leaves its margins, stamps are seen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from accounting.documents.document import Document
from accounting.documents.wording import WORDS
from tests.accounting.documents import cast
from tests.accounting.documents.reading import pictures

PAPER, INK = 255, 140
A4 = (414, 585)  # at 50 dots an inch
LEFT, RIGHT, TOP, FOOT = 48, 376, 10, 580  # within these all must lie: the margins, less what a pen is wide
KINDS: dict[str, Callable[..., Document]] = {
    "invoice": cast.final,
    "deposit": cast.deposit,
    "credit_note": cast.credit_note,
    "corrected": cast.corrected,
}


def drawn(page: Image.Image) -> tuple[int, int, int, int]:
    """The box of all that is not paper."""
    found = ImageChops.invert(page).getbbox()
    assert found
    return found


def ink(page: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The share of a part of the page that is dark."""
    counts = page.crop(box).histogram()
    return sum(counts[:INK]) / sum(counts)


def assert_within_margins(page: Image.Image) -> None:
    """All that is drawn lies within the margins, and there is enough of it to be a document."""
    left, top, right, foot = drawn(page)
    assert (left >= LEFT, right <= RIGHT, top >= TOP, foot <= FOOT) == (True,) * 4, (left, top, right, foot)
    assert ink(page, (0, 0, *page.size)) > 0.004


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", WORDS)
def test_each_kind_in_each_language_is_drawn_within_its_margins(kind: str, language: str, tmp_path: Path) -> None:
    pages = pictures(KINDS[kind](language=language), tmp_path)
    for page in pages:
        assert abs(page.width - A4[0]) < 2 > abs(page.height - A4[1])
        assert_within_margins(page)


def test_long_words_and_great_sums_stay_within_the_margins(tmp_path: Path) -> None:
    much = cast.eur("98765432109.12")
    lines = [
        cast.line(n, description="Donaudampfschiff" * 9, net=much, role="Wirtschaftsprüferin") for n in (999, 1000)
    ]
    for page in pictures(cast.taxed(lines, po_number="9" * 40, project_name="Interoperabilität" * 4), tmp_path):
        assert_within_margins(page)


def test_a_draft_is_seen_to_be_one(tmp_path: Path) -> None:
    plain, draft = (pictures(cast.invoice(standing=standing, payment=None), tmp_path)[0] for standing in ("", "draft"))
    middle = (80, 230, 340, 440)
    faint = sum(draft.crop(middle).histogram()[INK:PAPER]) - sum(plain.crop(middle).histogram()[INK:PAPER])
    assert faint > 3000
    assert drawn(draft)[1] < drawn(plain)[1]


def test_the_code_is_drawn_beside_the_account(tmp_path: Path) -> None:
    def darkest(document: Document) -> Any:
        page = pictures(document, tmp_path)[0]
        return max(ink(page, (290, y, 370, y + 60)) for y in range(300, 520, 10))

    assert darkest(cast.invoice()) > 0.2 > darkest(cast.invoice(payment=None))
