"""What other features may tell assets."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.assets.models import Asset, AssetKind, AssetRecord
from shequ_api.features.assets.rules import AssetState
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id


class AssetUnknown(Malformed):
    code, title = "asset_unknown", "没有这处设施，或不在同一个社区"


async def note_on_asset(
    session: AsyncSession,
    asset_id: UUID,
    *,
    community_id: UUID | None = None,
    kind: str,
    text: str,
    source_kind: str,
    source_id: UUID,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Join a ticket, an inspection … (`source_kind`, `source_id`) to an asset's history.

    `kind` is what happened, in the past tense; of one source each kind is told once, so that a
    reaction may run again. `community_id`: `AssetUnknown` where the asset is not in it.
    """
    asset = select(Asset.district_id).where(Asset.id == asset_id)
    if community_id is not None:
        asset = asset.where(Asset.community_id == community_id)
    district_id = await session.scalar(asset)
    if district_id is None:
        raise AssetUnknown
    row = insert(AssetRecord).values(
        id=new_id(),
        asset_id=asset_id,
        district_id=district_id,
        kind=kind,
        text=text,
        facts={},
        actor_id=actor_id,
        source_kind=source_kind,
        source_id=source_id,
        recorded_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())


class AssetSpot(NamedTuple):
    """Where an asset is, and its code."""

    code: str
    place_id: UUID
    micro_grid_id: UUID | None
    community_id: UUID


async def asset_spot(session: AsyncSession, asset_id: UUID) -> AssetSpot:
    """Where an asset is that has not been removed. Raises `AssetUnknown`."""
    columns = (Asset.code, Asset.place_id, Asset.micro_grid_id, Asset.community_id)
    there = select(*columns).where(Asset.id == asset_id, Asset.state != AssetState.REMOVED)
    row = (await session.execute(there)).one_or_none()
    if row is None:
        raise AssetUnknown
    return AssetSpot(*row)


async def places_of_assets(
    session: AsyncSession, ids: Collection[UUID], *, community_id: UUID
) -> dict[UUID, UUID]:
    """Asset → the place where it is, of those in a community that have not been removed."""
    here = select(Asset.id, Asset.place_id).where(Asset.id.in_(ids))
    there = here.where(Asset.community_id == community_id, Asset.state != AssetState.REMOVED)
    return {row.id: row.place_id for row in await session.execute(there)}


def not_removed(asset_id: Any) -> ColumnElement[bool]:
    """Whether an asset, by a column that names it, is still there."""
    return exists().where(Asset.id == asset_id, Asset.state != AssetState.REMOVED)


async def knows_kind(session: AsyncSession, code: str) -> bool:
    """Whether assets may be of a kind."""
    known = exists().where(AssetKind.code == code, AssetKind.retired_at.is_(None))
    return bool(await session.scalar(select(known)))


def stands_at(place_id: Any, kind_code: str) -> ColumnElement[bool]:
    """Whether an asset of a kind, not removed, is at a place, by a column that names it."""
    here = (Asset.place_id == place_id, Asset.kind_code == kind_code)
    return exists().where(*here, Asset.state != AssetState.REMOVED)
