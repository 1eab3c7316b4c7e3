"""Photos that come after the answers that name them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.models import Inspection, InspectionPhoto
from shequ_api.features.patrols.schemas import ExpectedPhoto
from shequ_api.features.patrols.service.steps import take_step
from shequ_api.kit.errors import Fault, Malformed, NotNow


class ExpectedPhotoUnfit(Malformed):
    """Expected can only be what the answers name, each under one id."""

    code, title = "expected_photo_unfit", "待上传的照片须与填写内容中的照片编号一一对应"


class PhotosMissing(NotNow):
    """`missing` photos are still to come."""

    code, title = "photos_missing", "还有照片没有上传，请等待上传，或说明原因后不再等待"


class NoPhotosMissing(NotNow):
    code, title = "no_photos_missing", "没有待上传的照片"


def refuse_unnamed(expected: Sequence[ExpectedPhoto], named: Collection[UUID]) -> None:
    """Refuse expected photos that the answers do not name, or that stand there twice."""
    ids = [each.photo_id for each in expected]
    faults = [
        Fault(f"/expected_photos/{n}", ExpectedPhotoUnfit.code, ExpectedPhotoUnfit.title)
        for n, photo_id in enumerate(ids)
        if photo_id not in named or photo_id in ids[:n]
    ]
    if faults:
        raise ExpectedPhotoUnfit(errors=tuple(faults))


def expect(
    session: AsyncSession, inspection: Inspection, expected: Sequence[ExpectedPhoto]
) -> set[UUID]:
    """Write down which photos come later; their ids."""
    session.add_all(
        InspectionPhoto(
            inspection=inspection,
            photo_id=each.photo_id,
            district_id=inspection.district_id,
            sha256=each.sha256,
        )
        for each in expected
    )
    return {each.photo_id for each in expected}


async def refuse_missing(session: AsyncSession, inspection: Inspection) -> None:
    """Refuse to go on while photos lack, unless nobody waits for them."""
    if inspection.photos_waived_at is not None:
        return
    states = await session.execute(queries.expected_photos(inspection))
    missing = sum(row.file_id is None for row in states)
    if missing:
        raise PhotosMissing(missing=missing)


async def waive(
    session: AsyncSession, actor: Actor, inspection: Inspection, *, reason: str, now: datetime
) -> Inspection:
    """Wait no longer for what lacks. What comes all the same is taken. Again changes nothing."""
    await session.refresh(inspection, with_for_update=True)
    if inspection.photos_waived_at is not None:
        return inspection
    states = await session.execute(queries.expected_photos(inspection))
    if all(row.file_id is not None for row in states):
        raise NoPhotosMissing
    await take_step(session, actor, inspection, "waive_photos", note=reason, now=now)
    inspection.photos_waived_at = now
    return inspection
