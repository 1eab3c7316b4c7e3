"""Shapes of rounds."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.visit_rounds.rules import MOST_STOPS
from shequ_api.features.visits.public import WINDOW, PlannedVisit
from shequ_api.kit.schema import Id, Instant, Output, by_example


class VisitRoundPlan(PlannedVisit):
    """One window for many doors: those of a place, or these."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "purpose_code": "gas",
            **WINDOW,
            "participants": [{"phone": "13800138000"}],
        }
    )

    place_id: Id = Field(description="A compound, building or unit")
    dwelling_ids: (
        Annotated[tuple[Id, ...], Field(strict=False, min_length=1, max_length=MOST_STOPS)] | None
    ) = Field(default=None, description="Only these of its dwellings; all without it")


class VisitRoundView(Output):
    """A round, and how many of its stops are in which state."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000141",
            "purpose_code": "gas",
            "purpose_title": "燃气安全入户检查",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "place_name": "东苑3栋",
            **WINDOW,
            "planned_by_name": "王小四",
            "planned": 40,
            "under_way": 1,
            "done": 12,
            "nobody_home": 6,
            "refused": 1,
            "cancelled": 0,
        }
    )

    id: UUID
    purpose_code: str
    purpose_title: str
    place_id: UUID
    place_name: str
    opens_at: Instant
    closes_at: Instant
    planned_by_name: str | None
    planned: int
    under_way: int
    done: int
    nobody_home: int
    refused: int
    cancelled: int
