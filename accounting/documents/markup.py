"""XML as it is written here: a tree of calls, what is empty left out, the same bytes for the same facts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

# What XML 1.0 has no place for; a line of text may have come with it from another tool.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Node = Any  # an lxml element; lxml tells no types


class Markup:
    """The elements of one format, by their prefixed names; what has no prefix is in the namespace named ""."""

    def __init__(self, **namespaces: str) -> None:
        self.namespaces = namespaces
        self._declared = {prefix or None: uri for prefix, uri in namespaces.items()}

    def __call__(self, name: str, *content: Any, **attributes: str) -> Node | None:
        """An element of its content: text, elements and lists of them. Without any content there is none."""
        held = list(_flat(content))
        if not held:
            return None
        made = self.empty(name, **attributes)
        for part in held:
            if isinstance(part, str):
                made.text = part
            else:
                made.append(part)
        return made

    def empty(self, name: str, **attributes: str) -> Node:
        """An element that is there although it holds nothing."""
        prefix, _, local = name.rpartition(":")
        return etree.Element(f"{{{self.namespaces[prefix]}}}{local}", attributes, nsmap=self._declared)

    def write(self, root: Node) -> bytes:
        """The document as UTF-8, its namespaces declared once."""
        etree.cleanup_namespaces(root, top_nsmap=self._declared)
        written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return written


def _flat(content: Iterable[Any]) -> Iterator[Any]:
    """The content, lists in it opened up, blank text left out."""
    for part in content:
        if isinstance(part, list):
            yield from _flat(part)
        elif isinstance(part, str):
            text = UNWRITABLE.sub(" ", part)
            yield from [text] if text.strip() else []
        elif part is not None:
            yield part
