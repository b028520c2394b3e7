"""The browser's files: taken from locked npm packages into the ignored `static/vendor/`.

Icons become one SVG sprite of the names in `static/icons.txt`: `<use href="…/icons.svg#receipt"/>`.
A line `star` is the outline icon, `star-filled` the filled one.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from house import environment
from house.shell import ROOT, VENV, fail, run, say

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICON_NAMES = ROOT / "static" / "icons.txt"
SVG = "http://www.w3.org/2000/svg"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "licences/sortable.txt": "sortablejs/LICENSE",
    "inter.woff2": "inter-ui/variable/InterVariable.woff2",
    "paper/inter-400.woff2": "inter-ui/web/Inter-Regular.woff2",
    "paper/inter-500.woff2": "inter-ui/web/Inter-Medium.woff2",
    "paper/inter-600.woff2": "inter-ui/web/Inter-SemiBold.woff2",
    "paper/inter-700.woff2": "inter-ui/web/Inter-Bold.woff2",
    "licences/inter.txt": "inter-ui/LICENSE.txt",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/tabler-icons.txt": "@tabler/icons/LICENSE",
}
SOURCE_MAP = re.compile(r"^(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)


def install() -> None:
    """Have `static/vendor/` filled from the locked packages; at once when nothing changed."""
    _stamped(MODULES / ".installed", _mark_of_modules(), _fetch)
    _stamped(VENDOR / ".copied", _mark_of_vendor(), copy)


def _stamped(stamp: Path, mark: str, make: Callable[[], None]) -> None:
    if stamp.exists() and stamp.read_text() == mark:
        return
    make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def _mark_of_modules() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def _mark_of_vendor() -> str:
    parts = [_mark_of_modules().encode(), Path(__file__).read_bytes(), ICON_NAMES.read_bytes()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _fetch() -> None:
    """`npm ci`, with the Node on PATH when it is new enough, else with one put into `.venv`."""
    say("installing the front-end packages")
    env: dict[str, str] = {}
    if not _has_node():
        environment.install("node")
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = shutil.which("npm", path=env.get("PATH")) or "npm"
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], env=env, quiet=True)


def _has_node() -> bool:
    """Whether PATH has npm and a Node of at least 18."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", told)
    return found is not None and int(found[1]) >= 18


def copy() -> None:
    """Lay out `static/vendor/` anew, beside it first, so that a running server never finds it half made."""
    fresh = VENDOR.with_name(f".vendor-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in FILES.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        if target.endswith((".css", ".js")):
            text = (MODULES / source).read_text(encoding="utf-8")
            (fresh / target).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
        else:
            shutil.copyfile(MODULES / source, fresh / target)
    (fresh / "icons.svg").write_text(sprite(names_of(ICON_NAMES)), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def names_of(path: Path) -> list[str]:
    """The icon names of a list file, one a line; empty lines and `#` remarks do not count."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def sprite(names: list[str]) -> str:
    """One SVG whose symbols are the named icons; a name that does not exist ends the set-up."""
    ElementTree.register_namespace("", SVG)
    sheet = ElementTree.Element(f"{{{SVG}}}svg")
    unknown = []
    for name in sorted(set(names)):
        source = _icon_file(name)
        if not source.exists():
            unknown.append(name)
            continue
        sheet.append(_symbol(name, ElementTree.parse(source).getroot()))
    if unknown:
        fail(f"static/icons.txt names icons that do not exist: {', '.join(unknown)}")
    return ElementTree.tostring(sheet, encoding="unicode")


def _icon_file(name: str) -> Path:
    kind, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    return MODULES / "@tabler" / "icons" / "icons" / kind / f"{stem}.svg"


def _symbol(name: str, icon: ElementTree.Element) -> ElementTree.Element:
    kept = {key: value for key, value in icon.attrib.items() if key not in {"width", "height", "class"}}
    symbol = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name, **kept})
    frame = "M0 0h24v24H0z"
    symbol.extend(child for child in icon if child.get("d") != frame)
    for child in symbol:
        child.tail = None
    return symbol
