"""The words of a mail as plain text: from bytes in whatever charset, from HTML, without what no database takes."""

import codecs
import re
from html import unescape

MOST_BYTES = 400_000  # of a part that are turned into text; far more than is kept of it
CHARSETS = re.compile(
    r"(utf[-_]?(8|16|32)|ascii|iso8859|latin|cp\d|windows|koi8|mac|gb|hz|big5|euc|shift|iso2022|johab|tis)", re.ASCII
)
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
ENDLESS_NUMBER = re.compile(r"&#x?[0-9a-f]{8,};?", re.IGNORECASE)
TAG = re.compile(r"/?([a-z][a-z0-9]*)|[!?]", re.IGNORECASE)
UNSEEN = {"script", "style", "head", "title", "template"}
BREAKS = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip


def clean(text: str) -> str:
    """Without NULs, control characters and halves of characters; line ends are \\n."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, most: int) -> str:
    """Cleaned, on one line, cut with an ellipsis at so many characters."""
    told = " ".join(clean(text[: most * 4]).split())
    return told if len(told) <= most else f"{told[: most - 1].rstrip()}…"


def decoded(data: bytes, charset: str) -> str:
    """Bytes in the charset that is named, where it is one of text; else as UTF-8. What does not fit is marked.

    Names such as punycode, idna or unicode_escape are no charsets of mail: reading them takes forever, or does more.
    """
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = "utf-8"
    try:
        return data[:MOST_BYTES].decode(name if CHARSETS.match(name) else "utf-8", errors="replace")
    except (LookupError, ValueError):
        return data[:MOST_BYTES].decode("utf-8", errors="replace")


def plain(html: str) -> str:
    """HTML as text: one pass from left to right, so that broken HTML costs no more than any other."""
    out: list[str] = []
    at = 0
    while (start := html.find("<", at)) >= 0:
        out.append(html[at:start])
        if html.startswith("<!--", start):
            at = _after(html, "-->", start + 4)
            continue
        tag = TAG.match(html, start + 1)
        if tag is None:
            out.append("<")
            at = start + 1
            continue
        at = _after(html, ">", tag.end())
        name = (tag[1] or "").lower()
        if name in UNSEEN and not tag[0].startswith("/"):
            end = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
            at = end.start() if end else len(html)
        else:
            out.append("\n" if name in BREAKS else " " if name in ("td", "th") else "")
    out.append(html[at:])
    return tidy(unescape(ENDLESS_NUMBER.sub("", "".join(out))))


def _after(text: str, mark: str, start: int) -> int:
    """The place behind the next mark; the end where there is none."""
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)


def tidy(text: str) -> str:
    """Single spaces, at most one empty line."""
    lines = [" ".join(line.split()) for line in text.replace("\xa0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
