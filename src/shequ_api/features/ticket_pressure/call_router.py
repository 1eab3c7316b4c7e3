"""吹哨 over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_pressure import calling, queries
from shequ_api.features.ticket_pressure.models import Call
from shequ_api.features.ticket_pressure.permissions import TicketPressurePermission
from shequ_api.features.ticket_pressure.rules import (
    CAUSE_TITLES,
    ENDING_TITLES,
    LEVEL_TITLES,
    CallCause,
    CallEnding,
    CallLevel,
)
from shequ_api.features.ticket_pressure.schemas import (
    CallDepartment,
    CallLine,
    CallReason,
    CallStepView,
    CallView,
    PressureAnswer,
)
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router()
Caller = Annotated[Actor, Depends(may(TicketPressurePermission.CALL))]
Answerer = Annotated[Actor, Depends(may(TicketPressurePermission.ANSWER_CALL))]


async def call_in_view(call_id: UUID, actor: AnyActor, session: Session) -> Call:
    """A call of the actor's scope; for a department's officer, one about which it reports."""
    found = await session.scalar(queries.call_in_view(actor, call_id))
    if found is None:
        raise Absent
    return found


TheCall = Annotated[Call, Depends(call_in_view)]


@router.post("/tickets/{ticket_id}/calls", status_code=201)
async def call_level(
    reason: CallReason, ticket: TheTicket, actor: Caller, session: Session, now: Now
) -> CallView:
    """吹哨: Call the level above one's own to see to a ticket."""
    made = await calling.call(session, actor, ticket, reason=reason.reason, now=now)
    return await _shown(session, made)


@router.get("/ticket-calls")
async def list_ticket_calls(
    actor: Answerer,
    session: Session,
    paging: ThePaging,
    level: Annotated[
        int | None, Query(ge=1, le=3, description="1 community, 2 subdistrict, 3 district")
    ] = None,
) -> Page[CallLine]:
    """吹哨列表: Calls of my scope, newest first; for a department's officer, those about which it
    reports."""
    mine = queries.calls_of(actor, level)
    rows, cursor = await page_of(session, queries.call_lines(mine), [Call.made_at, Call.id], paging)
    return Page(items=[CallLine(**_titled(row)) for row in rows], next_cursor=cursor)


@router.get("/ticket-calls/{call_id}")
async def get_ticket_call(standing: TheCall, _: AnyActor, session: Session) -> CallView:
    """查看吹哨: At what level it is, until when, and how it came there."""
    return await _shown(session, standing)


@router.post("/ticket-calls/{call_id}/answer")
async def answer_ticket_call(
    answer: PressureAnswer, standing: TheCall, actor: Answerer, session: Session, now: Now
) -> CallView:
    """哨响报到: Answer for the level that is called, or for the department that reports."""
    await calling.answer_call(session, actor, standing, answer=answer.answer, now=now)
    return await _shown(session, standing)


@router.post("/ticket-calls/{call_id}/passing-up")
async def pass_ticket_call_up(
    standing: TheCall, actor: Answerer, session: Session, now: Now
) -> CallView:
    """上报: The level that is called asks the one above it."""
    await calling.pass_up(session, actor, standing, now=now)
    return await _shown(session, standing)


@router.put("/ticket-calls/{call_id}/department")
async def name_call_department(
    named: CallDepartment, standing: TheCall, actor: Answerer, session: Session, now: Now
) -> CallView:
    """指定部门报到: The district says which department answers; its time begins anew."""
    await calling.name_department(session, actor, standing, named.department_id, now=now)
    return await _shown(session, standing)


async def _shown(session: AsyncSession, standing: Call) -> CallView:
    await session.flush()
    line = (await session.execute(queries.call_lines(Call.id == standing.id))).mappings().one()
    steps = [
        CallStepView(
            **row,
            level_title=LEVEL_TITLES[CallLevel(row["level"])],
            cause_title=CAUSE_TITLES[CallCause(row["cause"])],
        )
        for row in (await session.execute(queries.steps_of(standing.id))).mappings()
    ]
    return CallView(**_titled(dict(line)), steps=steps)


def _titled(row: Mapping[str, Any]) -> dict[str, Any]:
    ending = row["ending"]
    titles = {
        "level_title": LEVEL_TITLES[CallLevel(row["level"])],
        "ending_title": ENDING_TITLES[CallEnding(ending)] if ending else None,
    }
    return {**row, **titles}
