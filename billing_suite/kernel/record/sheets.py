"""Tables that come as CSV: from a file's bytes to rows of cells, or one refusal that names the line."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.values.refusals import Invalid

STREAM_LIMIT = 100 * 1024 * 1024  # INV-50: one import from a file on disk
DELIMITERS = (",", ";", "\t")
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # bytes that mean nothing in Windows-1252
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*')


Names = Mapping[str, Sequence[str]]  # what each column is called, the surest name first


class SheetRefused(Invalid):
    """The file as a whole cannot be read; nothing of it is imported."""

    code = "sheet-unreadable"


@dataclass(frozen=True)
class Layout:
    """How a file is read: its encoding, its delimiter, which of its columns means what, which mean nothing."""

    encoding: str
    delimiter: str
    columns: Mapping[str, str]
    places: Mapping[str, int]
    ignored: Sequence[str]
    width: int


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a row is not imported: the line it starts on, the column, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.reason}"


class RowsRefused(Invalid):
    """Rows of a file are wrong, so none of it is imported; `bad` tells every one of them."""

    code = "sheet-rows-refused"

    def __init__(self, bad: Sequence[BadCell], *, rows: int) -> None:
        self.bad = sorted(bad, key=lambda each: each.line)
        fields: dict[str, list[str]] = {}
        for each in self.bad[:100]:
            fields.setdefault(f"line {each.line}", []).append(f"{each.column}: {each.reason}")
        wrong = len({each.line for each in bad})
        super().__init__(
            f"{wrong} of {rows} rows are wrong and nothing is imported; first {self.bad[0]}", fields=fields
        )


@dataclass(frozen=True, slots=True)
class Cells:
    """One row as it stands: the line it starts on, a text per known column, and how many cells too many it has."""

    line: int
    texts: Mapping[str, str]
    too_many: int


def open_sheet(
    data: bytes | str | BinaryIO, *, columns: Names, required: Sequence[str]
) -> tuple[Layout, Iterator[Cells]]:
    """Read the header, and the rows as they are asked for. A stream is read from its start and stays open.

    Bytes in hand are an upload (10 MB at most), a stream is a file on disk (100 MB at most, INV-50).
    Raises SheetRefused, also while the rows are read: a broken file is refused whole.
    """
    file, limit = _opened(data)
    size = file.seek(0, io.SEEK_END)
    if size > limit:
        raise SheetRefused(f"the file has {size:,} bytes; at most {limit:,} are read", rule="INV-50")
    encoding = find_encoding(file)
    file.seek(0)
    lines = _lines(file, encoding)
    first, skipped = next(lines, ""), 0
    if SEPARATOR_LINE.fullmatch(first):  # what Excel writes to itself
        first, skipped = next(lines, ""), 1
    layout = find_layout(first, encoding, columns, required)
    records = _records(itertools.chain([first], lines), layout.delimiter, skipped)
    next(records, None)
    return layout, _rows(records, layout)


def _opened(data: bytes | str | BinaryIO) -> tuple[BinaryIO, int]:
    if isinstance(data, str):
        try:
            data = data.encode()
        except UnicodeEncodeError:
            raise SheetRefused("the text holds half a character (a lone surrogate)") from None
    return (io.BytesIO(data), LIMIT) if isinstance(data, bytes) else (data, STREAM_LIMIT)


def find_encoding(file: BinaryIO) -> str:
    """UTF-16 by its byte order mark, UTF-8 where all of it is, else Windows-1252 where all of it can be.

    A file that mixes them is refused rather than guessed at: half of its names would come out wrong.
    """
    file.seek(0)
    if file.read(2) in WIDE_BOMS:
        return "utf-16"
    file.seek(0)
    broken, mixed = 0, False
    for number, line in enumerate(file, start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            broken = broken or number
        mixed = mixed or bool(UTF8_LETTER.search(line) or NOT_WINDOWS.search(line))
    if not broken:
        return "utf-8-sig"
    if mixed:
        raise SheetRefused(f"line {broken}: neither UTF-8 nor Windows-1252 text; save the file as UTF-8")
    return "cp1252"


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines of text with their ends; a NUL or a broken UTF-16 pair refuses the file."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for number, line in enumerate(text, start=1):
            if "\0" in line:
                raise SheetRefused(f"line {number}: a NUL byte; this is no text in a known encoding, save it as UTF-8")
            yield line
    except UnicodeDecodeError:
        raise SheetRefused(f"after line {number}: broken {encoding.upper()} text; save the file as UTF-8") from None
    finally:
        with suppress(ValueError):  # the file was closed before its last line was asked for
            text.detach()


def find_layout(header: str, encoding: str, columns: Names, required: Sequence[str]) -> Layout:
    """Which column is where, by the delimiter under which the header makes most sense."""
    if not header.strip():
        raise SheetRefused("the file is empty: its first line names the columns")
    heads = {delimiter: _cells_of(header, delimiter) for delimiter in DELIMITERS}
    found = {delimiter: _places(names, columns) for delimiter, names in heads.items()}
    delimiter = max(DELIMITERS, key=lambda each: len(found[each]))
    names, places = heads[delimiter], found[delimiter]
    if missing := [column for column in required if column not in places]:
        there = ", ".join(repr(name[:40]) for name in names[:20])
        raise SheetRefused(f"no column for {', '.join(missing)}; the first line names {there}")
    for column, place in places.items():
        if [plain(name) for name in names].count(plain(names[place])) > 1:
            raise SheetRefused(f"two columns are called {names[place]!r}; which one is the {column}?")
    used = set(places.values())
    ignored = [name for place, name in enumerate(names) if place not in used and name.strip()]
    return Layout(encoding, delimiter, {c: names[p] for c, p in places.items()}, places, ignored, len(names))


def _cells_of(header: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([header], delimiter=delimiter, strict=True))]
    except csv.Error:
        return []


def _places(names: Sequence[str], columns: Names) -> dict[str, int]:
    """Column -> position, by the surest name present."""
    at = {plain(name): place for place, name in reversed(list(enumerate(names)))}
    found = {column: next((at[name] for name in known if name in at), None) for column, known in columns.items()}
    return {column: place for column, place in found.items() if place is not None}


def plain(name: str) -> str:
    """A column's name without case, underscores and hyphens."""
    return " ".join(re.sub(r"[_-]", " ", name.casefold().replace("e-mail", "email")).split())


def _records(lines: Iterable[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the line they start on; a quote left open or a huge cell refuses the file."""
    reader, start = csv.reader(lines, delimiter=delimiter, strict=True), skipped + 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + skipped + 1
    except csv.Error as error:
        raise SheetRefused(f"line {start}: {error}; look for a quote that is not closed or doubled") from None


def _rows(records: Iterable[tuple[int, list[str]]], layout: Layout) -> Iterator[Cells]:
    """The known cells of each record; empty lines are passed over, cells that are not there are empty."""
    for line, record in records:
        if not any(cell.strip() for cell in record):
            continue
        texts = {c: record[place] if place < len(record) else "" for c, place in layout.places.items()}
        yield Cells(line, texts, sum(1 for cell in record[layout.width :] if cell.strip()))
