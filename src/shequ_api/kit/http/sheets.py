"""Sheets as answers: a file to download, in the format that was asked for."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from fastapi import Response

from shequ_api.kit.sheets.writing import Value, csv_file, xlsx_file


class SheetFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


MEDIA = {
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetFormat.CSV: "text/csv; charset=utf-8",
}
SHEET_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A sheet in which no cell is a formula",
        "content": {
            media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media in MEDIA.values()
        },
    }
}
"""For a route's `responses`."""


def sheet_answer(
    name: str,
    sheet_format: SheetFormat,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    notes: Sequence[str] = (),
) -> Response:
    """A file under a name that may be Chinese (RFC 6266). CPU: call it in a thread."""
    write = xlsx_file if sheet_format == SheetFormat.XLSX else csv_file
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.{sheet_format}"
    headers = {"Content-Disposition": disposition}
    return Response(write(header, rows, notes), media_type=MEDIA[sheet_format], headers=headers)
