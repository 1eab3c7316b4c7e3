"""Shapes of ladders and levels."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.card_levels.rules import LadderPeriod
from shequ_api.kit.schema import CleanText, Input, Instant, Key, Output, by_example

STEPS = [
    {"key": "bronze", "title": "铜卡", "threshold_points": 0, "gives": "幸福卡基础服务"},
    {"key": "silver", "title": "银卡", "threshold_points": 200, "gives": "社区活动优先报名"},
]
DRAFT = {"period": "twelve_months", "steps": STEPS, "valid_from": None}


class CardStepDraft(Input):
    """A step: from how many points on, and what it gives, in words."""

    model_config = by_example(STEPS[1])

    key: Key
    title: Annotated[CleanText, Field(min_length=1, max_length=20)]
    threshold_points: Annotated[int, Field(ge=0, le=10_000_000)]
    gives: Annotated[CleanText, Field(min_length=1, max_length=200)]


class CardLadderDraft(Input):
    """The steps from an instant on (now, if not said), the lowest first. Without any a district
    leaves it to its city, and a city has none. Who stands higher by the steps that hold until then
    stays there until the day that they were told, a year at most."""

    model_config = by_example(DRAFT)

    period: Annotated[LadderPeriod, Field(strict=False)]
    steps: Annotated[tuple[CardStepDraft, ...], Field(strict=False, max_length=10)]
    valid_from: Instant | None = None


class CardStepView(Output):
    """A step of a ladder."""

    model_config = by_example(STEPS[1])

    key: str
    title: str
    threshold_points: int
    gives: str


class CardLadderView(Output):
    """An edition of steps of a district or city."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000731",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "period": "twelve_months",
            "period_title": "近 12 个月获得的积分",
            "steps": STEPS,
            "valid_from": "2026-11-22T09:30:00.000+08:00",
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    place_id: UUID
    period: LadderPeriod
    period_title: str
    steps: list[CardStepView]
    valid_from: Instant
    set_at: Instant


class CardLevelView(Output):
    """The level of my card: what counts, the step, until when, and how far the next one is. `kept`:
    it was reached by earlier rules, which were changed since."""

    model_config = by_example(
        {
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000107",
            "ladder_id": "0199a3c4-5d6e-7f80-9a1b-000000000731",
            "period": "twelve_months",
            "counted_points": 260,
            "level": STEPS[1],
            "level_until": "2027-11-21",
            "kept": False,
            "next_step": {**STEPS[1], "key": "gold", "title": "金卡", "threshold_points": 500},
            "points_to_next": 240,
            "text": "您是银卡，保级至2027年11月21日；再获得 240 分升为金卡",
        }
    )

    district_id: UUID
    ladder_id: UUID | None = Field(description="By which it is reckoned; null: there are no levels")
    period: LadderPeriod | None
    counted_points: int = Field(description="Earned in the period and not taken back")
    level: CardStepView | None
    level_until: date | None = Field(description="The last day, if nothing more is earned")
    kept: bool
    next_step: CardStepView | None
    points_to_next: int | None
    text: str
