"""Looking into a workbook before it is parsed: what it unpacks to, and what hides in it."""

import re
import zipfile
from io import BytesIO

from shequ_api.kit.errors import Malformed

MOST_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 100
MOST_RATIO = 100
SMALL = 1024 * 1024
"""Bytes below which a ratio says nothing: a short sheet of equal rows packs well."""
MOST_CELLS = 2_000_000
"""Of the rectangle that the cells span: parsers lay it out whole, though two corners are filled."""
CHUNK = 1 << 20
OVERLAP = 64
_MACROS = ("vbaproject.bin", "xl/externallinks/", "xl/embeddings/", "xl/activex/")
_POSITION = re.compile(rb'<c[^>]{0,40}?\sr="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<row[^>]{0,40}?\sr="([0-9]{1,7})"')


class SheetTooLarge(Malformed):
    code, title = "sheet_too_large", "表格过大，请分成几个文件"


class SheetUnsafe(Malformed):
    """Macros, links to other files, entities, or packed like a bomb."""

    code, title = (
        "sheet_unsafe",
        "表格里含有宏、外部链接等不能接受的内容，请另存为普通的 xlsx 或 csv",
    )


class SheetUnreadable(Malformed):
    code, title = "sheet_unreadable", "读不出这个文件：请上传 xlsx 或 csv；有密码的请先去掉密码"


def check_workbook(data: bytes) -> None:
    """Refuse a workbook (XLSX, a ZIP of XML: ECMA-376) that is not safe to parse."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_names(entries)
            left = MOST_UNPACKED
            for entry in entries:
                left -= _check_entry(package, entry, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise SheetUnreadable from None
    unpacked = MOST_UNPACKED - left
    if unpacked > SMALL and unpacked > MOST_RATIO * len(data):
        raise SheetUnsafe


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SheetUnsafe
    names = [entry.filename.lower() for entry in entries]
    if any(mark in name for name in names for mark in _MACROS):
        raise SheetUnsafe
    if not any(name.startswith("xl/worksheets/") for name in names):
        raise SheetUnreadable


def _check_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """Unpack one entry in pieces, since its header may lie; returns how many bytes it was."""
    size, rows, columns, tail = 0, 1, 1, b""
    markup = entry.filename.lower().endswith((".xml", ".rels"))
    cells = entry.filename.lower().startswith("xl/worksheets/")
    with package.open(entry) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > left:
                raise SheetTooLarge
            seen = tail + piece
            if markup and (b"<!ENTITY" in seen or b"<!DOCTYPE" in seen or _is_utf16(seen, size)):
                raise SheetUnsafe
            if cells:
                rows, columns = _corner(seen, rows, columns)
                if rows * columns > MOST_CELLS:
                    raise SheetTooLarge
            tail = seen[-OVERLAP:]
    return size


def _is_utf16(seen: bytes, size: int) -> bool:
    """In another encoding the marks above would not be found."""
    return size <= CHUNK and b"\x00" in seen[:64]


def _corner(seen: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The lower right corner of what is filled so far."""
    for letters, digits in _POSITION.findall(seen):
        rows = max(rows, int(digits))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    for digits in _ROW.findall(seen):
        rows = max(rows, int(digits))
    return rows, columns
