from uuid import UUID

from pydantic import Field

from shequ_api.features.ticket_unsealing.rules import LEAST_DAYS, MOST_DAYS
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example

_OPENING = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000921",
    "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
    "role": "district_administrator",
    "role_title": "区级管理员",
    "reason": "诉求涉及人身安全，需要联系本人核实",
    "opened_at": "2026-11-22T10:15:00.000+08:00",
}


class SealTerm(Input):
    """How long who filed an anonymous ticket is kept."""

    model_config = by_example({"days": 365})

    days: int = Field(ge=LEAST_DAYS, le=MOST_DAYS, description="After the ticket's end")


class SealTermView(Output):
    """How long who filed an anonymous ticket is kept."""

    model_config = by_example({"days": 365})

    days: int = Field(description="After the ticket's end")


class ReporterQuestion(Input):
    """Why somebody has to know who filed an anonymous ticket."""

    model_config = by_example(
        {"reason": "诉求涉及人身安全，需要联系本人核实", "silent_ground": None}
    )

    reason: Note
    silent_ground: Note | None = Field(
        default=None, description="The law by which the reporter must not be told; else they are"
    )


class ReporterOpeningLine(Output):
    """That somebody was told who filed an anonymous ticket: as what, when, why."""

    model_config = by_example(_OPENING)

    id: UUID
    ticket_id: UUID
    role: str
    role_title: str
    reason: str
    opened_at: Instant


class ReporterOpeningEntry(ReporterOpeningLine):
    """The same, as auditors read it."""

    model_config = by_example(
        _OPENING
        | {
            "opened_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "opened_by_name": "李小梅",
            "silent_ground": None,
        }
    )

    opened_by_id: UUID
    opened_by_name: str | None
    silent_ground: str | None


class ReporterView(Output):
    """Who filed an anonymous ticket."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000921",
            "reporter_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "reporter_name": "王小四",
            "reporter_phone": "138******01",
            "told": True,
        }
    )

    id: UUID = Field(description="Of the opening, which stays on record")
    reporter_id: UUID
    reporter_name: str | None
    reporter_phone: str | None = Field(description="Masked")
    told: bool = Field(description="Whether the reporter hears of it")
