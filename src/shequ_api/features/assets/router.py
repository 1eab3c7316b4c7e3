"""Assets over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.features.assets import queries
from shequ_api.features.assets.models import Asset, AssetKind, AssetRecord
from shequ_api.features.assets.permissions import AssetPermission
from shequ_api.features.assets.rules import STATE_TITLES, AssetState
from shequ_api.features.assets.schemas import (
    AssetBatch,
    AssetBatchView,
    AssetChange,
    AssetInspection,
    AssetKindDraft,
    AssetKindView,
    AssetLine,
    AssetRecordView,
    AssetStateChange,
    AssetView,
)
from shequ_api.features.assets.service import entering, keeping
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Key

router = Router(tags=["assets"])
RECORDS_SHOWN = 20


async def asset_in_scope(asset_id: UUID, actor: AnyActor, session: Session) -> Asset:
    """An asset inside the actor's scope."""
    asset = await session.get(Asset, asset_id)
    if asset is None or not actor.covers(asset):
        raise Absent
    return asset


TheAsset = Annotated[Asset, Depends(asset_in_scope)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Viewer = Annotated[Actor, Depends(may(AssetPermission.VIEW))]
Manager = Annotated[Actor, Depends(may(AssetPermission.MANAGE))]
Inspector = Annotated[Actor, Depends(may(AssetPermission.INSPECT))]
Definer = Annotated[Actor, Depends(may(AssetPermission.DEFINE_KIND))]


@router.get("/asset-kinds")
async def list_asset_kinds(_: Viewer, session: Session) -> list[AssetKindView]:
    """设施类别: The sorts of assets, and what is noted of each."""
    kinds = select(AssetKind).order_by(AssetKind.position, AssetKind.code)
    return [AssetKindView.model_validate(kind) for kind in await session.scalars(kinds)]


@router.put("/asset-kinds/{kind_code}")
async def define_asset_kind(
    kind_code: Annotated[Key, Path(description="As street_light")],
    draft: AssetKindDraft,
    _: Definer,
    session: Session,
    now: Now,
) -> AssetKindView:
    """定义设施类别: Define a sort of assets, with the attributes that are noted of each."""
    kind = await keeping.define_kind(session, kind_code, draft, now=now)
    return AssetKindView.model_validate(kind)


@router.get("/assets")
async def list_assets(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    kind_code: Annotated[str | None, Query(max_length=63, description="Only of this kind")] = None,
    state: Annotated[AssetState | None, Query(description="Only those in this state")] = None,
    inspect_by: Annotated[
        date | None, Query(description="Only those to be looked at by this day, the most due first")
    ] = None,
) -> Page[AssetLine]:
    """设施列表: Assets in my scope by their codes; or those that are due for inspection."""
    lines = queries.asset_lines(in_scope(actor, Asset))
    order: list[Any] = [Asset.code]
    if kind_code is not None:
        lines = lines.where(Asset.kind_code == kind_code)
    if state is not None:
        lines = lines.where(Asset.state == state)
    if inspect_by is not None:
        lines, order = lines.where(queries.due_by(inspect_by)), [Asset.inspect_by, Asset.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[AssetLine(**row) for row in rows], next_cursor=cursor)


@router.post("/assets", status_code=201)
async def register_assets(
    batch: AssetBatch, actor: Manager, session: Session, now: Now
) -> AssetBatchView:
    """登记设施: Enter up to 200 assets; all, or none where one is at fault."""
    assets = await entering.register(session, actor, batch.items, now=now)
    await session.flush()
    ids = [asset.id for asset in assets]
    found = await session.execute(queries.asset_lines(Asset.id.in_(ids)))
    lines = {row["id"]: AssetLine(**row) for row in found.mappings()}
    return AssetBatchView(assets=[lines[one] for one in ids])


@router.get("/assets/{asset_id}")
async def get_asset(
    asset: TheAsset,
    _: Viewer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> AssetView:
    """查看设施: One asset with its photos and the latest of its history."""
    return await _shown(session, asset, showcase, response, now)


@router.put("/assets/{asset_id}")
async def change_asset(
    draft: AssetChange,
    asset: TheAsset,
    actor: Manager,
    session: Session,
    showcase: TheShowcase,
    match: IfMatch,
    response: Response,
    now: Now,
) -> AssetView:
    """更改设施: An asset as it is from now on; the history keeps what it was."""
    match.check(asset.version)
    kind = await session.get_one(AssetKind, asset.kind_code)
    photos = await own_photos(session, actor.person_id, draft.photo_ids)
    await keeping.change(session, actor, asset, kind, draft, photos, now=now)
    return await _shown(session, asset, showcase, response, now)


@router.put("/assets/{asset_id}/state")
async def set_asset_state(
    change: AssetStateChange,
    asset: TheAsset,
    actor: Manager,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> AssetView:
    """设施状态: Take out of service, put back, or remove for good, with the reason."""
    await keeping.set_state(
        session, actor, asset, state=change.state, reason=change.reason, now=now
    )
    return await _shown(session, asset, showcase, response, now)


@router.post("/assets/{asset_id}/inspections", status_code=201)
async def inspect_asset(
    inspection: AssetInspection,
    asset: TheAsset,
    actor: Inspector,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> AssetView:
    """设施检查: Say what was found on the spot, and when to look again."""
    photos = await own_photos(session, actor.person_id, inspection.photo_ids)
    await keeping.inspect(session, actor, asset, inspection, photos, now=now)
    return await _shown(session, asset, showcase, response, now)


@router.get("/assets/{asset_id}/records")
async def list_asset_records(
    asset: TheAsset, _: Viewer, session: Session, paging: ThePaging
) -> Page[AssetRecordView]:
    """设施履历: All that happened to an asset, newest first."""
    order = [AssetRecord.recorded_at, AssetRecord.id]
    rows, cursor = await page_of(session, queries.record_lines(asset.id), order, paging)
    return Page(items=[AssetRecordView(**row) for row in rows], next_cursor=cursor)


async def _shown(
    session: AsyncSession, asset: Asset, showcase: Showcase, response: Response, now: Now
) -> AssetView:
    await session.flush()
    line = (await session.execute(queries.asset_lines(Asset.id == asset.id))).mappings().one()
    newest = queries.record_lines(asset.id).order_by(
        AssetRecord.recorded_at.desc(), AssetRecord.id.desc()
    )
    records = (await session.execute(newest.limit(RECORDS_SHOWN))).mappings()
    photos = await session.execute(queries.photos_of(asset.id))
    show_version(response, asset.version)
    return AssetView(
        **line,
        state_title=STATE_TITLES[AssetState(asset.state)],
        photos=[showcase.view(photo, now) for photo in photos],
        records=[AssetRecordView(**record) for record in records],
    )
