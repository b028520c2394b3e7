"""The words of documents and their e-mails, in the languages customers read. Every language has every word."""

from collections.abc import Mapping
from typing import Final

from accounting.documents.wording.english import ENGLISH
from accounting.documents.wording.french import FRENCH
from accounting.documents.wording.german import GERMAN

Words = Mapping[str, str]
WORDS: Final[Mapping[str, Words]] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}
