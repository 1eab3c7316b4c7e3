"""Rules that stand nowhere."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shequ_api.features.earning_rules.rules import Earner, RuleFact
from shequ_api.kit.ids import new_id

WORKER, APPROVER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
FACTS = {"worker_id": WORKER, "approved_by_id": APPROVER, "form_key": "home_safety"}


def a_day(points: int) -> list[dict[str, Any]]:
    """One cap, of the day."""
    return [{"per": "day", "points": points}]


@dataclass(frozen=True)
class Rule:
    """What a rule says."""

    id: UUID = field(default_factory=new_id)
    series_id: UUID = field(default_factory=new_id)
    fact: str = RuleFact.INSPECTION_APPROVED
    conditions: dict[str, Any] = field(default_factory=dict)
    earner: str = Earner.WORKER
    title: str = "巡查"
    points: int = 10
    per_unit: str | None = None
    most_points: int | None = None
    caps: list[dict[str, Any]] = field(default_factory=lambda: a_day(25))
    windows: dict[str, Any] = field(default_factory=dict)
    priority: int = 0
    stack: str | None = None
    shadow: bool = False
    created_by_id: UUID | None = None
