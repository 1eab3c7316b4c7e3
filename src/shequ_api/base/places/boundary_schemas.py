from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import CoordinateSystem
from shequ_api.kit.schema import Input, Instant, Line, Output, by_example

Degree = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Corner = Annotated[list[Degree], Field(min_length=2, max_length=2, examples=[[104.141, 30.676]])]
Ring = Annotated[list[Corner], Field(min_length=4, max_length=2_000)]
Rings = Annotated[list[Ring], Field(min_length=1, max_length=100)]

SQUARE: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [
        [
            [104.14, 30.67],
            [104.15, 30.67],
            [104.15, 30.68],
            [104.14, 30.68],
            [104.14, 30.67],
        ]
    ],
}


class PolygonGeometry(Input):
    """GeoJSON (RFC 7946): an outer ring and its holes, each closed, longitude first."""

    model_config = by_example(SQUARE)

    type: Literal["Polygon"]
    coordinates: Rings


class MultiPolygonGeometry(Input):
    """GeoJSON (RFC 7946): several polygons that do not overlap."""

    model_config = by_example({"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]})

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1, max_length=100)]


AnyGeometry = Annotated[PolygonGeometry | MultiPolygonGeometry, Field(discriminator="type")]


class BoundaryDraft(Input):
    """A boundary, in which coordinate system its degrees are meant, and who says so."""

    model_config = by_example(
        {
            "geometry": SQUARE,
            "coordinate_system": "GCJ-02",
            "source": "街道 2026 年网格划分图",
        }
    )

    geometry: AnyGeometry
    coordinate_system: Annotated[CoordinateSystem, Field(strict=False)] = CoordinateSystem.WGS_84
    source: Line


class BoundaryLine(Output):
    """A boundary without its shape: a line of the history."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "grid_id": None,
            "source": "街道 2026 年网格划分图",
            "given_coordinate_system": "GCJ-02",
            "area_square_metres": 1064012.5,
            "drawn_at": "2026-11-22T09:30:00.000+08:00",
            "ended_at": None,
        }
    )

    id: UUID
    place_id: UUID | None
    grid_id: UUID | None
    source: str
    given_coordinate_system: CoordinateSystem = Field(
        description="The one in which it was handed in and is stored"
    )
    area_square_metres: float = Field(description="What it encloses, holes left out")
    drawn_at: Instant
    ended_at: Instant | None = Field(description="When another took its place")


class BoundaryView(BoundaryLine):
    """A boundary as GeoJSON, in the coordinate system that was asked for."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "grid_id": None,
            "source": "街道 2026 年网格划分图",
            "given_coordinate_system": "GCJ-02",
            "area_square_metres": 1064012.5,
            "drawn_at": "2026-11-22T09:30:00.000+08:00",
            "ended_at": None,
            "coordinate_system": "GCJ-02",
            "geometry": SQUARE,
        }
    )

    coordinate_system: CoordinateSystem
    geometry: AnyGeometry
