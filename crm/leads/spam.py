"""What speaks for spam in an answer to a web form. Pure: signs with weights, and one line from which it is held."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

HELD_FROM = 60
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MARKUP = re.compile(r"\[url|\[link|<a\s|href\s*=", re.IGNORECASE)
PEOPLE = ("name", "firm", "title")
MANY_LINKS = 3


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for spam, and how much: 60 hold an answer by themselves."""

    what: str
    weight: int


def signs_of(told: Mapping[str, str], *, trap: str, seconds: int | None, sent_before: int) -> list[Sign]:
    """The signs of one answer.

    `trap` is what stands in a field that people do not see; `seconds` how long the form was open, where it says so;
    `sent_before` how many others sent the same words lately.
    """
    message = told.get("message", "")
    links = len(LINK.findall(message))
    found = [
        Sign("a field that people do not see is filled in", 100) if trap else None,
        Sign(f"filled in within {seconds} s", 40) if seconds is not None and seconds < 3 else None,
        Sign("markup for links in the message", 60) if MARKUP.search(message) else None,
        Sign(f"{links} links in the message", 60 if links >= MANY_LINKS else 25) if links > 1 else None,
        Sign("a link in a name", 60) if any(LINK.search(told.get(field, "")) for field in PEOPLE) else None,
        Sign("the message is nothing but a link", 40) if links == 1 and len(message.split()) < 3 else None,
        Sign(f"{sent_before} others sent the same words within a day", 60) if sent_before > 1 else None,
        Sign("the message is the name again", 40) if message and message == told.get("name") else None,
    ]
    return [sign for sign in found if sign is not None]


def looks_like_spam(signs: list[Sign]) -> bool:
    """Whether the signs together are enough to hold it."""
    return sum(sign.weight for sign in signs) >= HELD_FROM
