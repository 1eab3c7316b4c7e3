"""Entering assets, up to 200 at once, whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.forms.checking import Checker
from shequ_api.features.assets import queries
from shequ_api.features.assets.models import (
    Asset,
    AssetKind,
    AssetNumber,
    AssetPhoto,
    AssetRecord,
)
from shequ_api.features.assets.rules import (
    AssetState,
    attribute_faults,
    checker_of,
    code_of,
)
from shequ_api.features.assets.schemas import AssetDraft
from shequ_api.kit.errors import Fault, Malformed
from shequ_api.kit.ids import new_id

MOST_FAULTS = 100


class AssetsUnfit(Malformed):
    """Says of each asset what is wrong; none was entered."""

    code, title = "assets_unfit", "设施信息有误，全部未登记"


@dataclass(frozen=True, slots=True)
class Known:
    """What the drafts name, as far as it exists."""

    kinds: dict[str, AssetKind]
    checkers: dict[str, Checker | None]
    places: dict[UUID, Place]
    grids: dict[UUID, Grid]
    photos: dict[UUID, File]


async def register(
    session: AsyncSession, actor: Actor, drafts: Sequence[AssetDraft], *, now: datetime
) -> list[Asset]:
    """Enter assets under new codes. Raises `AssetsUnfit` with what is wrong with which."""
    known = await _known(session, actor, drafts)
    columns = [_columns(draft, known) for draft in drafts]
    faults = [
        fault
        for number, draft in enumerate(drafts)
        for fault in _faults(actor, draft, columns[number], known, at=f"/items/{number}")
    ]
    if faults:
        raise AssetsUnfit(errors=tuple(faults[:MOST_FAULTS]))
    sound = [column for column in columns if column is not None]
    codes = await _codes(session, drafts, sound, known)
    assets = [
        _asset(actor, draft, column, code, now=now)
        for draft, column, code in zip(drafts, sound, codes, strict=True)
    ]
    session.add_all(assets)
    await session.flush()
    for asset, draft in zip(assets, drafts, strict=True):
        attach(session, asset, [known.photos[one] for one in dict.fromkeys(draft.photo_ids)])
        note(session, asset, kind="registered", text="登记", actor_id=actor.person_id, now=now)
    return assets


async def _known(session: AsyncSession, actor: Actor, drafts: Sequence[AssetDraft]) -> Known:
    kinds = await queries.kinds_by_code(session, {draft.kind_code for draft in drafts})
    wanted = [photo for draft in drafts for photo in draft.photo_ids]
    grids = {draft.micro_grid_id for draft in drafts if draft.micro_grid_id}
    return Known(
        kinds=kinds,
        checkers={code: checker_of(kind.title, kind.fields) for code, kind in kinds.items()},
        places=await queries.standing_places(session, {draft.place_id for draft in drafts}),
        grids=await queries.standing_micro_grids(session, grids),
        photos={one.id: one for one in await own_photos(session, actor.person_id, wanted)},
    )


def _columns(draft: AssetDraft, known: Known) -> dict[str, Any] | None:
    """The located columns; None where the place or the grid is none, or they do not agree."""
    place = known.places.get(draft.place_id)
    if place is None:
        return None
    columns = located_at(place)
    if draft.micro_grid_id is None:
        return columns
    grid = known.grids.get(draft.micro_grid_id)
    other = place.micro_grid_id not in (None, draft.micro_grid_id)
    if grid is None or other or grid.community_id != place.community_id:
        return None
    mine = {"general_grid_id": grid.parent_id, "micro_grid_id": grid.id, "made_grid_id": grid.id}
    return columns | mine


def _faults(
    actor: Actor, draft: AssetDraft, columns: dict[str, Any] | None, known: Known, *, at: str
) -> Iterable[Fault]:
    # What is not in scope is as unknown as what is not there.
    if columns is None or not actor.covers(SimpleNamespace(**columns)):
        yield Fault(f"{at}/place_id", "place_unknown", "地点（或微网格）不存在或不在您的范围内")
    if draft.kind_code not in known.kinds:
        yield Fault(f"{at}/kind_code", "kind_unknown", "没有这类设施")
    else:
        checker = known.checkers[draft.kind_code]
        yield from attribute_faults(checker, draft.attributes, at=f"{at}/attributes")


async def _codes(
    session: AsyncSession,
    drafts: Sequence[AssetDraft],
    columns: Sequence[dict[str, Any]],
    known: Known,
) -> list[str]:
    """A new code for each: numbers are taken under the row of the community and kind."""
    keys = [
        (column["community_id"], d.kind_code) for d, column in zip(drafts, columns, strict=True)
    ]
    districts = {column["community_id"]: column["district_id"] for column in columns}
    wanted = Counter(keys)
    # In one order for all who lock them.
    rows = [
        {
            "community_id": community_id,
            "kind_code": kind_code,
            "district_id": districts[community_id],
            "last_number": wanted[community_id, kind_code],
        }
        for community_id, kind_code in sorted(wanted)
    ]
    taking = insert(AssetNumber).values(rows)
    last = AssetNumber.last_number + taking.excluded.last_number
    taken = taking.on_conflict_do_update(
        index_elements=["community_id", "kind_code"], set_={"last_number": last}
    ).returning(AssetNumber.community_id, AssetNumber.kind_code, AssetNumber.last_number)
    after = {(row[0], row[1]): row[2] for row in await session.execute(taken)}
    number = {key: after[key] - wanted[key] for key in wanted}
    communities = await queries.community_codes(session, set(districts))
    codes = []
    for key in keys:
        number[key] += 1
        codes.append(code_of(communities[key[0]], known.kinds[key[1]].prefix, number[key]))
    return codes


def _asset(
    actor: Actor, draft: AssetDraft, columns: dict[str, Any], code: str, *, now: datetime
) -> Asset:
    return Asset(
        id=new_id(),
        **columns,
        code=code,
        kind_code=draft.kind_code,
        label=draft.label,
        attributes=draft.attributes,
        **position_columns(draft),
        state=AssetState.IN_SERVICE,
        installed_on=draft.installed_on,
        inspect_by=draft.inspect_by,
        created_at=now,
        created_by_id=actor.person_id,
    )


def position_columns(draft: Any) -> dict[str, Any]:
    """Where a draft says that an asset is, as columns."""
    if draft.position is None:
        return {"longitude": None, "latitude": None, "coordinate_system": None}
    return {
        "longitude": draft.position.longitude,
        "latitude": draft.position.latitude,
        "coordinate_system": draft.position.coordinate_system,
    }


def attach(session: AsyncSession, asset: Asset, photos: Sequence[File], *, start: int = 0) -> None:
    """Put photos on an asset."""
    session.add_all(
        AssetPhoto(
            asset_id=asset.id, file_id=photo.id, district_id=asset.district_id, position=position
        )
        for position, photo in enumerate(photos, start=start)
    )


def note(
    session: AsyncSession,
    asset: Asset,
    *,
    kind: str,
    text: str,
    actor_id: UUID | None,
    now: datetime,
    source_kind: str | None = None,
    source_id: UUID | None = None,
    **facts: Any,
) -> AssetRecord:
    """A line of the history."""
    record = AssetRecord(
        id=new_id(),
        asset_id=asset.id,
        district_id=asset.district_id,
        kind=kind,
        text=text,
        facts=facts,
        actor_id=actor_id,
        source_kind=source_kind,
        source_id=source_id,
        recorded_at=now,
    )
    session.add(record)
    return record
