"""The child that reads one hostile workbook: `python _workbook.py`, XLSX in, JSON out.

It stands alone (standard library and calamine, no other file of ours). What it writes: either
`{"refused": "unsafe" | "too_large" | "unreadable"}` or `{"rows": [[cell, …], …]}`, where a cell is
a text, a number, true or false, null, or `[kind, text]` for what JSON has no word for.

A workbook is looked into before it is parsed. A parser lays out the whole rectangle between the
cells that are filled, so the corner is found first, by an XML parser and by the same rules:
whatever quotes, spaces, prefixes or encodings the file uses.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

MEMORY_BYTES = 1024 * 2**20
CPU_SECONDS = 20
MOST_UNPACKED = 50 * 2**20
MOST_ENTRIES = 100
MOST_RATIO = 100
SMALL = 2**20
"""Bytes below which a ratio says nothing: a short sheet of equal rows packs well."""
MOST_CELLS = 2_000_000
CHUNK = 2**20
FORBIDDEN = ("vbaproject.bin", "xl/externallinks/", "xl/embeddings/", "xl/activex/")


class Refused(Exception):
    """`unsafe`, `too_large` or `unreadable`."""


class Corner:
    """How far the cells of a sheet reach, counted as a parser does where a position is left out."""

    def __init__(self) -> None:
        self.rows, self.columns = 1, 1
        self._row, self._column = 0, 0

    def see(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens; names may have a prefix."""
        name = tag.rpartition(":")[2]
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() and len(given) < 9 else self._row + 1
            self._column = 0
        elif name == "c":
            self._place(attributes.get("r"))
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._column)
            if self.rows * self.columns > MOST_CELLS:
                raise Refused("too_large")

    def _place(self, position: str | None) -> None:
        letters = (position or "").rstrip("0123456789")
        digits = (position or "")[len(letters) :]
        if not (letters.isascii() and letters.isalpha() and digits) or len(position or "") > 12:
            self._column += 1
            return
        self._row, self._column = int(digits), 0
        for letter in letters.upper():
            self._column = self._column * 26 + ord(letter) - 64


def check(data: bytes) -> None:
    """Refuse a package (ZIP of XML: ECMA-376) that is not safe to parse."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = package.infolist()
        names = [entry.filename.lower() for entry in entries]
        if len(entries) > MOST_ENTRIES or len(set(names)) < len(names):
            raise Refused("unsafe")
        if any(mark in name for name in names for mark in FORBIDDEN):
            raise Refused("unsafe")
        unpacked = 0
        for entry in entries:
            for size in _unpacked(package, entry):
                unpacked += size
                if unpacked > MOST_UNPACKED:
                    raise Refused("too_large")
    if unpacked > SMALL and unpacked > MOST_RATIO * len(data):
        raise Refused("unsafe")


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[int]:
    """The sizes of an entry's pieces: its header may lie. What is XML is read on the way."""
    parser = None
    with package.open(entry) as stream:
        while piece := stream.read(CHUNK):
            yield len(piece)
            if parser is None and entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                parser = _parser()
            if parser is not None:
                parser.Parse(piece, False)
    if parser is not None:
        parser.Parse(b"", True)


def _parser() -> Any:
    """Any part may be a sheet: which ones are, the package itself says, and may say it oddly."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = Corner().see
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(*_: Any) -> None:
    raise Refused("unsafe")


def rows_of(data: bytes) -> list[list[Any]]:
    """The cells of the first sheet, with the empty area, so that rows keep their numbers."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheet = book.get_sheet_by_index(0)
    return [[_written(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _written(cell: Any) -> Any:
    if isinstance(cell, datetime | date | time):
        return [type(cell).__name__, cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["timedelta", str(cell.total_seconds())]
    if isinstance(cell, float) and (cell != cell or abs(cell) == float("inf")):
        return ["float", str(cell)]
    return cell


def _answer(data: bytes) -> dict[str, Any]:
    try:
        check(data)
        return {"rows": rows_of(data)}
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "too_large"}
    except (CalamineError, expat.ExpatError, zipfile.BadZipFile, zipfile.LargeZipFile):
        return {"refused": "unreadable"}
    except (ValueError, IndexError, OSError, RuntimeError, NotImplementedError, EOFError):
        return {"refused": "unreadable"}


def main() -> None:
    """Limits first: nothing of the file has been read yet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read()), allow_nan=False))


if __name__ == "__main__":
    main()
