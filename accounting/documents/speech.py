"""How a document speaks: the customer's language and country, and the ways of the seller's country."""

from dataclasses import dataclass
from datetime import date

from accounting.documents.demands import Demands, demands_of, told
from accounting.documents.document import Document, Party
from accounting.documents.wording import WORDS, Words
from billing_suite.kernel.values.addresses import place_lines
from billing_suite.kernel.values.locales import Tongue, tongue_for
from billing_suite.kernel.values.money import Money


@dataclass(frozen=True)
class Speech:
    """A document with the tongue it speaks."""

    document: Document
    tongue: Tongue
    words: Words
    law: Demands

    def money(self, amount: Money) -> str:
        """An amount as the customer's country writes it."""
        return self.tongue.money(amount)

    def day(self, day: date | None) -> str:
        """A date in words; nothing where there is none."""
        return self.tongue.day(day) if day else ""

    @property
    def title(self) -> str:
        """What the document is called: in the customer's words, and in the law's where the law insists."""
        kind = self.document.kind
        own, legal = self.words[kind], self.law.titles.get(kind, "")
        if not legal or not (self.document.seller.vat_id or self.document.seller.registrations):
            return own
        return legal if self.tongue.language == "en" else f"{own} ({legal})"

    @property
    def asks(self) -> bool:
        """Whether the document asks for money: a credit note does not, nor one that is paid or void."""
        document = self.document
        return document.kind != "credit_note" and document.standing != "voided" and document.transferable.amount > 0

    @property
    def tax_name(self) -> str:
        """What the tax is called where the seller is."""
        return told(self.law.tax, self.tongue.language) or self.words["VAT"]

    @property
    def period(self) -> str:
        """From when to when the supply was made."""
        first, last = self.document.supply_from, self.document.supply_to
        return self.tongue.span(first, last) if first and last else ""

    def number_label(self, party: Party) -> str:
        """What a party's country calls its tax number; blank where it is the EU's VAT ID."""
        return told(demands_of(party.country).id_label, self.tongue.language)

    def address(self, party: Party, other: Party) -> list[str]:
        """Street and place, the country named in capitals when the other party's is another one."""
        fields = ("street", "postcode", "city", "region", "country")
        lines = place_lines({field: getattr(party, field) for field in fields})
        return lines + ([self.tongue.country(party.country).upper()] if party.country != other.country else [])


def speech_of(document: Document) -> Speech:
    """The customer's language where its words exist, as their country writes it."""
    tongue = tongue_for(document.language, document.buyer.country, spoken=WORDS)
    return Speech(document, tongue, WORDS[tongue.language], demands_of(document.seller.country))


def written(number: str, country: str) -> str:
    """A tax number as its country writes it."""
    return demands_of(country).write(number)


def letter_of(group: int) -> str:
    """A, B, … for the tax groups of a document."""
    return chr(ord("A") + group)
