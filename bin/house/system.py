"""Libraries that come from the operating system: Pango for PDFs, Chromium for the browser tests."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from house.shell import fail, say

PDF_LIBRARIES = (
    "gobject-2.0",
    "pango-1.0",
    "pangoft2-1.0",
    "harfbuzz",
    "harfbuzz-subset",
    "fontconfig",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Part:
    """One thing the system must have: what for, how to see it, and Debian's packages that bring it."""

    name: str
    needed_for: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def loads(library: str) -> bool:
    """Whether a shared library can be loaded here."""
    for name in (ctypes.util.find_library(library), f"lib{library}.so.0", f"lib{library}.so.1"):
        if name:
            try:
                ctypes.CDLL(name)
            except OSError:
                continue
            return True
    return False


def browser() -> str | None:
    """The path of an installed Chromium or Chrome, or None; CHROMIUM names another one."""
    for name in (os.environ.get("CHROMIUM"), *BROWSERS):
        if name and (path := shutil.which(name)):
            return path
    return None


PANGO = Part(
    "Pango",
    "PDF documents",
    lambda: all(loads(library) for library in PDF_LIBRARIES),
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"),
)
CHROMIUM = Part("Chromium", "the browser tests", lambda: browser() is not None, ("chromium",))
VENV_PACKAGE = Part("venv", "the Python environment", lambda: loads_module("ensurepip"), ("python3-venv",))


def loads_module(name: str) -> bool:
    """Whether this Python has a module of its standard library that some systems package apart."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def ensure(*parts: Part) -> None:
    """Install what is missing by apt where that is allowed; else end with the command that installs it."""
    missing = [part for part in parts if not part.is_there()]
    if not missing:
        return
    names = " and ".join(f"{part.name} (for {part.needed_for})" for part in missing)
    packages = sorted({package for part in missing for package in part.packages})
    by_hand = f"{names} missing; install with: sudo apt-get install {' '.join(packages)}"
    apt = _apt()
    if apt is None:
        fail(f"{by_hand}, or your system's packages of these names")
    say(f"installing {names}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update", "-qq"], env=env, check=False)
    subprocess.run([*apt, "install", "-y", "-qq", "--no-install-recommends", *packages], env=env, check=False)
    if any(not part.is_there() for part in missing):
        fail(by_hand)


def _apt() -> list[str] | None:
    """apt-get with the rights to install: as root, or by sudo where it asks for no password."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    ask = ["sudo", "-n", "true"]
    if shutil.which("sudo") and not subprocess.run(ask, capture_output=True, check=False).returncode:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None
