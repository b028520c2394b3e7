"""Where e-invoices go: a scheme of the list of electronic addresses (EAS) and an identifier there.

A Leitweg-ID is written 0204:04011000-1234512345-06.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from stdnum import ean, lei
from stdnum import exceptions as faults
from stdnum.au import abn
from stdnum.be import vat as be
from stdnum.de import leitweg
from stdnum.de import vat as de
from stdnum.dk import cvr
from stdnum.fr import siret
from stdnum.no import orgnr as no
from stdnum.se import orgnr as se

from billing_suite.kernel.values.refusals import Invalid

WRITTEN = re.compile(r"([0-9]{4}):([0-9A-Za-z][0-9A-Za-z.:_-]{1,49})", re.ASCII)
CHECKS: Mapping[str, Callable[[str], Any]] = {
    "0007": se.validate,
    "0009": siret.validate,
    "0088": ean.validate,
    "0151": abn.validate,
    "0184": cvr.validate,
    "0192": no.validate,
    "0199": lei.validate,
    "0204": leitweg.validate,
    "0208": be.validate,
    "9930": de.validate,
}


def read_e_address(text: str, *, of: str) -> str:
    """The address as it is kept; empty where there is none. Known schemes are checked by their digits.

    The codes of the list are those of the norm (EN 16931, BT-49); one that is not on it is refused when an invoice is
    held against the norm.
    """
    told = text.strip()
    if not told:
        return ""
    found = WRITTEN.fullmatch(told)
    if not found:
        raise _refused(told, of, "write four digits, a colon and an identifier, like 0204:04011000-1234512345-06")
    scheme, identifier = found.groups()
    try:
        CHECKS.get(scheme, str)(identifier)
    except (faults.ValidationError, ValueError):
        raise _refused(told, of, f"{identifier} is no identifier of scheme {scheme}: its digits do not fit") from None
    return told


def _refused(told: str, of: str, why: str) -> Invalid:
    return Invalid(f"{told[:80]!r} is no e-invoice address: {why}", record=of, fields={"e_address": [why]})
