"""What this feature keeps about persons: where and when they served, who said so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.rules import STATE_TITLES, SessionState
from shequ_api.features.volunteer_attendance.service.counting import uncount
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """When I served, and what became of it."""
    mine = select(VolunteerSession).where(VolunteerSession.person_id == person_id)
    return {
        "志愿签到": [
            {
                "签到": each.began_at,
                "签退": each.ended_at,
                "分钟": each.minutes,
                "状态": STATE_TITLES[SessionState(each.state)],
                "说明": each.note,
            }
            for each in await session.scalars(mine.order_by(VolunteerSession.began_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What was said of it goes, theirs and of them. That hours were served stays."""
    whose = or_(
        VolunteerSession.person_id == person_id, VolunteerSession.decided_by_id == person_id
    )
    said = update(VolunteerSession).where(whose, VolunteerSession.note.is_not(None))
    await session.execute(said.values(note=FORGOTTEN), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> None:
    """The sessions are the kept person's. Nobody is in two places at once: of two that overlap the
    kept account's stays, the other counts no more."""
    own = aliased(VolunteerSession)
    span = func.tstzrange(VolunteerSession.began_at, VolunteerSession.ended_at)
    overlapping = (
        select(VolunteerSession)
        .where(
            VolunteerSession.person_id == merged_id,
            VolunteerSession.ended_at.is_not(None),
            VolunteerSession.state != SessionState.REJECTED,
            select(own.id)
            .where(
                own.person_id == kept_id,
                own.ended_at.is_not(None),
                own.state != SessionState.REJECTED,
                func.tstzrange(own.began_at, own.ended_at).op("&&")(span),
            )
            .exists(),
        )
        .order_by(VolunteerSession.id)
        .with_for_update()
    )
    for twice in list(await session.scalars(overlapping)):
        counted = twice.state == SessionState.CONFIRMED
        twice.state, twice.note = SessionState.REJECTED, "账号合并：与另一账号的服务时间重叠"
        twice.decided_at = now
        if counted:
            await uncount(session, twice, "账号合并，重叠的时长冲回", now=now)
    await session.flush()
    await repoint(session, [VolunteerSession.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("volunteer_sessions.person_id", "volunteer_sessions.decided_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
