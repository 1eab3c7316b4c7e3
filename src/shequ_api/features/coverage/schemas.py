from datetime import date
from uuid import UUID

from pydantic import Field

from shequ_api.features.coverage.rules import CoveredKind
from shequ_api.kit.schema import Output, by_example


class UnvisitedPlaceView(Output):
    """A place to which nobody has gone for a while."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元101号",
            "kind": "dwelling",
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "last_visited_on": "2026-08-14",
            "taken_back_on": None,
        }
    )

    place_id: UUID
    place_name: str
    kind: CoveredKind
    micro_grid_id: UUID | None
    micro_grid_name: str | None
    last_visited_on: date | None = Field(description="Null: never, as far as is known")
    taken_back_on: date | None = Field(
        description="When a later visit ceased to count, since its inspection was deleted"
    )


class GridCoverageView(Output):
    """How many places of a micro-grid there are, and to how many nobody has gone for a while."""

    model_config = by_example(
        {
            "micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "micro_grid_name": "东苑1栋微网格",
            "kind": "dwelling",
            "places": 84,
            "unvisited": 12,
            "longest_unvisited_since": "2026-08-14",
        }
    )

    micro_grid_id: UUID
    micro_grid_name: str
    kind: CoveredKind
    places: int
    unvisited: int
    longest_unvisited_since: date | None = Field(
        description="The earliest last visit; null: to some nobody has gone yet"
    )
