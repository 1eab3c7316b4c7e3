"""Boundaries of a made-up community: of itself, its grids and compounds, where they are known."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

import shapely

from shequ_api.base.places.boundary_models import Boundary, BoundaryRing
from shequ_api.base.places.boundary_rules import moved_polygons, square_metres
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.dev.district.ground import (
    DECIMALS,
    Shape,
    Spot,
    built_on,
    divided,
    joined,
    spread,
)
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.plan import CommunityPlan
from shequ_api.dev.district.sheets import Sheet

BOUNDARY_COLUMNS = (
    *("id", "place_id", "grid_id", "geometry", "coordinate_system", "source"),
    *("area_square_metres", "drawn_at", "drawn_by_id"),
)
RING_COLUMNS = ("boundary_id", "number", "ring")
KNOWN_COMPOUNDS, KNOWN_GENERAL, KNOWN_MICRO = 0.8, 0.9, 0.85
"""The share of each that somebody has drawn, of micro-grids about six in ten: those that share a
building nobody can draw."""
SURVEYED, TRACED = "2024 年社区界线勘定图", "2025 年网格划分图（地图描绘）"
DRAWN_DAYS_AGO = 180


class Ground:
    """Where the compounds and buildings of one community lie; reckoned when somebody asks."""

    def __init__(self, plan: CommunityPlan, random: Random) -> None:
        self._plan, self._random = plan, random

    @cached_property
    def community(self) -> Shape:
        return shapely.Polygon(self._plan.outline)

    @cached_property
    def compounds(self) -> list[Shape]:
        """Their cells, in the order of the plan."""
        spots = [(one.longitude, one.latitude) for one in self._plan.compounds]
        return divided(self.community, spots)

    @cached_property
    def spots(self) -> list[list[Spot]]:
        """Of each compound, where its buildings stand."""
        return [
            spread(self._random, built_on(cell), len(plan.shape.buildings))
            for cell, plan in zip(self.compounds, self._plan.compounds, strict=True)
        ]

    @cached_property
    def cells(self) -> list[Shape | None]:
        """Of each micro-grid of the community, its part of the ground; None where it has none of
        its own, since it is a part of a building."""
        found: list[Shape | None] = []
        for cell, plan, spots in zip(self.compounds, self._plan.compounds, self.spots, strict=True):
            of_buildings = divided(cell, spots)
            whole: list[list[Shape]] = [[] for _ in range(plan.shape.micro_grids)]
            for shape, of_building in zip(plan.shape.buildings, of_buildings, strict=True):
                if len(set(shape.cells)) == 1:
                    whole[shape.cells[0]].append(of_building)
            shared = {
                n
                for shape in plan.shape.buildings
                if len(set(shape.cells)) > 1
                for n in shape.cells
            }
            found += [
                joined(parts) if parts and n not in shared else None
                for n, parts in enumerate(whole)
            ]
        return found


class Boundaries:
    """Writes the boundaries of one community."""

    def __init__(self, ids: Ids, random: Random, drawn_by_id: str, now: datetime) -> None:
        self._ids, self._random, self._drawn_by_id = ids, random, drawn_by_id
        self._drawn_at = now - timedelta(days=DRAWN_DAYS_AGO)
        self.boundaries = Sheet(Boundary, BOUNDARY_COLUMNS)
        self.rings = Sheet(BoundaryRing, RING_COLUMNS)

    @property
    def sheets(self) -> list[Sheet]:
        return [self.boundaries, self.rings]

    def draw(
        self,
        ground: Ground,
        community_id: str,
        compounds: Sequence[str],
        general: Sequence[str],
        micro: Sequence[tuple[str, str]],
    ) -> None:
        """By ids: the community, its compounds in order, its general grids, and each micro-grid
        with the general grid above it."""
        self._add(ground.community, SURVEYED, place_id=community_id)
        for place_id, cell in zip(compounds, ground.compounds, strict=True):
            if self._random.random() < KNOWN_COMPOUNDS:
                self._add(joined([cell]), SURVEYED, place_id=place_id)
        inside: dict[str, list[Shape]] = {grid_id: [] for grid_id in general}
        for (grid_id, above_id), shape in zip(micro, ground.cells, strict=True):
            if shape is not None:
                inside[above_id].append(shape)
                if self._random.random() < KNOWN_MICRO:
                    self._add(shape, TRACED, CoordinateSystem.GCJ_02, grid_id=grid_id)
        for grid_id, shapes in inside.items():
            if shapes and self._random.random() < KNOWN_GENERAL:
                self._add(joined(shapes), TRACED, CoordinateSystem.GCJ_02, grid_id=grid_id)

    def _add(
        self,
        shape: Shape,
        source: str,
        system: CoordinateSystem = CoordinateSystem.WGS_84,
        *,
        place_id: str | None = None,
        grid_id: str | None = None,
    ) -> None:
        own_id, parts = self._ids.next(), _parts(shape)
        self.boundaries.add(
            {
                "id": own_id,
                "place_id": place_id,
                "grid_id": grid_id,
                "geometry": json.dumps(_geometry(parts, system)),
                "coordinate_system": system,
                "source": source,
                "area_square_metres": round(square_metres(shape), 1),
                "drawn_at": self._drawn_at,
                "drawn_by_id": self._drawn_by_id,
            }
        )
        for number, ring in enumerate(ring for part in parts for ring in part):
            corners = ",".join(f"({x!r},{y!r})" for x, y in ring[:-1])
            self.rings.add({"boundary_id": own_id, "number": number, "ring": f"({corners})"})


def _parts(shape: Shape) -> list[list[list[Spot]]]:
    """Of each polygon the outer ring, then its holes."""
    return [
        [_rounded(ring.coords) for ring in (part.exterior, *part.interiors)]
        for part in (shape.geoms if hasattr(shape, "geoms") else [shape])
    ]


def _rounded(corners: Any) -> list[Spot]:
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in corners]


def _geometry(parts: list[list[list[Spot]]], system: CoordinateSystem) -> dict[str, Any]:
    moved = moved_polygons(parts, CoordinateSystem.WGS_84, system)
    plain = [[[[round(x, 7), round(y, 7)] for x, y in ring] for ring in part] for part in moved]
    if len(plain) == 1:
        return {"type": "Polygon", "coordinates": plain[0]}
    return {"type": "MultiPolygon", "coordinates": plain}
