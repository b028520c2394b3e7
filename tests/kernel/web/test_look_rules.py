"""What the look promises, measured in its own files: contrast of the tokens, no inline scripts, icons that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOKENS = (ROOT / "static/css/tokens.css").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted(p for p in (ROOT / "static/css").glob("*.css") if p.name != "document.css")
GROUNDS = ("paper", "rail", "sheet", "well", "hover")
TONES = ("neutral", "active", "positive", "warning", "danger")


def token(name: str, theme: int) -> str:
    """A token's colour in the light (0) or dark (1) theme."""
    found = re.search(rf"--{name}:\s*(?:light-dark\((#\w+), (#\w+)\)|(#\w+))", TOKENS)
    assert found, f"no token --{name}"
    return found[3] or found[theme + 1]


def brightness(colour: str) -> float:
    """WCAG's relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    """WCAG's contrast of two tokens."""
    dark, light = sorted(brightness(token(name, theme)) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


TEXT = [(ink, ground) for ink in ("ink", "ink-soft", "ink-muted", "accent") for ground in GROUNDS]
TEXT += [(f"{tone}-ink", f"{tone}-wash") for tone in TONES] + [(f"{tone}-ink", "sheet") for tone in TONES]
TEXT += [("on-accent", fill) for fill in ("accent-fill", "accent-press", "danger-fill", "danger-press")]
TEXT += [("accent", "accent-wash"), ("ink", "accent-wash"), ("ended-ink", "sheet"), ("ended-ink", "paper")]
EDGES = [(edge, ground) for edge in ("line-field", "focus") for ground in ("paper", "sheet")]
EDGES += [("accent-fill", "paper"), ("warning-fill", "sheet"), ("spark", "sheet")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other"), TEXT)
def test_text_can_be_read(one: str, other: str, theme: int) -> None:
    assert contrast(one, other, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other"), EDGES)
def test_edges_of_controls_can_be_seen(one: str, other: str, theme: int) -> None:
    assert contrast(one, other, theme) >= 3


def test_the_measure_can_fail() -> None:
    assert contrast("line", "sheet", 0) < 3
    assert round(brightness("#ffffff"), 3) == 1


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_colours_are_tokens(sheet: Path) -> None:
    """One table of colours: no other sheet names one, save white on the sign-in page's own picture."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    named = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text))
    allowed = {"#ffffff", "#23266f", "#ffc861"} if sheet.name == "solo.css" else {"#fff"}
    assert sheet.name == "tokens.css" or named <= allowed


def emails(path: Path) -> bool:
    return path.parent.name in ("emails", "documents")


def test_pages_carry_no_inline_scripts() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in tag, path
        assert not re.search(r"\son[a-z]+\s*=", text), path
        assert "javascript:" not in text, path
        if not emails(path):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', text), path


def test_icons_that_templates_name_are_in_the_sprite() -> None:
    there = set((ROOT / "static/icons.txt").read_text().split())
    for path in TEMPLATES:
        named = set(re.findall(r'\{% icon "([^"]+)"', path.read_text()))
        named |= set(re.findall(r'(?<!:)icon="([a-z0-9-]+)"', path.read_text()))
        assert named <= there, (path, named - there)


def test_marks_of_the_tones_are_in_the_sprite() -> None:
    from billing_suite.kernel.web.tones import MARKS

    assert set(MARKS.values()) <= set((ROOT / "static/icons.txt").read_text().split())


def test_every_template_parses() -> None:
    from django.template.loader import get_template

    for path in TEMPLATES:
        get_template(str(path.relative_to(ROOT / "templates")))
