"""Subtasks over HTTP."""

from typing import Annotated

from fastapi import Query

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.router import TheShowcase
from shequ_api.base.files.service import own_photos
from shequ_api.features.ticket_help.public import Handled, Led, Settler, fits
from shequ_api.features.ticket_subtasks import queries, service
from shequ_api.features.ticket_subtasks.loading_router import LedSubtask, TheSubtask, due_of
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.ticket_subtasks.schemas import (
    SubtaskAssignment,
    SubtaskCompletion,
    SubtaskDeadline,
    SubtaskDraft,
    SubtaskLine,
    SubtaskView,
)
from shequ_api.features.ticket_subtasks.showing import subtask_line, subtask_view
from shequ_api.features.tickets.public import TicketReason
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_subtasks"])


@router.get("/my-ticket-subtasks")
async def list_my_ticket_subtasks(
    actor: Settler,
    session: Session,
    paging: ThePaging,
    now: Now,
    *,
    ended: Annotated[bool, Query(description="Those that are over, the latest first")] = False,
) -> Page[SubtaskLine]:
    """我的子任务: The parts of tickets that I have: those to be done, the first due first; or those
    that are over."""
    lines = queries.subtask_lines(queries.mine(actor))
    if ended:
        lines = lines.where(TicketSubtask.ended_at.is_not(None))
        order = [TicketSubtask.ended_at, TicketSubtask.id]
    else:
        lines = lines.where(TicketSubtask.ended_at.is_(None))
        order = [TicketSubtask.due_at, TicketSubtask.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=not ended)
    return Page(items=[subtask_line(row, now) for row in rows], next_cursor=cursor)


@router.get("/tickets/{ticket_id}/subtasks")
async def list_ticket_subtasks(
    ticket: Handled, _: AnyActor, session: Session, paging: ThePaging, now: Now
) -> Page[SubtaskLine]:
    """诉求的子任务: The parts of a ticket, and of those that are handled under it, latest first; to
    those who handle it."""
    lines = queries.subtask_lines(queries.of_ticket(ticket.id))
    order = [TicketSubtask.set_at, TicketSubtask.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[subtask_line(row, now) for row in rows], next_cursor=cursor)


@router.post("/tickets/{ticket_id}/subtasks", status_code=201)
async def set_ticket_subtask(
    draft: SubtaskDraft,
    ticket: Led,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """下达子任务: A part of the work, with its own deadline, for the lead, a helper, or anybody who
    may settle here, who thereby helps. A required one keeps the ticket from being settled."""
    part = await service.set_part(
        session,
        actor,
        ticket,
        service.Part(draft.title, draft.what, draft.required, await due_of(session, draft, now)),
        assignee_id=draft.person_id,
        fits=await fits(session, ticket, draft.person_id, now),
        now=now,
    )
    return await subtask_view(session, part, showcase, now)


@router.get("/ticket-subtasks/{subtask_id}")
async def get_ticket_subtask(
    part: TheSubtask, _: AnyActor, session: Session, showcase: TheShowcase, now: Now
) -> SubtaskView:
    """查看子任务: One part with its trail and photos."""
    return await subtask_view(session, part, showcase, now)


@router.post("/ticket-subtasks/{subtask_id}/completion")
async def finish_ticket_subtask(
    done: SubtaskCompletion,
    part: TheSubtask,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """完成子任务: Say how it was done, with photos. Whoever leads is told, and told so when it was
    the last required one."""
    await service.finish(
        session,
        actor,
        part,
        note=done.note,
        photos=await own_photos(session, actor.person_id, done.photo_ids),
        now=now,
    )
    return await subtask_view(session, part, showcase, now)


@router.post("/ticket-subtasks/{subtask_id}/reopening")
async def reopen_ticket_subtask(
    reason: TicketReason,
    part: LedSubtask,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """退回重做子任务: It was not done. Whoever had it has it again, if they still serve here."""
    had_by = part.assignee_id
    await service.reopen(
        session,
        actor,
        part,
        fits=had_by is not None and await fits(session, part.ticket, had_by, now),
        reason=reason.reason,
        now=now,
    )
    return await subtask_view(session, part, showcase, now)


@router.post("/ticket-subtasks/{subtask_id}/cancellation")
async def cancel_ticket_subtask(
    reason: TicketReason,
    part: LedSubtask,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """取消子任务: It is not needed after all."""
    await service.cancel(session, actor, part, reason=reason.reason, now=now)
    return await subtask_view(session, part, showcase, now)


@router.put("/ticket-subtasks/{subtask_id}/assignment")
async def give_ticket_subtask(
    assignment: SubtaskAssignment,
    part: LedSubtask,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """改派子任务: Give it to the lead, a helper, or anybody who may settle here."""
    await service.give(
        session,
        actor,
        part,
        assignee_id=assignment.person_id,
        fits=await fits(session, part.ticket, assignment.person_id, now),
        note=assignment.note,
        now=now,
    )
    return await subtask_view(session, part, showcase, now)


@router.put("/ticket-subtasks/{subtask_id}/deadline")
async def move_ticket_subtask(
    deadline: SubtaskDeadline,
    part: LedSubtask,
    actor: Settler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> SubtaskView:
    """调整子任务期限: Another time, with a reason."""
    due_at = await due_of(session, deadline, now)
    await service.move(session, actor, part, due_at=due_at, reason=deadline.reason, now=now)
    return await subtask_view(session, part, showcase, now)
