"""Reads of assets."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.assets.models import Asset, AssetKind, AssetPhoto, AssetRecord
from shequ_api.features.assets.rules import AssetState
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def asset_lines() -> Rows:
    """Assets with the names that people read."""
    return (
        select(
            Asset.__table__,
            AssetKind.title.label("kind_title"),
            Place.full_name.label("place_name"),
        )
        .join(AssetKind, AssetKind.code == Asset.kind_code)
        .join(Place, Place.id == Asset.place_id)
    )


def due_by(day: date) -> ColumnElement[bool]:
    """To be looked at by a day, and still there."""
    return (
        Asset.inspect_by.is_not(None)
        & (Asset.inspect_by <= day)
        & (Asset.state != AssetState.REMOVED)
    )


def record_lines(asset_id: UUID) -> Rows:
    """The history of an asset, with the names of those who acted."""
    return (
        select(AssetRecord.__table__, Person.name.label("actor_name"))
        .outerjoin(Person, Person.id == AssetRecord.actor_id)
        .where(AssetRecord.asset_id == asset_id)
    )


def photos_of(asset_id: UUID) -> Rows:
    """The photos of an asset, in the order of coming."""
    return (
        select(File.id, File.media_type, File.width, File.height, File.taken_at)
        .join(AssetPhoto, AssetPhoto.file_id == File.id)
        .where(AssetPhoto.asset_id == asset_id)
        .order_by(AssetPhoto.position, File.id)
    )


async def kinds_by_code(session: AsyncSession, codes: set[str]) -> dict[str, AssetKind]:
    """The kinds that are in use."""
    offered = select(AssetKind).where(AssetKind.code.in_(codes), AssetKind.retired_at.is_(None))
    return {kind.code: kind for kind in await session.scalars(offered)}


async def standing_places(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Place]:
    """Places inside communities that stand."""
    standing = (Place.ended_at.is_(None), Place.community_id.is_not(None))
    found = await session.scalars(select(Place).where(Place.id.in_(ids), *standing))
    return {place.id: place for place in found}


async def standing_micro_grids(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Grid]:
    """Micro-grids that stand."""
    if not ids:
        return {}
    standing = (Grid.ended_at.is_(None), Grid.kind == GridKind.MICRO)
    found = await session.scalars(select(Grid).where(Grid.id.in_(ids), *standing))
    return {grid.id: grid for grid in found}


async def community_codes(session: AsyncSession, ids: set[UUID]) -> dict[UUID, str]:
    """Community → its official code."""
    rows = await session.execute(select(Place.id, Place.code).where(Place.id.in_(ids)))
    return {row.id: row.code for row in rows}
