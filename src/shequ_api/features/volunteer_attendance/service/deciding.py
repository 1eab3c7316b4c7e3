"""What others say to a session: that it counts, that it does not, when it ended."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.refusals import (
    MendingUnfit,
    NoteNeeded,
    NotToDecide,
    OwnSession,
)
from shequ_api.features.volunteer_attendance.rules import (
    FORGOTTEN_AFTER,
    SessionDecision,
    SessionState,
    whole_minutes,
)
from shequ_api.features.volunteer_attendance.service.counting import count, uncount
from shequ_api.features.volunteer_hours.public import terms_of


async def review(
    session: AsyncSession,
    actor: Actor,
    service: VolunteerSession,
    *,
    decision: SessionDecision,
    note: str | None,
    now: datetime,
) -> VolunteerSession:
    """Confirm a session that waits, or reject one: of a confirmed one the hours are taken back.
    The same again changes nothing."""
    await _held(session, actor, service)
    if service.state == decision.value:
        return service
    if decision == SessionDecision.REJECTED:
        if not note:
            raise NoteNeeded
        was_confirmed = service.state == SessionState.CONFIRMED
        _decided(service, actor, SessionState.REJECTED, note, now)
        if was_confirmed:
            await uncount(session, service, "志愿服务确认被撤回，时长冲回", now=now)
        await session.flush()
        return service
    if service.state != SessionState.WAITING:
        raise NotToDecide
    _decided(service, actor, SessionState.CONFIRMED, note, now)
    terms = await terms_of(session, service.district_id, now)
    await count(session, service, terms, now=now)
    return service


async def mend(
    session: AsyncSession,
    actor: Actor,
    service: VolunteerSession,
    *,
    ended_at: datetime,
    reason: str,
    now: datetime,
) -> VolunteerSession:
    """Say when a session ended, which confirms it. What counted of it before is taken back by an
    entry of its own. The same again changes nothing."""
    await _held(session, actor, service)
    confirmed = service.state == SessionState.CONFIRMED
    if confirmed and service.ended_at == ended_at:
        return service
    if service.state == SessionState.REJECTED:
        raise NotToDecide
    terms = await terms_of(session, service.district_id, now)
    minutes = whole_minutes(service.began_at, ended_at)
    if ended_at > now or not terms.least_minutes <= minutes <= terms.session_minutes:
        raise MendingUnfit(least_minutes=terms.least_minutes, session_minutes=terms.session_minutes)
    service.ended_at, service.minutes, service.mended = ended_at, minutes, True
    _decided(service, actor, SessionState.CONFIRMED, reason, now)
    if confirmed:
        await uncount(session, service, "志愿服务时长更正，原时长冲回", now=now)
    await count(session, service, terms, now=now)
    return service


async def _held(session: AsyncSession, actor: Actor, service: VolunteerSession) -> None:
    """As it is once nobody else decides. Nobody decides their own."""
    await session.refresh(service, with_for_update=True)
    if await survivor_of(session, service.person_id) == actor.person_id:
        raise OwnSession


def _decided(
    service: VolunteerSession, actor: Actor, state: SessionState, note: str | None, now: datetime
) -> None:
    service.state, service.note = state, note
    service.decided_by_id, service.decided_at = actor.person_id, now


async def end_forgotten(session: AsyncSession, now: datetime) -> None:
    """Sessions of which nobody checked out are unfinished; a check-out may still arrive."""
    forgotten = update(VolunteerSession).where(
        VolunteerSession.state == SessionState.OPEN,
        VolunteerSession.began_at < now - FORGOTTEN_AFTER,
    )
    ending = forgotten.values(state=SessionState.UNFINISHED)
    await session.execute(ending, execution_options={"synchronize_session": False})
