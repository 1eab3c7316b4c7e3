from datetime import date
from uuid import UUID

from pydantic import Field

from shequ_api.features.patrols.flow import InspectionState
from shequ_api.kit.schema import Output, by_example


class GridCount(Output):
    micro_grid_id: UUID | None = Field(description="Null for places without a micro-grid")
    grid_name: str | None
    by_state: dict[InspectionState, int] = Field(description="Only states that there are")
    total: int = Field(description="All but the deleted")


class InspectionCounts(Output):
    """How many inspections were received in a span, by micro-grid and state."""

    model_config = by_example(
        {
            "first_day": "2026-11-01",
            "last_day": "2026-11-30",
            "total": 1240,
            "grids": [
                {
                    "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
                    "grid_name": "第1微网格",
                    "by_state": {"received": 40, "approved": 1200},
                    "total": 1240,
                }
            ],
        }
    )

    first_day: date
    last_day: date
    total: int = Field(description="All but the deleted")
    grids: list[GridCount]
