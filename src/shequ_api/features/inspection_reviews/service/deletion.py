"""Deleting inspections: what stays is a tombstone, so that none comes back from a phone."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.hazards.public import withdraw
from shequ_api.features.inspection_reviews.service.review import (
    OwnInspection,
    announce_withdrawal,
)
from shequ_api.features.patrols.events import InspectionDeleted
from shequ_api.features.patrols.public import Inspection, InspectionState, facts_of, take_step


async def delete(
    session: AsyncSession, actor: Actor, inspection: Inspection, *, reason: str, now: datetime
) -> Inspection:
    """Delete for good: out of lists and counts, its answers shown to nobody.

    What it earned is taken back; hazards that it alone found are void, and their ticket goes its
    own way. Deleting again changes nothing: the first reason stands.
    """
    if inspection.worker_id == actor.person_id:
        raise OwnInspection
    await session.refresh(inspection, with_for_update=True)
    if inspection.state == InspectionState.DELETED:
        return inspection
    approved = inspection.state == InspectionState.APPROVED
    await take_step(session, actor, inspection, "delete", note=reason, now=now)
    if approved:
        announce_withdrawal(session, actor, inspection, now=now)
    if inspection.reviewed_at is None:
        inspection.reviewed_at, inspection.reviewed_by_id = now, actor.person_id
    await withdraw(
        session,
        inspection.place_id,
        inspection.id,
        by_id=actor.person_id,
        note="排查记录已删除",
        now=now,
    )
    record(session, InspectionDeleted(**facts_of(inspection)), now=now)
    return inspection
