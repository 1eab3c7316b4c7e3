from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.kit.http.sheets import SheetFormat
from shequ_api.kit.schema import Id, Input, Note, by_example


class ExportedField(StrEnum):
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    KEEPER_NAME = "keeper_name"
    KEEPER_PHONE = "keeper_phone"


class ExportKind(StrEnum):
    """What the rows of an export are about."""

    PEOPLE = "people"
    PREMISES = "premises"


class ExportRequest(Input):
    """Which people or premises, and what of them in clear: then with a purpose and a reason."""

    model_config = by_example(
        {
            "kind": "people",
            "format": "xlsx",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
            "reveal": ["name"],
            "purpose": "visit",
            "reason": "本周入户走访名单",
        }
    )

    kind: Annotated[ExportKind, Field(strict=False)] = ExportKind.PEOPLE
    format: Annotated[SheetFormat, Field(strict=False)] = SheetFormat.XLSX
    place_id: Id | None = Field(default=None, description="A compound or building; else all")
    reveal: Annotated[
        list[Annotated[ExportedField, Field(strict=False)]], Field(max_length=len(ExportedField))
    ] = []
    purpose: Annotated[LookPurpose, Field(strict=False)] | None = None
    reason: Note | None = None
