from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

_Daily = Annotated[int, Field(ge=1, le=1000)]
APPEAL = {
    "text": "三件诉求说的是三处不同的路灯，不是重复",
    "appealed_at": "2026-11-22T09:30:00.000+08:00",
    "upheld": None,
    "decision": None,
    "decided_at": None,
}
BLOCK = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000931",
    "community_name": "致强社区",
    "reason": "多次提交与事实不符的内容",
    "starts_at": "2026-11-22T09:30:00.000+08:00",
    "ends_at": "2026-11-29T09:30:00.000+08:00",
    "lifted_at": None,
    "lift_reason": None,
    "appeal": APPEAL,
}


class TicketLimits(Input):
    """How many tickets somebody may file a day, and how many with the same words."""

    model_config = by_example({"per_day": 10, "identical_per_day": 2})

    per_day: _Daily
    identical_per_day: _Daily

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.identical_per_day > self.per_day:
            raise PydanticCustomError("limits_crossed", "相同内容的上限不能高于每日上限")
        return self


class TicketLimitsView(Output):
    """The limits that hold at a place."""

    model_config = by_example({"per_day": 10, "identical_per_day": 2})

    per_day: int
    identical_per_day: int


class BlockDraft(Input):
    """Why the reporter of a ticket is to file none in its community, and until when."""

    model_config = by_example(
        {"reason": "多次提交与事实不符的内容", "ends_at": "2026-11-29T09:30:00.000+08:00"}
    )

    reason: Note
    ends_at: Instant


class AppealDraft(Input):
    """Why a block is wrong."""

    model_config = by_example({"text": APPEAL["text"]})

    text: Note


class AppealDecision(Input):
    """Whether they are right, and why."""

    model_config = by_example({"upheld": True, "reason": "确为三处路灯"})

    upheld: bool = Field(description="They are right: the block is over")
    reason: Note


class BlockLifting(Input):
    """Why a block ends before its time."""

    model_config = by_example({"reason": "已当面说明"})

    reason: Note


class AppealView(Output):
    """What was said against a block, and what came of it."""

    model_config = by_example(APPEAL)

    text: str
    appealed_at: Instant
    upheld: bool | None
    decision: str | None
    decided_at: Instant | None


class OwnBlockView(Output):
    """A block of mine."""

    model_config = by_example(BLOCK)

    id: UUID
    community_name: str
    reason: str
    starts_at: Instant
    ends_at: Instant
    lifted_at: Instant | None
    lift_reason: str | None
    appeal: AppealView | None


class BlockView(OwnBlockView):
    """A block, as offices read it. Of an anonymous ticket's reporter nobody is named."""

    model_config = by_example(
        BLOCK
        | {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "person_id": None,
            "person_name": None,
            "blocked_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
        }
    )

    ticket_id: UUID
    person_id: UUID | None
    person_name: str | None
    blocked_by_id: Id
