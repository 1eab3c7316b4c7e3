from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.features.register_imports.models import ImportKind, ImportState
from shequ_api.kit.schema import Input, Instant, Output, by_example


class ImportOrder(Input):
    """Apply a checked file. Lines that are refused are left out only where that is said."""

    model_config = by_example({"skip_refused": False})

    skip_refused: bool = False


class ImportReason(Output):
    """Why a line is refused, or what is noted about it; never what stands in the cell."""

    model_config = by_example(
        {"column": "身份证号", "code": "cell_mangled", "detail": "长数字被表格软件改写……"}
    )

    column: str | None
    code: str
    detail: str


class RegisterImportView(Output):
    """A file that was brought to the register, and where it stands."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000301",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "kind": "people",
            "state": "checked",
            "file_name": "人房信息.xlsx",
            "skips_refused": False,
            "lines": 120,
            "counts": {"entered": 100, "updated": 15, "refused": 5},
            "problem": None,
            "requested_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "created_at": "2026-11-22T09:30:00.000+08:00",
            "checked_at": "2026-11-22T09:30:04.000+08:00",
            "applied_at": None,
        }
    )

    id: UUID
    community_id: UUID
    kind: ImportKind
    state: ImportState
    file_name: str
    skips_refused: bool
    lines: int
    counts: dict[LineOutcome, int] = Field(description="Outcome → how many lines")
    problem: dict[str, Any] | None = Field(
        description="Why the file as a whole is refused: `code`, `detail`, and more by code"
    )
    requested_by_id: UUID
    created_at: Instant
    checked_at: Instant | None
    applied_at: Instant | None


class RegisterImportLine(Output):
    """What became, or would become, of one line of the file."""

    model_config = by_example(
        {
            "number": 7,
            "outcome": "refused",
            "reasons": [
                {"column": None, "code": "address_unknown", "detail": "辖区内没有这个地址"}
            ],
        }
    )

    number: int = Field(description="The row as spreadsheet programs number it")
    outcome: LineOutcome
    reasons: list[ImportReason]
