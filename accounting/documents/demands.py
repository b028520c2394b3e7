"""How the countries of sellers want a document to speak: titles, names of tax and numbers, sentences of the law.

What a country does not say is said as in the EU: "VAT ID", the tax in the document's language, paper in A4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stdnum.au import abn
from stdnum.ch import uid
from stdnum.nz import ird

Told = Mapping[str, str]  # by the document's language; "" for every other one


def _as_abn(number: str) -> str:
    return abn.format(number) if abn.is_valid(number) else number


def _as_mwst(number: str) -> str:
    """CHE-107.787.577 MWST, whatever of it was typed."""
    bare = number.upper().removesuffix("MWST").removesuffix("TVA").removesuffix("IVA").strip()
    return f"{uid.format(bare)} MWST" if uid.is_valid(bare) else number


def _as_ird(number: str) -> str:
    return ird.format(number) if ird.is_valid(number) else number


def _as_mva(number: str) -> str:
    """995 525 828 MVA: the number of the organisation, and that it is in the register of tax."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return f"{digits[:3]} {digits[3:6]} {digits[6:]} MVA" if len(digits) == 9 else number


def _as_registered_issuer(number: str) -> str:
    """T and thirteen digits: the registered issuer of qualified invoices."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return f"T{digits}" if len(digits) == 13 else number


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What the country of a seller demands, with its source beside it."""

    id_label: Told = field(default_factory=dict)  # before the number of registration
    write: Callable[[str], str] = str  # that number as the country writes it
    tax: Told = field(default_factory=dict)  # the name of the tax
    titles: Told = field(default_factory=dict)  # the law's own words in the title, by kind of document
    sentence: Told = field(default_factory=dict)  # on every document that asks for money


EU_LIKE = Demands()
LATE_PAYMENT = {  # Code de commerce, L441-9, L441-10, D441-5
    "": "Late payment: interest at the ECB's refinancing rate plus 10 points, and a fixed sum of 40 € for recovery. "
    "No discount for early payment.",
    "de": "Bei Verzug: Zinsen zum EZB-Refinanzierungssatz zuzüglich 10 Punkten und eine Pauschale von 40 € für die "
    "Beitreibung. Kein Skonto.",
    "fr": "Retard de paiement : pénalités au taux de refinancement de la BCE majoré de 10 points et indemnité "
    "forfaitaire de 40 € pour frais de recouvrement. Pas d'escompte pour paiement anticipé.",
}
DEMANDS: Mapping[str, Demands] = {
    "AT": Demands(id_label={"de": "UID-Nr."}),  # UStG 1994, 11 (1) 3 i
    "AU": Demands(  # GST Act 1999, 29-70 and 29-75: "tax invoice", "adjustment note", the ABN
        id_label={"": "ABN"},
        write=_as_abn,
        tax={"": "GST"},
        titles={
            "invoice": "Tax invoice",
            "deposit": "Tax invoice",
            "corrected": "Tax invoice",
            "credit_note": "Adjustment note",
        },
    ),
    "CA": Demands(  # Input Tax Credit Information (GST/HST) Regulations, 3
        id_label={"": "GST/HST no.", "fr": "N° de TPS/TVH"}, tax={"": "GST/HST", "fr": "TPS/TVH"}
    ),
    "CH": Demands(  # MWSTG 26 (2) a
        id_label={"": "MWST-Nr.", "fr": "N° TVA"}, write=_as_mwst, tax={"de": "MWST", "fr": "TVA"}
    ),
    "FR": Demands(sentence=LATE_PAYMENT),
    "GB": Demands(id_label={"": "VAT no."}),  # VAT Regulations 1995, 14 (1) d
    "JP": Demands(  # Consumption Tax Act, 57-4 (1) 1: the qualified invoice's registration number
        id_label={"": "Registration number", "de": "Registrierungsnummer", "fr": "N° d'enregistrement"},
        write=_as_registered_issuer,
        tax={"": "Consumption tax", "de": "Verbrauchsteuer", "fr": "Taxe à la consommation"},
    ),
    "NO": Demands(  # Bokføringsforskriften 5-1-2: the organisation's number followed by MVA
        id_label={"": "Org.nr"}, write=_as_mva, tax={"": "MVA"}
    ),
    "NZ": Demands(  # GST Act 1985, 19E to 19K; "tax invoice" is what buyers' systems still look for
        id_label={"": "GST no."},
        write=_as_ird,
        tax={"": "GST"},
        titles={"invoice": "Tax invoice", "deposit": "Tax invoice", "corrected": "Tax invoice"},
    ),
    "US": Demands(  # no number is demanded; a state's registration is told as one
        id_label={"": "Tax registration", "de": "Steuernummer", "fr": "Enregistrement fiscal"},
        tax={"": "Sales tax"},
    ),
}


def demands_of(country: str) -> Demands:
    """The country's own ways, or the EU's."""
    return DEMANDS.get(country, EU_LIKE)


def told(words: Told, language: str) -> str:
    """The words in a language, or in whichever they are told to all others; blank where there are none."""
    return words.get(language, words.get("", ""))
