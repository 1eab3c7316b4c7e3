"""Shapes of manual credits."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.files.schemas import FileView
from shequ_api.features.manual_credits.rules import CreditReason, CreditState
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

Points = Annotated[int, Field(ge=1, le=10_000)]
CardNumber = Annotated[str, Field(pattern=r"^[0-9]{18}$")]
_IDS = [f"0199a3c4-5d6e-7f80-9a1b-0000000006{n}" for n in ("11", "12", "13", "14")]
_PLACES = {
    "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
    "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "community_name": "致强社区",
}
_LINE = {
    "id": _IDS[0],
    **_PLACES,
    "person_id": _IDS[1],
    "person_name": "李芳",
    "amount_points": 20,
    "reason": "offline_activity",
    "reason_title": "线下活动",
    "note": "11 月 20 日清洁家园活动，现场签到",
    "reference": "签到表 2026-11-20 第 3 行",
    "state": "approved",
    "state_title": "已发放",
    "asked_by_id": _IDS[2],
    "asked_by_name": "王敏",
    "asked_at": "2026-11-22T09:30:00.000+08:00",
    "closed_by_id": _IDS[3],
    "closed_by_name": "张强",
    "closing_note": None,
    "closed_at": "2026-11-22T10:00:00.000+08:00",
    "reversed_by_name": None,
    "reversal_note": None,
    "reversed_at": None,
    "taken_points": None,
}


class ManualCreditDraft(Input):
    """Who is to get how many points, and why. Who it is: by the number on the card that they show,
    or by their id, if they have to do with the actor's community. The community is the one for
    which the actor works."""

    model_config = by_example(
        {
            "card_number": "510108012345678901",
            "amount_points": 20,
            "reason": "offline_activity",
            "note": "11 月 20 日清洁家园活动，现场签到",
            "reference": "签到表 2026-11-20 第 3 行",
            "photo_ids": [],
        }
    )

    card_number: CardNumber | None = None
    person_id: Id | None = None
    amount_points: Points
    reason: Annotated[CreditReason, Field(strict=False)]
    note: Note
    reference: Line | None = None
    photo_ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=9)] = ()


class CreditApproval(Input):
    model_config = by_example({"note": "已核对签到表"})

    note: Note | None = None


class CreditRefusal(Input):
    """Why not, or why not any more."""

    model_config = by_example({"note": "签到表上没有此人"})

    note: Note


class ManualCreditLine(Output):
    """A credit, and who said what about it."""

    model_config = by_example(_LINE)

    id: UUID
    district_id: UUID
    community_id: UUID
    community_name: str
    person_id: UUID
    person_name: str | None
    amount_points: int
    reason: CreditReason
    reason_title: str
    note: str
    reference: str | None
    state: CreditState
    state_title: str
    asked_by_id: UUID
    asked_by_name: str | None
    asked_at: Instant
    closed_by_id: UUID | None = Field(description="Who approved, declined or withdrew it")
    closed_by_name: str | None
    closing_note: str | None
    closed_at: Instant | None
    reversed_by_name: str | None
    reversal_note: str | None
    reversed_at: Instant | None
    taken_points: int | None = Field(description="What a reversal found on the card")


class ManualCreditView(ManualCreditLine):
    """The same with its photos."""

    model_config = by_example({**_LINE, "photos": []})

    photos: list[FileView]


class OwnManualCredit(Output):
    """Points that I got without a rule, and why."""

    model_config = by_example(
        {
            "id": _IDS[0],
            **_PLACES,
            "amount_points": 20,
            "reason": "offline_activity",
            "reason_title": "线下活动",
            "note": "11 月 20 日清洁家园活动，现场签到",
            "state": "approved",
            "state_title": "已发放",
            "given_at": "2026-11-22T10:00:00.000+08:00",
            "reversed_at": None,
            "reversal_note": None,
            "taken_points": None,
        }
    )

    id: UUID
    district_id: UUID
    community_id: UUID
    community_name: str
    amount_points: int
    reason: CreditReason
    reason_title: str
    note: str
    state: CreditState
    state_title: str
    given_at: Instant
    reversed_at: Instant | None
    reversal_note: str | None
    taken_points: int | None


class ManualCreditLimits(Input):
    """The most that one person receives in a month, and that one asks for in a day."""

    model_config = by_example({"per_receiver_month": 500, "per_asker_day": 2000})

    per_receiver_month: Annotated[int, Field(ge=1, le=1_000_000)]
    per_asker_day: Annotated[int, Field(ge=1, le=1_000_000)]


class ManualCreditLimitsView(Output):
    """How many points may be credited by hand: to one person in a month, by one asker on a day."""

    model_config = by_example({"per_receiver_month": 500, "per_asker_day": 2000})

    per_receiver_month: int
    per_asker_day: int
