from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Day
from shequ_api.features.register.public import (
    ENTRY,
    PERSON_NAME,
    EntryView,
    IdNumber,
    PhoneNumber,
    TheIdKind,
)
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

_CORRECTION = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000205",
    "entry_id": ENTRY,
    "fields": ["phone"],
    "asked_at": "2026-11-22T09:30:00.000+08:00",
    "decided_at": None,
    "accepted": None,
    "reason": None,
}


class RegisterCorrectionDraft(Input):
    """What should be put right in my entry."""

    model_config = by_example({"entry_id": ENTRY, "phone": "13900139000", "note": "换了号码"})

    entry_id: Id
    name: PERSON_NAME | None = None
    phone: PhoneNumber | None = None
    id_number: IdNumber | None = None
    id_kind: TheIdKind | None = None
    born_on: Day | None = None
    note: Annotated[CleanText, Field(min_length=1, max_length=200)] | None = None


class CorrectionView(Output):
    """What was asked, by the names of its fields, and what became of it."""

    model_config = by_example(_CORRECTION)

    id: UUID
    entry_id: UUID
    fields: list[str]
    asked_at: Instant
    decided_at: Instant | None
    accepted: bool | None
    reason: str | None


class CorrectionLine(CorrectionView):
    """One that waits, with its dwelling."""

    model_config = by_example({**_CORRECTION, "dwelling_name": "东苑1栋1单元0302"})

    dwelling_name: str


class CorrectionDecision(Input):
    """Confirmed, or rejected with a reason."""

    model_config = by_example({"accepted": False, "reason": "上门核实后号码未变"})

    accepted: bool
    reason: Line | None = None


class OwnEntries(Output):
    """What the register says of me, masked, and what I asked to have changed."""

    model_config = by_example({"entries": [], "corrections": [_CORRECTION]})

    entries: list[EntryView]
    corrections: list[CorrectionView]


class CorrectionReveal(Input):
    """For what purpose, and why, what somebody wants changed is looked at."""

    model_config = by_example({"purpose": "correction", "reason": "核实更正申请"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line
