"""Reads of check-ins."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.rules import Spot, spot_at, spot_in

Rows = Select[*tuple[Any, ...]]


async def place_spot(session: AsyncSession, place_id: UUID) -> Spot | None:
    """Where a place that stands is; None for those above communities, too."""
    statement = (
        select(Place, Grid)
        .outerjoin(Grid, Grid.id == Place.micro_grid_id)
        .where(Place.id == place_id, Place.ended_at.is_(None), Place.community_id.is_not(None))
    )
    row = (await session.execute(statement)).one_or_none()
    return spot_at(row[0], row[1]) if row else None


async def grid_spot(session: AsyncSession, grid_id: UUID) -> Spot | None:
    """Where a grid that stands is."""
    statement = (
        select(Grid, Place)
        .join(Place, Place.id == Grid.community_id)
        .where(Grid.id == grid_id, Grid.ended_at.is_(None))
    )
    row = (await session.execute(statement)).one_or_none()
    return spot_in(row[0], row[1]) if row else None


def check_in_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Check-ins with the names that people read."""
    return (
        select(
            CheckIn.__table__,
            Person.name.label("worker_name"),
            Place.full_name.label("place_name"),
            Grid.name.label("grid_name"),
        )
        .join(Person, Person.id == CheckIn.worker_id)
        .join(Place, Place.id == CheckIn.place_id)
        .outerjoin(Grid, Grid.id == CheckIn.grid_id)
        .where(*conditions)
    )
