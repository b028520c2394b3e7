"""What is compared of a firm, a place or a person: each field brought to one form."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LEGAL_FORMS = {  # and the small words that firms leave out as they please
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp",
    "plc", "pty", "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "gbr", "ev", "eg", "se", "sa", "sas",
    "sarl", "sasu", "eurl", "snc", "spa", "srl", "sl", "slu", "bv", "nv", "cv", "vof", "ab", "oy", "oyj",
    "as", "asa", "aps", "kk", "kft", "zrt", "doo", "sro", "spol", "zoo", "pte", "bhd", "lda", "ltda",
    "holding", "holdings", "group", "the", "und", "and", "et", "y",
}  # fmt: skip
STREET_WORDS = {
    "street": "st", "str": "st", "strasse": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd",
    "drive": "dr", "lane": "ln", "place": "pl", "square": "sq", "highway": "hwy", "court": "ct", "parkway": "pkwy",
    "crescent": "cres", "terrace": "tce", "close": "cl", "circuit": "cct", "north": "n", "south": "s", "east": "e",
    "west": "w", "saint": "st", "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
}  # fmt: skip
FREE_MAIL = {
    "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.de", "web.de", "icloud.com",
    "aol.com",
}  # fmt: skip
COLUMNS = {
    "name": ("name",), "given_name": ("given_name",), "surname": ("surname",), "city": ("city", "suburb"),
    "address": ("address", "address_1", "street"), "postcode": ("postcode", "zip"), "state": ("state",),
    "phone": ("phone",), "email": ("email",), "website": ("website",), "vat_id": ("vat_id",),
    "date_of_birth": ("date_of_birth",),
}  # fmt: skip
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@dataclass(frozen=True)
class Facts:
    """One record to be compared. An empty field says nothing, neither for nor against."""

    key: str
    name: tuple[str, ...]
    given: str
    surname: str
    address: tuple[str, ...]
    numbers: frozenset[str]
    city: str
    postcode: str
    phone: str
    email: str
    domain: str
    vat_id: str
    born: str


def fold(text: str) -> str:
    """Small letters without accents; whatever is neither letter nor digit parts words."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("&", " and ")).casefold()
    kept = (
        each for each in plain.replace("'", "").replace("’", "").replace(".", "") if not unicodedata.combining(each)
    )
    return " ".join("".join(each if each.isalnum() else " " for each in kept).split())


def name_words(text: str) -> tuple[str, ...]:
    """A name's words without forms of company; a name that is nothing else keeps them."""
    words = fold(text).split()
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def address_words(text: str) -> tuple[str, ...]:
    """An address in words, kinds of street in their short form, ordinals as numbers."""
    told = (STREET_WORDS.get(word, word) for word in fold(text).split())
    return tuple(found[1] if (found := ORDINAL.fullmatch(word)) else word for word in told)


def domain_of(email: str, website: str) -> str:
    """The domain a firm is reached at; that of a free mailbox says nothing of it."""
    told = website.strip().casefold() or email.rpartition("@")[2].strip().casefold()
    host = re.sub(r"^[a-z]+://", "", told).split("/")[0].split(":")[0].removeprefix("www.")
    return "" if host in FREE_MAIL else host


def facts_of(key: str, row: Mapping[str, str]) -> Facts:
    """A row by its column names; what is not known is ignored."""
    told = {field: next((row[each].strip() for each in names if row.get(each)), "") for field, names in COLUMNS.items()}
    given, surname = fold(told["given_name"]), fold(told["surname"])
    address = address_words(told["address"])
    return Facts(
        key=key,
        name=name_words(told["name"]) or tuple(f"{given} {surname}".split()),
        given=given,
        surname=surname,
        address=address,
        numbers=frozenset(word for word in address if word[0].isdigit()),
        city=fold(told["city"]),
        postcode=fold(told["postcode"]).replace(" ", ""),
        phone="".join(filter(str.isdigit, told["phone"]))[-9:],
        email=told["email"].casefold(),
        domain=domain_of(told["email"], told["website"]),
        vat_id=fold(told["vat_id"]).replace(" ", ""),
        born="".join(filter(str.isdigit, told["date_of_birth"])),
    )
