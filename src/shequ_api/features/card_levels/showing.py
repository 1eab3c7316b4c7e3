"""Putting ladders and levels together for a reader."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from shequ_api.features.card_levels.rules import (
    PERIOD_TITLES,
    LadderPeriod,
    LevelStanding,
    Step,
)
from shequ_api.features.card_levels.schemas import CardLadderView, CardLevelView, CardStepView

NO_LEVELS = "本区没有设置幸福卡等级"


def ladder_view(row: Mapping[str, Any]) -> CardLadderView:
    """An edition."""
    return CardLadderView(
        **{name: row[name] for name in ("id", "place_id", "valid_from", "set_at")},
        period=row["period"],
        period_title=PERIOD_TITLES[LadderPeriod(row["period"])],
        steps=[CardStepView(**step) for step in row["steps"]],
    )


def level_view(district_id: UUID, standing: LevelStanding) -> CardLevelView:
    """The level of somebody's card in a district."""
    ladder, level, above = standing.ladder, standing.level, standing.next_step
    return CardLevelView(
        district_id=district_id,
        ladder_id=ladder.id if ladder else None,
        period=ladder.period if ladder else None,
        counted_points=standing.counted_points,
        level=_step(level.step) if level else None,
        level_until=level.until if level else None,
        kept=bool(level and level.kept),
        next_step=_step(above) if above else None,
        points_to_next=above.threshold_points - standing.counted_points if above else None,
        text=in_words(standing),
    )


def _step(step: Step) -> CardStepView:
    return CardStepView(**asdict(step))


def in_words(standing: LevelStanding) -> str:
    """`您是银卡，保级至2027年11月21日；再获得 240 分升为金卡`."""
    level, above = standing.level, standing.next_step
    if standing.ladder is None and level is None:
        return NO_LEVELS
    said = f"您是{level.step.title}" if level else "您还没有等级"
    if level and level.until:
        said += f"，保级至{_day(level.until)}"
    if above:
        missing = above.threshold_points - standing.counted_points
        said += f"；再获得 {missing} 分升为{above.title}"
    return said


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
