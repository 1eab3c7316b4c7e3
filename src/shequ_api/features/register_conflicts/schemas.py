from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.register.catalogue import LARGEST_NUMBER, LONGEST_TEXT, SubjectKind
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.features.register.public import ENTRY, TheSource
from shequ_api.features.register_answers.public import (
    KNOWN,
    VERSION,
    ConflictReason,
    KnownView,
    StatementOutcome,
)
from shequ_api.features.register_conflicts.rules import ConflictDecision
from shequ_api.kit.schema import CleanText, Input, Instant, Line, Output, by_example

_CONFLICT = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000301",
    "subject": "person",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
    "place_name": "东苑1栋1单元0302",
    "entry_id": ENTRY,
    "premises_id": None,
    "key": "phone",
    "title": "联系电话",
    "sealed": True,
    "outcome": "conflict",
    "outcome_title": "与底册冲突，待处理",
    "reason": "firmer",
    "reason_title": "底册内容经本人或证件核实",
    "said": "139******00",
    "observed_at": "2026-11-22T09:30:00.000+08:00",
    "inspection_id": "0199a3c4-5d6e-7f80-9a1b-000000000111",
    "form_title": "入户走访关怀表",
    "worker_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
    "worker_name": "王小四",
    "known": KNOWN,
    "told_at": "2026-11-22T10:05:12.480+08:00",
    "decided_at": None,
    "decided_by_name": None,
    "note": None,
}
BaseVersion = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{24}$", examples=[VERSION])]
FactValue = (
    bool
    | Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
    | Annotated[CleanText, Field(min_length=1, max_length=LONGEST_TEXT)]
)


class ConflictLine(Output):
    """What an answer said of a fact, beside what the register says of it."""

    model_config = by_example(_CONFLICT)

    id: UUID
    subject: SubjectKind
    place_id: UUID
    place_name: str
    entry_id: UUID | None
    premises_id: UUID | None
    key: str
    title: str
    sealed: bool = Field(description="Shown masked or not at all, but for a reveal")
    outcome: StatementOutcome
    outcome_title: str
    reason: ConflictReason | None
    reason_title: str | None
    said: bool | int | str | None
    observed_at: Instant
    inspection_id: UUID
    form_title: str
    worker_id: UUID
    worker_name: str | None
    known: KnownView | None = Field(description="Null where somebody left, or a shop closed")
    told_at: Instant
    decided_at: Instant | None
    decided_by_name: str | None
    note: str | None


class ConflictWord(Input):
    """What holds: what is known (`keep`), what the answer said (`take`), or, where both are wrong,
    `value` (`correct`). `base_version` says what was looked at; without it, `force`."""

    model_config = by_example(
        {"decision": "keep", "base_version": VERSION, "note": "已电话核实"},
        {"decision": "correct", "value": "13700137000", "source": "phone_call", "force": True},
    )

    decision: Annotated[ConflictDecision, Field(strict=False)]
    value: FactValue | None = None
    source: TheSource = RegisterSource.PHONE_CALL
    base_version: BaseVersion | None = None
    force: bool = False
    note: Line | None = None


class ConflictReveal(Input):
    """For what purpose, and why, both values are looked at."""

    model_config = by_example({"purpose": "verification", "reason": "电话核实住户"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line


class ConflictValues(Output):
    """What the answer said and what the register says, in clear."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000301",
            "said": "13900139000",
            "known": "13800138000",
        }
    )

    id: UUID
    said: Any
    known: Any
