from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.identity.models import EvidenceKind
from shequ_api.base.people.schemas import Day, Phone
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

Rights = Annotated[
    list[Annotated[CleanText, Field(min_length=1, max_length=80)]],
    Field(min_length=1, max_length=20, description="Permissions that a resident has"),
]


class MandateSide(StrEnum):
    """On which side of a mandate I stand."""

    GIVEN = "given"
    HELD = "held"


class MandateDraft(Input):
    """Who may act for me (by phone), in what, and for which days; the last day is not included."""

    model_config = by_example(
        {
            "agent_phone": "13800138000",
            "permissions": ["ticket:file"],
            "starts_on": "2026-12-01",
            "ends_on": "2027-06-01",
            "note": "女儿代我报修",
        }
    )

    agent_phone: Phone
    permissions: Rights
    starts_on: Day
    ends_on: Day
    note: Note | None = None


class MandateRecord(Input):
    """Who may act for a resident without a phone, and what shows that the resident wants it: a
    photo of the signed paper, or what was said at the counter. Without an agent it is I."""

    model_config = by_example(
        {
            "principal_id": "0199a3c4-5d6e-7f80-9a1b-000000000151",
            "permissions": ["ticket:file"],
            "evidence_kind": "signed_paper",
            "photo_id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
            "starts_on": "2026-12-01",
            "ends_on": "2027-06-01",
        }
    )

    principal_id: Id
    agent_phone: Phone | None = None
    permissions: Rights
    evidence_kind: Annotated[EvidenceKind, Field(strict=False)]
    photo_id: Id | None = None
    starts_on: Day
    ends_on: Day
    note: Note | None = None


MANDATE_EXAMPLE = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000141",
    "principal_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "principal_name": "李小梅",
    "agent_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
    "agent_name": "王*四",
    "permissions": ["ticket:file"],
    "evidence_kind": "app_consent",
    "note": "女儿代我报修",
    "recorded_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
    "made_at": "2026-11-22T09:30:00.000+08:00",
    "starts_on": "2026-12-01",
    "ends_on": "2027-06-01",
    "revoked_at": None,
    "uses": 1,
    "last_used": "2026-12-05T10:12:00.000+08:00",
}


class MandateView(Output):
    """That one person may act for another; send its id as `X-On-Behalf-Of`."""

    model_config = by_example(MANDATE_EXAMPLE)

    id: UUID
    principal_id: UUID
    principal_name: str | None
    agent_id: UUID
    agent_name: str | None = Field(description="Masked for others: a number tells no name")
    permissions: list[str]
    evidence_kind: EvidenceKind
    note: str | None
    recorded_by_id: UUID
    made_at: Instant
    starts_on: date
    ends_on: date
    revoked_at: Instant | None
    uses: int
    last_used: Instant | None


class MandateUseView(Output):
    """One thing that was done in the principal's name."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000142",
            "operation": "file_ticket",
            "used_at": "2026-12-05T10:12:00.000+08:00",
        }
    )

    id: UUID
    operation: str = Field(examples=["file_ticket"])
    used_at: Instant
