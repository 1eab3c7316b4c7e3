"""Putting records where their points say."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution import attribution_of
from shequ_api.base.places.attribution_queries import borders_through, where_is
from shequ_api.base.places.attribution_rules import ROUGH_METRES, Spot, doubts_of_choice, spot_in
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place


async def spot_of(session: AsyncSession, point: Point, accuracy_metres: float) -> Spot | None:
    """Where a record comes to lie by a point; None where nothing is known there."""
    attribution = await attribution_of(session, point)
    crossed: list[str] = []
    if 0 < accuracy_metres <= ROUGH_METRES:
        crossed = await borders_through(session, attribution.degrees, accuracy_metres)
    return spot_in(attribution, accuracy_metres, crossed)


async def doubts_about(
    session: AsyncSession, place: Place, point: Point, accuracy_metres: float
) -> list[str]:
    """What a point says against a place that somebody chose."""
    attribution = await attribution_of(session, point)
    known = await where_is(session, place)
    return doubts_of_choice(place, known, attribution, accuracy_metres)


def located_in(place: Place, grid: Grid | None) -> dict[str, Any]:
    """The columns of a new row at a place, in a micro-grid that the place alone may not tell."""
    columns = located_at(place)
    if grid is None or place.micro_grid_id is not None:
        return columns
    grids = {"general_grid_id": grid.parent_id, "micro_grid_id": grid.id, "made_grid_id": grid.id}
    return columns | grids
