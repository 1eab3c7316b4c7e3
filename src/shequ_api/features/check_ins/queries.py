"""Reads of check-ins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, cast, exists, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.boundary_models import Boundary
from shequ_api.base.places.boundary_rules import moved_polygons, polygons_of
from shequ_api.base.places.models import CoordinateSystem, Grid, Place, PlaceKind
from shequ_api.features.check_ins.models import CheckIn, CheckInPhoto
from shequ_api.features.check_ins.spots import Fence, Spot, position_of, spot_at, spot_in
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]

AROUND_A_BUILDING, AROUND_A_COMPOUND, AROUND_A_GRID = 100, 300, 300
"""Metres from a position that are still there."""
MOST_POSITIONS = 1000
ALIKE_BITS, ALIKE_DAYS = 4, 30
"""Of 64, how many may differ; a month of a community is what a camera roll brings back."""

OtherFile = aliased(File, name="other")


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


async def fence_of(session: AsyncSession, spot: Spot, grid_id: UUID | None) -> Fence:
    """What a check-in is held against: the smallest boundary around what was named, else the
    positions in it. Three statements at most."""
    named = () if grid_id else ("place_id", "building_id", "compound_id")
    places = [place_id for column in named if (place_id := spot.columns[column])]
    grids = [grid for grid in [grid_id or spot.columns["micro_grid_id"]] if grid]
    owned = or_(Boundary.place_id.in_(places), Boundary.grid_id.in_(grids))
    smallest = select(Boundary).where(owned, Boundary.ended_at.is_(None))
    boundary = await session.scalar(smallest.order_by(Boundary.area_square_metres).limit(1))
    if boundary is not None:
        given = polygons_of(boundary.geometry)
        wgs = CoordinateSystem.WGS_84
        return Fence(moved_polygons(given, boundary.coordinate_system, wgs))
    by_id = {row.id: row for row in await session.scalars(_placed(Place.id.in_(places)))}
    for place_id in places:
        if place_id in by_id:
            return _around([by_id[place_id]])
    inside = (await session.scalars(_placed(Place.micro_grid_id.in_(_micro_of(grids))))).all()
    if inside:
        return _around(inside)
    return Fence([], (spot.position,) if spot.position else (), AROUND_A_GRID)


def _micro_of(grids: Sequence[UUID]) -> Select[UUID]:
    """Grids and those right below them."""
    return select(Grid.id).where(or_(Grid.id.in_(grids), Grid.parent_id.in_(grids)))


def _placed(which: ColumnElement[bool]) -> Select[Place]:
    """Places of which the position is known."""
    return (
        select(Place)
        .where(which, Place.kind.in_((PlaceKind.COMMUNITY, PlaceKind.COMPOUND, PlaceKind.BUILDING)))
        .where(Place.longitude.is_not(None), Place.ended_at.is_(None))
        .order_by(Place.id)
        .limit(MOST_POSITIONS)
    )


def _around(places: Sequence[Place]) -> Fence:
    compounds = any(place.kind != PlaceKind.BUILDING for place in places)
    positions = tuple(position for place in places if (position := position_of(place)))
    return Fence([], positions, AROUND_A_COMPOUND if compounds else AROUND_A_BUILDING)


async def neighbours(session: AsyncSession, worker_id: UUID, at: datetime) -> Sequence[Row[Any]]:
    """The worker's check-ins before and after an instant."""
    mine = select(
        CheckIn.longitude,
        CheckIn.latitude,
        CheckIn.coordinate_system,
        CheckIn.accuracy_metres,
        CheckIn.happened_at,
        CheckIn.device_at,
    ).where(CheckIn.worker_id == worker_id)
    before = mine.where(CheckIn.happened_at <= at).order_by(CheckIn.happened_at.desc()).limit(1)
    after = mine.where(CheckIn.happened_at > at).order_by(CheckIn.happened_at).limit(1)
    both = union_all(select(before.subquery()), select(after.subquery()))
    return (await session.execute(both)).all()


async def seen_before(
    session: AsyncSession, photos: Sequence[File], community_id: UUID, now: datetime
) -> list[Any]:
    """Of each photo, whether anybody `used` it before, and whether it is `alike` one of late."""
    used = or_(
        exists().where(CheckInPhoto.sha256 == File.sha256),
        exists().where(OtherFile.sha256 == File.sha256, OtherFile.owner_id != File.owner_id),
    )
    off = func.bit_count(cast(CheckInPhoto.likeness.op("#")(File.likeness), BIT(64)))
    alike = exists().where(
        CheckInPhoto.community_id == community_id,
        CheckInPhoto.received_at > now - timedelta(days=ALIKE_DAYS),
        CheckInPhoto.sha256 != File.sha256,
        off <= ALIKE_BITS,
    )
    ids = [photo.id for photo in photos]
    statement = select(used.label("used"), alike.label("alike")).where(File.id.in_(ids))
    return list((await session.execute(statement)).all())


def photos_on(check_in_id: UUID) -> Select[File]:
    """The photos of a check-in."""
    return (
        select(File)
        .join(CheckInPhoto, CheckInPhoto.file_id == File.id)
        .where(CheckInPhoto.check_in_id == check_in_id)
        .order_by(File.id)
    )


@built_once
def check_in_lines() -> Rows:
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
    )
