from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import GridKind, PlaceKind
from shequ_api.kit.schema import Output, by_example

FOUND: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "code": "510108015017",
    "name": "致强社区",
    "kind": "community",
    "found_by": "boundary",
    "distance_metres": None,
    "explanation": "位置在“致强社区”的边界内",
}


class FoundView(Output):
    """A place or grid to which a point belongs, and how that was found."""

    model_config = by_example(FOUND)

    id: UUID
    code: str
    name: str
    kind: PlaceKind | GridKind
    found_by: Literal["boundary", "above", "nearest"] = Field(
        description="Its boundary holds the point; it is above something whose boundary does; or "
        "it is the nearest place with a known position, or above that"
    )
    distance_metres: float | None = Field(description="To that nearest place")
    explanation: str


class AttributionView(Output):
    """To what a point belongs, as far as that is known: a proposal that people may override."""

    model_config = by_example(
        {
            "longitude": 104.1412,
            "latitude": 30.6761,
            "community": FOUND,
            "general_grid": None,
            "micro_grid": None,
            "dedicated_grids": [],
            "compound": None,
            "building": None,
            "explanations": ["位置在“致强社区”的边界内", "300 米内没有已知位置的楼栋"],
        }
    )

    longitude: float = Field(description="The point in WGS-84")
    latitude: float
    community: FoundView | None
    general_grid: FoundView | None
    micro_grid: FoundView | None
    dedicated_grids: list[FoundView]
    compound: FoundView | None = Field(description="By its boundary, else the nearest")
    building: FoundView | None = Field(description="By its boundary, else the nearest")
    explanations: list[str] = Field(
        description="How each was found, what contradicts, what is not known, to be read"
    )
