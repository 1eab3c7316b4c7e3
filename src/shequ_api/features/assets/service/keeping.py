"""What becomes of assets: changes, states, inspections; and what kinds there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.features.assets.events import AssetInspected, AssetStateChanged
from shequ_api.features.assets.models import Asset, AssetKind, AssetPhoto
from shequ_api.features.assets.rules import (
    STATE_TITLES,
    AssetState,
    attribute_faults,
    checker_of,
    may_be_attributes,
)
from shequ_api.features.assets.schemas import AssetChange, AssetInspection, AssetKindDraft
from shequ_api.features.assets.service.entering import attach, note, position_columns
from shequ_api.kit.errors import Malformed, NotNow

MOST_PHOTOS = 50


class AttributesUnfit(Malformed):
    code, title = "attributes_unfit", "设施属性有误"


class AssetGone(NotNow):
    code, title = "asset_removed", "设施已拆除，不能再改"


class TooManyPhotos(Malformed):
    code, title = "too_many_photos", f"一处设施最多 {MOST_PHOTOS} 张照片"


class PrefixFixed(NotNow):
    """Codes that are printed begin with it."""

    code, title = "asset_prefix_fixed", "编码前缀确定后不能再改"


class PrefixTaken(NotNow):
    code, title = "asset_prefix_taken", "编码前缀已被另一类设施使用"


async def define_kind(
    session: AsyncSession, code: str, draft: AssetKindDraft, *, now: datetime
) -> AssetKind:
    """A sort of assets, new or as it is from now on. Assets there are keep what was noted."""
    fields: list[Any] = [one.model_dump(mode="json", exclude_unset=True) for one in draft.fields]
    if not may_be_attributes(draft.title, fields):
        raise AttributesUnfit("属性互相矛盾，或用了照片、显示条件")
    kind = await session.get(AssetKind, code, with_for_update=True)
    if kind is None:
        kind = AssetKind(code=code, prefix=draft.prefix, retired_at=None)
        session.add(kind)
    if kind.prefix != draft.prefix:
        raise PrefixFixed
    kind.title, kind.fields, kind.position = draft.title, fields, draft.position
    kind.retired_at = (kind.retired_at or now) if draft.retired else None
    await session.flush()
    return kind


async def change(
    session: AsyncSession,
    actor: Actor,
    asset: Asset,
    kind: AssetKind,
    draft: AssetChange,
    photos: Sequence[File],
    *,
    now: datetime,
) -> Asset:
    """An asset as it is from now on; the history keeps which columns changed from what."""
    _standing(asset)
    faults = attribute_faults(
        checker_of(kind.title, kind.fields), draft.attributes, at="/attributes"
    )
    if faults:
        raise AttributesUnfit(errors=tuple(faults))
    wanted = {
        "label": draft.label,
        "attributes": draft.attributes,
        **position_columns(draft),
        "installed_on": draft.installed_on,
        "inspect_by": draft.inspect_by,
    }
    before = {name: getattr(asset, name) for name in wanted if getattr(asset, name) != wanted[name]}
    for name in before:
        setattr(asset, name, wanted[name])
    await _add_photos(session, asset, photos)
    if before or photos:
        was = {name: _plain(value) for name, value in before.items()}
        note(
            session,
            asset,
            kind="changed",
            text="更改信息",
            actor_id=actor.person_id,
            now=now,
            was=was,
        )
    return asset


async def set_state(
    session: AsyncSession,
    actor: Actor,
    asset: Asset,
    *,
    state: AssetState,
    reason: str,
    now: datetime,
) -> Asset:
    """In service, out of service, or removed for good: another in its place is a new asset."""
    if asset.state == state:
        return asset  # the same again is no news
    _standing(asset)
    was, asset.state = asset.state, state
    text = f"{STATE_TITLES[state]}：{reason}"
    note(session, asset, kind="state", text=text, actor_id=actor.person_id, now=now, was=was)
    record(session, AssetStateChanged(**_facts(asset)), now=now)
    return asset


async def inspect(
    session: AsyncSession,
    actor: Actor,
    asset: Asset,
    inspection: AssetInspection,
    photos: Sequence[File],
    *,
    now: datetime,
) -> Asset:
    """Somebody looked at it; what they found, and when to look again."""
    _standing(asset)
    if inspection.inspect_by is not None:
        asset.inspect_by = inspection.inspect_by
    await _add_photos(session, asset, photos)
    found = "完好" if inspection.sound else "有问题"
    text = f"{found}：{inspection.note}" if inspection.note else found
    facts: dict[str, Any] = {"sound": inspection.sound}
    note(session, asset, kind="inspected", text=text, actor_id=actor.person_id, now=now, **facts)
    inspected = AssetInspected(**_facts(asset), **facts, inspected_by_id=actor.person_id)
    record(session, inspected, now=now)
    return asset


def _standing(asset: Asset) -> None:
    if asset.state == AssetState.REMOVED:
        raise AssetGone


async def _add_photos(session: AsyncSession, asset: Asset, photos: Sequence[File]) -> None:
    if not photos:
        return
    there = select(func.count()).where(AssetPhoto.asset_id == asset.id)
    count = await session.scalar(there) or 0
    known = select(AssetPhoto.file_id).where(AssetPhoto.asset_id == asset.id)
    old = set(await session.scalars(known))
    fresh = [photo for photo in photos if photo.id not in old]
    if count + len(fresh) > MOST_PHOTOS:
        raise TooManyPhotos
    attach(session, asset, fresh, start=count)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _facts(asset: Asset) -> dict[str, Any]:
    return {
        "subject_id": asset.id,
        "district_id": asset.district_id,
        "community_id": asset.community_id,
        "kind_code": asset.kind_code,
        "state": asset.state,
    }
