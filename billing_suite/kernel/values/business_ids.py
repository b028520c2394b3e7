"""Business ids: the numbers by which authorities know a firm, read by form and check digits, without asking anybody.

A number that passes may still belong to nobody; only its authority can say so (VIES, for the EU's VAT ids).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale
from stdnum import exceptions as faults
from stdnum.au import abn
from stdnum.ca import bn
from stdnum.ch import uid
from stdnum.eu import vat as eu
from stdnum.gb import vat as gb
from stdnum.jp import cn
from stdnum.no import mva, orgnr
from stdnum.nz import ird
from stdnum.us import ein
from stdnum.util import get_cc_module

from billing_suite.kernel.values.refusals import Invalid

ENGLISH = Locale("en")
SEPARATORS = re.compile(r"[\s./,:·_\-\u2010-\u2015]+")
LONGEST = 30
NORTHERN_IRELAND = "XI"
# The EU's VAT ids by their prefix (VIES, "VAT number structure"), Greece under EL, Northern Ireland under XI.
EU_FORMS = {
    "AT": "ATU and 8 digits",
    "BE": "BE and 10 digits",
    "BG": "BG and 9 or 10 digits",
    "CY": "CY, 8 digits and a letter",
    "CZ": "CZ and 8 to 10 digits",
    "DE": "DE and 9 digits",
    "DK": "DK and 8 digits",
    "EE": "EE and 9 digits",
    "EL": "EL and 9 digits",
    "ES": "ES and 9 characters, the first or the last a letter",
    "FI": "FI and 8 digits",
    "FR": "FR, 2 characters and 9 digits",
    "HR": "HR and 11 digits",
    "HU": "HU and 8 digits",
    "IE": "IE and 8 or 9 characters",
    "IT": "IT and 11 digits",
    "LT": "LT and 9 or 12 digits",
    "LU": "LU and 8 digits",
    "LV": "LV and 11 digits",
    "MT": "MT and 8 digits",
    "NL": "NL, 9 digits, B and 2 digits",
    "PL": "PL and 10 digits",
    "PT": "PT and 9 digits",
    "RO": "RO and 2 to 10 digits",
    "SE": "SE and 12 digits",
    "SI": "SI and 8 digits",
    "SK": "SK and 10 digits",
    NORTHERN_IRELAND: "XI and 9 or 12 digits",
}
# Monaco is within France's VAT, the Isle of Man within the United Kingdom's; Greece writes EL.
READ_AS = {"MC": "FR", "IM": "GB", "GR": "EL"}
SAYS_VAT = {"NO": ("MVA",), "CH": ("MWST", "TVA", "IVA", "TPV")}
ONE_STOP = re.compile(r"(EU|IM)\d{9,10}")


class BadBusinessId(Invalid):
    """The number cannot be what it is given as: a form, a check digit or a country is wrong."""

    code = "bad-business-id"


@dataclass(frozen=True)
class Scheme:
    """One kind of business id: what people call it, what it looks like, and how it is checked and written."""

    name: str
    form: str
    check: Callable[[str], str]


@dataclass(frozen=True)
class BusinessId:
    """An id as it is kept and printed, and the country that gave it (ISO 3166-1; XI for Northern Ireland)."""

    number: str
    country: str
    scheme: str

    @property
    def is_eu(self) -> bool:
        """Whether VIES knows ids of this kind."""
        return is_eu_vat_id(self.number)


def is_eu_vat_id(number: str) -> bool:
    """Whether an id, as it is kept, is a VAT id of the EU or of Northern Ireland."""
    return number[:2] in EU_FORMS and _passes(SCHEMES[number[:2]], number)


def eu_country(prefix: str) -> str:
    """The country behind a VAT id's prefix: Greece writes EL and is GR."""
    return "GR" if prefix == "EL" else prefix


def read_business_id(text: str, *, country: str, of: str, field: str = "vat_id", home_only: bool = False) -> BusinessId:
    """The id as it is kept: upper case, without separators, with its country's prefix where the scheme has one.

    `country` is where the firm is: it says what a number without a prefix is. A prefix of another country is taken at
    its word: a Swiss firm may be registered in Germany, and nothing but its authority can say that it is not.
    `home_only` is for a registration of that country: another's number is refused, and one that does not say VAT.
    Raises BadBusinessId, which names the firm (`of`) and the form the number should have.
    """
    given = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not given.isascii() or not given.isalnum() or len(given) > LONGEST:
        raise bad(text, of, field, "a business id has letters and digits only", "at most 30 of them")
    home = READ_AS.get(country, country)
    found = _read(given, home, of, field)
    if home_only:
        _refuse_elsewhere(found, home, of, field)
    return found


def _refuse_elsewhere(found: BusinessId, home: str, of: str, field: str) -> None:
    """A registration carries a number of its own country, with the word for VAT where that is part of it."""
    place = eu_country(home)
    if found.country != place and (found.country, place) != (NORTHERN_IRELAND, "GB"):
        why = f"it is of {country_name(found.country)}, not of {country_name(place)}"
        raise bad(found.number, of, field, why, found.scheme)
    words = SAYS_VAT.get(home, ())
    if words and not found.number.endswith(words):
        raise bad(found.number, of, field, "it does not say VAT", f"with {' or '.join(words)} after it")


def _read(given: str, home: str, of: str, field: str) -> BusinessId:
    if ONE_STOP.fullmatch(given):
        raise bad(given, of, field, "it is a one-stop-shop number of a seller, which identifies no customer", "EU, IM")
    giver = _giver(given, home)
    scheme = SCHEMES.get(giver) or _foreign(giver)
    if scheme is None:
        return BusinessId(given, giver, "")
    try:
        return BusinessId(scheme.check(given), eu_country(giver), scheme.name)
    except faults.ValidationError as error:
        raise bad(given, of, field, _why(error), f"{scheme.name}: {scheme.form}") from error


def _giver(given: str, home: str) -> str:
    """Whose scheme a number is of: its prefix says it, else the country the firm is in."""
    own = _foreign(home) if home not in SCHEMES else None
    if own and _passes(own, given):  # some countries' own numbers begin with letters that look like a prefix
        return home
    if given[:2] == "GR":
        return "EL"
    if given[:2] in EU_FORMS or re.match(r"CHE\d|GB[\dGH]|NO\d", given):
        return given[:2]
    if re.fullmatch(r"T\d{13}", given):
        return "JP"
    return "AU" if given.startswith("ABN") else home


def _passes(scheme: Scheme, given: str) -> bool:
    try:
        return bool(scheme.check(given))
    except faults.ValidationError:
        return False


def _foreign(country: str) -> Scheme | None:
    """The scheme of a country that only python-stdnum knows."""
    module = get_cc_module(country.lower(), "vat") if country.isascii() and country.isalpha() else None
    name = f"tax number of {country_name(country)}"
    return Scheme(name, "as its tax authority gives them", module.validate) if module is not None else None


def country_name(code: str) -> str:
    """A country in English, as CLDR has it."""
    return "Northern Ireland" if code == NORTHERN_IRELAND else str(ENGLISH.territories.get(code, code))


def _why(error: faults.ValidationError) -> str:
    for kind, words in (
        (faults.InvalidLength, "it has the wrong length"),
        (faults.InvalidChecksum, "its check digit is wrong"),
        (faults.InvalidFormat, "it has the wrong form"),
    ):
        if isinstance(error, kind):
            return words
    return "a part of it is not possible"


def bad(text: str, of: str, field: str, why: str, rule: str) -> BadBusinessId:
    """The refusal: what was given, for whom, what is wrong with it, and what it should look like."""
    words = f"{text.strip()[:40]} is no business id: {why}"
    return BadBusinessId(words, record=of, rule=rule, fields={field: [f"{why} ({rule})"]})


# --- the schemes -------------------------------------------------------------------------------------------


def _eu(prefix: str) -> Callable[[str], str]:
    def check(given: str) -> str:
        bare = given[2:] if given[:2] in (prefix, eu_country(prefix)) else given
        told: str = eu.validate(prefix + bare)
        return told

    return check


def _british(given: str) -> str:
    return f"GB{gb.validate(given)}"


def _swiss(given: str) -> str:
    """CHE and nine digits, with the word for VAT kept where it was given."""
    number, word = given[:12], given[12:]
    if word not in ("", *SAYS_VAT["CH"]):
        raise faults.InvalidComponent
    told: str = uid.validate(number)
    return told + word


def _norwegian(given: str) -> str:
    """With NO before it, as invoices carry it; MVA after it says that the firm is registered for VAT."""
    if given.endswith("MVA"):
        return f"NO{mva.validate(given)}"
    return f"NO{orgnr.validate(given.removeprefix('NO'))}"


def _australian(given: str) -> str:
    told: str = abn.validate(given.removeprefix("ABN"))
    return told


def _new_zealand(given: str) -> str:
    """An IRD number of eight or nine digits, or a New Zealand Business Number of thirteen (a GS1 number in 94)."""
    bare = given.removeprefix("NZBN").removeprefix("NZ")
    if len(bare) != 13:
        told: str = ird.validate(bare)
        return told
    if not bare.isdigit() or not bare.startswith("94"):
        raise faults.InvalidFormat
    if sum(int(digit) * (1, 3)[n % 2] for n, digit in enumerate(bare)) % 10:
        raise faults.InvalidChecksum
    return bare


def _canadian(given: str) -> str:
    """Nine digits; of an account with the Revenue Agency its two letters and four digits too."""
    told: str = bn.validate(given.removeprefix("BN"))
    return told


def _japanese(given: str) -> str:
    """A qualified invoice issuer's number: T and the thirteen digits of the corporate number."""
    return f"T{cn.validate(given.removeprefix('T'))}"


def _american(given: str) -> str:
    bare = given.removeprefix("EIN")
    return f"{ein.validate(bare)[:2]}-{bare[2:]}"


SCHEMES = {
    **{
        prefix: Scheme(f"VAT id of {country_name(eu_country(prefix))}", form, _eu(prefix))
        for prefix, form in EU_FORMS.items()
    },
    "GB": Scheme("VAT id of the United Kingdom", "GB and 9 or 12 digits", _british),
    "CH": Scheme("UID of Switzerland", "CHE and 9 digits, with MWST, TVA or IVA after it or not", _swiss),
    "NO": Scheme("organisation number of Norway", "9 digits, with MVA after them or not", _norwegian),
    "AU": Scheme("ABN of Australia", "11 digits", _australian),
    "NZ": Scheme("IRD number or NZBN of New Zealand", "8, 9 or 13 digits", _new_zealand),
    "CA": Scheme("business number of Canada", "9 digits, with RT and 4 digits after it or not", _canadian),
    "JP": Scheme("registration number of Japan", "T and 13 digits", _japanese),
    "US": Scheme("EIN of the United States", "9 digits", _american),
}
