"""Shapes of alarms and their rules."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.features.points_alarms.rules import LONGEST_WINDOW, AlarmKind, AlarmState
from shequ_api.kit.schema import Input, Instant, Note, Output, by_example

MINUTES = int(LONGEST_WINDOW.total_seconds()) // 60


class PointsAlarmView(Output):
    """What was noticed, and what somebody found who looked into it."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000621",
            "kind": "card_hour",
            "kind_title": "一张卡短时间内得分过多",
            "facts": "60 分钟内 320 分，预警线 300 分",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "community_name": "致强社区",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "person_name": "李芳",
            "with_id": None,
            "with_name": None,
            "amount": 320,
            "threshold": 300,
            "window_minutes": 60,
            "state": "open",
            "state_title": "待核查",
            "raised_at": "2026-11-22T09:30:00.000+08:00",
            "last_at": "2026-11-22T09:40:00.000+08:00",
            "decision": None,
            "decided_by_name": None,
            "decided_at": None,
        }
    )

    id: UUID
    kind: AlarmKind
    kind_title: str
    facts: str
    community_id: UUID
    community_name: str
    person_id: UUID = Field(
        description="Whose card it is about; of two who work together, who asked"
    )
    person_name: str | None
    with_id: UUID | None = Field(
        description="Who asked or approved; null where it is about a card alone"
    )
    with_name: str | None
    amount: int = Field(description="The most that was counted while it is open")
    threshold: int
    window_minutes: int
    state: AlarmState
    state_title: str
    raised_at: Instant
    last_at: Instant
    decision: str | None
    decided_by_name: str | None
    decided_at: Instant | None


class PointsAlarmDecision(Input):
    """What somebody found: nothing wrong, or something."""

    model_config = by_example({"state": "cleared", "reason": "重阳活动集中发放，已核对名单"})

    state: Literal["cleared", "confirmed"]
    reason: Note


class PointsAlarmRuleView(Output):
    """From when on something is noticed."""

    model_config = by_example(
        {
            "kind": "card_hour",
            "title": "一张卡短时间内得分过多",
            "unit": "分",
            "enabled": True,
            "threshold": 300,
            "window_minutes": 60,
        }
    )

    kind: AlarmKind
    title: str
    unit: str
    enabled: bool
    threshold: int
    window_minutes: int


class PointsAlarmRules(Output):
    """All rules of a district."""

    model_config = by_example(
        {
            "rules": [
                {
                    "kind": "redemptions",
                    "title": "一张卡短时间内多次兑换",
                    "unit": "次",
                    "enabled": True,
                    "threshold": 5,
                    "window_minutes": 10,
                }
            ]
        }
    )

    rules: list[PointsAlarmRuleView]


class PointsAlarmRuleDraft(Input):
    """So many points or times within so many minutes (30 days at most)."""

    model_config = by_example({"enabled": True, "threshold": 500, "window_minutes": 60})

    enabled: bool
    threshold: Annotated[int, Field(ge=1, le=1_000_000)]
    window_minutes: Annotated[int, Field(ge=1, le=MINUTES)]
