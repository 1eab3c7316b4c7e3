"""What this feature keeps about persons: what they inspected and reviewed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.patrols.models import Inspection
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I inspected and reviewed. The answers are about those who live there."""
    by_me = or_(Inspection.worker_id == person_id, Inspection.reviewed_by_id == person_id)
    mine = (
        select(Place.full_name, Inspection.received_at, Inspection.reviewed_at)
        .join(Place, Place.id == Inspection.place_id)
        .where(by_me)
        .order_by(Inspection.received_at)
    )
    return {
        "排查与审核": [
            {"地点": row.full_name, "排查时间": row.received_at, "审核时间": row.reviewed_at}
            for row in await session.execute(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an inspection is about a place; by whom is gone with the name."""


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str]:
    """The inspections are the kept person's, but for those that the kept account reviewed.

    Nobody reviews themselves: that one human being did so by two accounts stays on record.
    """
    reviewed = Inspection.reviewed_by_id == kept_id
    apart = Inspection.reviewed_by_id.is_distinct_from(kept_id)
    theirs = Inspection.worker_id == merged_id
    moving = update(Inspection).where(theirs, apart).values(worker_id=kept_id)
    await session.execute(moving, execution_options={"synchronize_session": False})
    if await session.scalar(select(Inspection.id).where(theirs, reviewed).limit(1)) is None:
        return ()
    return ("当前账号审核过另一账号的排查记录，这些记录保留原署名",)


PERSONAL_DATA = PersonalData(
    columns=(
        "inspections.worker_id",
        "inspections.reviewed_by_id",
        "form_submissions.submitted_by_id",
        "form_submission_edits.edited_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
