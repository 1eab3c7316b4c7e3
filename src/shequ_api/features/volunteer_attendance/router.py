"""Checking in and out as a volunteer, and what the community says to it, over HTTP."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.check_ins.public import ClientId
from shequ_api.features.codes.public import CodeSigner, place_of_code
from shequ_api.features.volunteer_attendance import queries
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.permissions import AttendancePermission
from shequ_api.features.volunteer_attendance.rules import STATE_TITLES, SessionState
from shequ_api.features.volunteer_attendance.schemas import (
    VolunteerLeavingDraft,
    VolunteerMarkDraft,
    VolunteerMarkView,
    VolunteerSessionDetail,
    VolunteerSessionLine,
    VolunteerSessionMending,
    VolunteerSessionReview,
    VolunteerSessionView,
)
from shequ_api.features.volunteer_attendance.service import deciding, marking
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["volunteer_hours"])
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
Volunteer = Annotated[Actor, Depends(may(AttendancePermission.MAKE))]
Overseer = Annotated[Actor, Depends(may(AttendancePermission.VIEW))]
Reviewer = Annotated[Actor, Depends(may(AttendancePermission.REVIEW))]
AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"description": "The same was received before"},
    404: {},
}


class SessionListView(StrEnum):
    ALL = "all"
    WAITING = "waiting"
    UNFINISHED = "unfinished"


async def session_in_view(
    volunteer_session_id: UUID, actor: AnyActor, session: Session
) -> VolunteerSession:
    """One's own session, or one in the scope of who may look at them."""
    found = await session.get(VolunteerSession, volunteer_session_id)
    if found is None:
        raise Absent
    overseen = actor.may(AttendancePermission.VIEW) and actor.covers(found)
    if found.person_id != actor.person_id and not overseen:
        raise Absent
    return found


TheSession = Annotated[VolunteerSession, Depends(session_in_view)]


async def _line(session: AsyncSession, service: VolunteerSession) -> dict[str, Any]:
    lines = queries.session_lines(VolunteerSession.id == service.id)
    return _told((await session.execute(lines)).mappings().one())


def _told(row: Any) -> dict[str, Any]:
    return dict(row) | {"state_title": STATE_TITLES[SessionState(row["state"])]}


@router.put("/volunteer-check-ins/{mark_id}", status_code=201, responses=AGAIN)
async def check_in_volunteer(
    mark_id: ClientId,
    draft: VolunteerMarkDraft,
    actor: Volunteer,
    session: Session,
    signer: TheSigner,
    response: Response,
    now: Now,
) -> VolunteerSessionView:
    """志愿签到: Scan a place's code on coming. Safe to repeat, at once or days later: the same body
    under the same id is one session."""
    place = await place_of_code(session, signer, draft.code)
    begun, fresh = await marking.check_in(
        session, actor, draft, mark_id=mark_id, place=place, now=now
    )
    response.status_code = 201 if fresh else 200
    return VolunteerSessionView.model_validate(await _line(session, begun))


@router.put("/volunteer-check-outs/{mark_id}", status_code=201, responses=AGAIN)
async def check_out_volunteer(
    mark_id: ClientId,
    draft: VolunteerLeavingDraft,
    actor: Volunteer,
    session: Session,
    signer: TheSigner,
    response: Response,
    now: Now,
) -> VolunteerSessionView:
    """志愿签退: Scan the code again on leaving. Whole minutes count, as far as the policy's bounds
    go, once another confirms them or the evidence is enough."""
    place = await place_of_code(session, signer, draft.code)
    ended, fresh = await marking.check_out(
        session, actor, draft, mark_id=mark_id, place=place, now=now
    )
    response.status_code = 201 if fresh else 200
    return VolunteerSessionView.model_validate(await _line(session, ended))


@router.get("/me/volunteer-sessions")
async def list_my_volunteer_sessions(
    actor: Volunteer, session: Session, paging: ThePaging
) -> Page[VolunteerSessionView]:
    """我的志愿签到: My sessions, the latest first."""
    lines = queries.session_lines(VolunteerSession.person_id == actor.person_id)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    items = [VolunteerSessionView.model_validate(_told(row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/volunteer-sessions")
async def list_volunteer_sessions(
    actor: Overseer,
    session: Session,
    paging: ThePaging,
    view: Annotated[
        SessionListView, Query(description="All, those that wait for a word, or for an end")
    ] = SessionListView.ALL,
) -> Page[VolunteerSessionLine]:
    """志愿签到列表: Sessions in my scope, the latest first."""
    lines = queries.session_lines(in_scope(actor, VolunteerSession))
    if view != SessionListView.ALL:
        lines = lines.where(VolunteerSession.state == view.value)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    items = [VolunteerSessionLine.model_validate(_told(row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/volunteer-sessions/{volunteer_session_id}")
async def get_volunteer_session(service: TheSession, session: Session) -> VolunteerSessionDetail:
    """查看志愿签到: A session of my own or in my scope, with its evidence."""
    marks = await session.scalars(queries.marks_of(service.id))
    shown = [VolunteerMarkView.model_validate(mark) for mark in marks]
    return VolunteerSessionDetail.model_validate(await _line(session, service) | {"marks": shown})


@router.put("/volunteer-sessions/{volunteer_session_id}/review")
async def review_volunteer_session(
    said: VolunteerSessionReview, service: TheSession, actor: Reviewer, session: Session, now: Now
) -> VolunteerSessionLine:
    """确认志愿服务: Say that a session counts, or that it does not; of a confirmed one the
    hours are taken back. Nobody decides their own."""
    decided = await deciding.review(
        session, actor, service, decision=said.decision, note=said.note, now=now
    )
    return VolunteerSessionLine.model_validate(await _line(session, decided))


@router.put("/volunteer-sessions/{volunteer_session_id}/mending")
async def mend_volunteer_session(
    said: VolunteerSessionMending, service: TheSession, actor: Reviewer, session: Session, now: Now
) -> VolunteerSessionLine:
    """补录签退: Say when a session ended, and why it is known; this confirms it. Nobody mends their
    own."""
    mended = await deciding.mend(
        session, actor, service, ended_at=said.ended_at, reason=said.reason, now=now
    )
    return VolunteerSessionLine.model_validate(await _line(session, mended))
