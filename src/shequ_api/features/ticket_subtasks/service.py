"""Subtasks: set, done, sent back, given to another, moved, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.people.queries import stands_in_for
from shequ_api.blocks.workflow.service import advance, open_case
from shequ_api.features.ticket_help.public import (
    Held,
    check_leads,
    check_worked_on,
    facts_of,
    hold,
    leads,
    let_help,
)
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.events import (
    RequiredSubtasksDone,
    SubtaskDone,
    SubtaskGiven,
    SubtaskReopened,
)
from shequ_api.features.ticket_subtasks.falling import pass_part, recount, tell_taken
from shequ_api.features.ticket_subtasks.flow import FLOW
from shequ_api.features.ticket_subtasks.models import TicketSubtask, TicketSubtaskPhoto
from shequ_api.features.ticket_subtasks.rules import MOST_SUBTASKS
from shequ_api.features.tickets.public import AssigneeUnfit, NotYourTask, Ticket
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class TooManySubtasks(NotNow):
    """`most`: so many of one ticket."""

    code, title = "too_many_subtasks", "子任务过多"


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be done, by when."""

    title: str
    what: str | None
    required: bool
    due_at: datetime


async def set_part(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    part: Part,
    *,
    assignee_id: UUID,
    fits: bool,
    now: datetime,
) -> TicketSubtask:
    """下达子任务, to the lead, a helper, or anybody fit, who thereby helps."""
    held = await hold(session, ticket)
    await check_leads(session, actor, held)
    if not fits:
        raise AssigneeUnfit
    if (await session.execute(queries.parts_of(ticket.id))).one().ever >= MOST_SUBTASKS:
        raise TooManySubtasks(most=MOST_SUBTASKS)
    await let_help(session, held, assignee_id, actor.person_id, now=now)
    case = open_case(
        session,
        FLOW,
        actor_id=actor.person_id,
        district_id=ticket.district_id,
        now=now,
        assignee_id=str(assignee_id),
    )
    made = TicketSubtask(
        id=new_id(),
        ticket_id=ticket.id,
        ticket=ticket,
        district_id=ticket.district_id,
        title=part.title,
        what=part.what,
        assignee_id=assignee_id,
        required=part.required,
        due_at=part.due_at,
        case_id=case.id,
        case=case,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(made)
    given = SubtaskGiven(
        **_facts(held, made, now), assignee_id=assignee_id, given_by_id=actor.person_id
    )
    record(session, given, now=now)
    await recount(session, ticket)
    return made


async def finish(
    session: AsyncSession,
    actor: Actor,
    part: TicketSubtask,
    *,
    note: str,
    photos: Sequence[File],
    now: datetime,
) -> None:
    """完成: by whoever has it, who stands in for them, or who leads. Raises `IllegalStep`."""
    held = await _held(session, part)
    if not await _has_it(session, actor, part) and not await leads(session, actor, held.head):
        raise NotYourTask
    check_worked_on(held)
    case = await advance(
        session, FLOW, part.case_id, "finish", actor_id=actor.person_id, now=now, note=note
    )
    part.ended_at = now
    await _show(session, part, photos, case.steps_taken)
    lead_id = held.head.assignee_id
    done = SubtaskDone(**_facts(held, part, now), done_by_id=actor.person_id, lead_id=lead_id)
    record(session, done, now=now)
    await _count_down(session, actor, held, part, now)


async def _show(
    session: AsyncSession, part: TicketSubtask, photos: Sequence[File], step_number: int
) -> None:
    """What was shown when it was done before is shown once."""
    known = set(await session.scalars(queries.photos_of(part.id)))
    session.add_all(
        TicketSubtaskPhoto(
            subtask_id=part.id,
            file_id=photo.id,
            district_id=part.district_id,
            step_number=step_number,
            position=position,
        )
        for position, photo in enumerate(photos)
        if photo.id not in known
    )


async def reopen(
    session: AsyncSession,
    actor: Actor,
    part: TicketSubtask,
    *,
    fits: bool,
    reason: str,
    now: datetime,
) -> None:
    """退回重做: by who leads, to whoever had it; to the lead, where they left (`fits`). Raises
    `IllegalStep`."""
    held = await _held(session, part)
    await check_leads(session, actor, held)
    await advance(
        session, FLOW, part.case_id, "reopen", actor_id=actor.person_id, now=now, note=reason
    )
    if not fits:
        part.assignee_id = held.head.assignee_id
    elif part.assignee_id is not None:
        await let_help(session, held, part.assignee_id, actor.person_id, now=now)
    part.ended_at = part.overdue_told_at = None
    told = SubtaskReopened(
        **_facts(held, part, now), assignee_id=part.assignee_id, reopened_by_id=actor.person_id
    )
    record(session, told, now=now)
    await recount(session, held.ticket)


async def cancel(
    session: AsyncSession, actor: Actor, part: TicketSubtask, *, reason: str, now: datetime
) -> None:
    """取消: it is not needed after all. Raises `IllegalStep`."""
    held = await _held(session, part)
    await check_leads(session, actor, held)
    await advance(
        session, FLOW, part.case_id, "cancel", actor_id=actor.person_id, now=now, note=reason
    )
    part.ended_at = now
    tell_taken(session, held, part, part.assignee_id, actor.person_id, now)
    await _count_down(session, actor, held, part, now)


async def give(
    session: AsyncSession,
    actor: Actor,
    part: TicketSubtask,
    *,
    assignee_id: UUID,
    fits: bool,
    note: str | None,
    now: datetime,
) -> None:
    """改派: to the lead, a helper, or anybody fit, who thereby helps. Raises `IllegalStep`."""
    held = await _held(session, part)
    await check_leads(session, actor, held)
    if not fits:
        raise AssigneeUnfit
    left_id = part.assignee_id
    await pass_part(
        session, held, part, assignee_id, "give", by_id=actor.person_id, note=note, now=now
    )
    await let_help(session, held, assignee_id, actor.person_id, now=now)
    if left_id != assignee_id:
        tell_taken(session, held, part, left_id, actor.person_id, now)


async def move(
    session: AsyncSession,
    actor: Actor,
    part: TicketSubtask,
    *,
    due_at: datetime,
    reason: str,
    now: datetime,
) -> None:
    """调整期限. Raises `IllegalStep`."""
    held = await _held(session, part)
    await check_leads(session, actor, held)
    facts = {"from": part.due_at.isoformat(), "to": due_at.isoformat()}
    by_id = actor.person_id
    await advance(
        session, FLOW, part.case_id, "move", actor_id=by_id, now=now, note=reason, **facts
    )
    part.due_at, part.overdue_told_at = due_at, None


async def _held(session: AsyncSession, part: TicketSubtask) -> Held:
    """Its ticket locked, and the part as it stands behind that lock."""
    held = await hold(session, part.ticket)
    as_it_is = ["assignee_id", "ended_at", "due_at", "required"]
    await session.refresh(part, as_it_is, with_for_update={"key_share": True})
    return held


async def _has_it(session: AsyncSession, actor: Actor, part: TicketSubtask) -> bool:
    if part.assignee_id == actor.person_id:
        return True
    covering = stands_in_for(actor, part.assignee_id)
    return part.assignee_id is not None and bool(await session.scalar(covering))


async def _count_down(
    session: AsyncSession, actor: Actor, held: Held, part: TicketSubtask, now: datetime
) -> None:
    """The last required part is over: the lead may settle."""
    left = await recount(session, held.ticket)
    if part.required and not left and held.head.assignee_id != actor.person_id:
        over = RequiredSubtasksDone(
            **_facts(held, part, now), lead_id=held.head.assignee_id, by_id=actor.person_id
        )
        record(session, over, now=now)


def _facts(held: Held, part: TicketSubtask, now: datetime) -> dict[str, object]:
    return {**facts_of(held.ticket, now), "subtask_id": part.id}
