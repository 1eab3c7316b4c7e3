"""Shapes of freezes, looks and overviews."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example

IDS = [f"0199a3c4-5d6e-7f80-9a1b-0000000007{n}" for n in ("51", "52", "53")]
FROZEN_AT = "2026-11-22T09:30:00.000+08:00"
STATE = {
    "balance_points": 35,
    "available_points": 30,
    "frozen_at": None,
    "frozen_reason": None,
    "owed_points": 8,
    "debt_text": "此前被扣回的积分尚欠 8 分，以后得分时自动抵扣一部分",
    "level_text": "您是银卡，保级至2027年11月21日",
}


class CardFreezeDraft(Input):
    """Whose card (whom the alarm is about, or the other whom it names), and why."""

    model_config = by_example({"party": "person", "reason": "经核查为冒领活动积分"})

    party: Literal["person", "with"] = "person"
    reason: Note


class CardThawDraft(Input):
    """Why not any more."""

    model_config = by_example({"reason": "已说明情况并退回积分"})

    reason: Note


class CardFreezeView(Output):
    """A freeze, and who thawed it."""

    model_config = by_example(
        {
            "id": IDS[0],
            "card_id": IDS[1],
            "card_number": "510108*********901",
            "holder_name": "李*",
            "alarm_id": IDS[2],
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "community_name": "致强社区",
            "reason": "经核查为冒领活动积分",
            "frozen_by_name": "王敏",
            "frozen_at": FROZEN_AT,
            "thaw_reason": None,
            "thawed_by_name": None,
            "thawed_at": None,
        }
    )

    id: UUID
    card_id: UUID
    card_number: str = Field(description="Masked")
    holder_name: str | None = Field(description="Masked")
    alarm_id: UUID
    community_id: UUID
    community_name: str
    reason: str
    frozen_by_name: str | None
    frozen_at: Instant
    thaw_reason: str | None
    thawed_by_name: str | None
    thawed_at: Instant | None


class CardLookDraft(Input):
    """Which card, by the number that its holder shows, and what for."""

    model_config = by_example(
        {"card_number": "510108012345678901", "purpose": "counter", "reason": "居民咨询积分变动"}
    )

    card_number: Annotated[str, Field(pattern=r"^[0-9]{18}$")]
    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Note


class CardLookView(Output):
    """A card as staff see it: its holder masked."""

    model_config = by_example({"card_id": IDS[1], "holder_name": "李*", **STATE})

    card_id: UUID
    holder_name: str | None
    balance_points: int
    available_points: int
    frozen_at: Instant | None
    frozen_reason: str | None
    owed_points: int
    debt_text: str | None
    level_text: str


class CardOverview(Output):
    """What I should know of my card beside its balance: whether it is frozen and why, what I owe of
    points that were taken back, and my level."""

    model_config = by_example({"card_id": IDS[1], **STATE})

    card_id: UUID
    balance_points: int
    available_points: int
    frozen_at: Instant | None
    frozen_reason: str | None
    owed_points: int = Field(description="Of points that were taken back: `list_points_debts`")
    debt_text: str | None
    level_text: str
