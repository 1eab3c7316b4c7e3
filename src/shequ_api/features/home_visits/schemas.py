"""Shapes for those to whom one comes."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.features.visits.public import (
    PLACE_ID,
    VISIT_ID,
    WINDOW,
    ReplyKind,
    VisitState,
    WindowView,
)
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example


class VisitReplyDraft(Input):
    """What I say to a visit that is to come."""

    model_config = by_example(
        {
            "kind": "another_time",
            "wanted_from": "2026-11-25T18:30:00.000+08:00",
            "wanted_until": "2026-11-25T20:30:00.000+08:00",
            "note": "白天上班，晚上在家",
        }
    )

    kind: Annotated[ReplyKind, Field(strict=False)]
    wanted_from: Instant | None = None
    wanted_until: Instant | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.wanted_from is None) != (self.wanted_until is None):
            raise PydanticCustomError("window_halved", "请同时给出开始和结束时间")
        if self.wanted_from is not None and self.kind != ReplyKind.ANOTHER_TIME:
            raise PydanticCustomError("window_needless", "只有改约时才填写希望的时间")
        return self


class VisitorView(Output):
    """Who comes: so that the one at the door can be told from anybody else."""

    name: str | None
    role_title: str | None
    organisation_name: str | None


class MyReply(Output):
    """What I said."""

    kind: ReplyKind
    kind_title: str
    wanted: WindowView | None
    note: str | None


class HomeVisitView(Output):
    """A visit to where I live."""

    model_config = by_example(
        {
            "id": VISIT_ID,
            "purpose_code": "gas",
            "purpose_title": "燃气安全入户检查",
            "place_id": PLACE_ID,
            "place_name": "东苑1栋1单元0302",
            **WINDOW,
            "state": "planned",
            "state_title": "待走访",
            "for_household": True,
            "visitors": [
                {"name": "李小六", "role_title": "社区合伙人", "organisation_name": "燃气服务站"}
            ],
            "planned_by_name": "王小四",
            "refusable": False,
            "refusal_means": "您可以改约时间；谢绝会转告上门人员，检查仍会另行联系。",
            "reply": None,
        }
    )

    id: UUID
    purpose_code: str
    purpose_title: str
    place_id: UUID
    place_name: str
    opens_at: Instant
    closes_at: Instant
    state: VisitState
    state_title: str
    for_household: bool = Field(description="False: told to nobody else of the household")
    visitors: list[VisitorView]
    planned_by_name: str | None
    refusable: bool = Field(description="Whether it is off once I refuse")
    refusal_means: str
    reply: MyReply | None
