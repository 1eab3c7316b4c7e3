"""Handing over what somebody leaves behind: open tickets that they can no longer settle."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import holds_posting, in_force, live
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.events import ReturnCause, TicketAssigned, TicketReturned
from shequ_api.features.tickets.public import (
    FLOW,
    SETTLERS,
    Ticket,
    TicketHelper,
    TicketState,
    facts_of,
)
from shequ_api.kit.clock import china_date

AT_ONCE = 500
"""Tickets in one job; what is left is another job."""


def hanging(person_id: UUID, now: datetime) -> Select[UUID, UUID]:
    """Ticket and case of what is assigned to somebody without a posting that may settle it, or
    whose account is shut."""
    holds = holds_posting(person_id, SETTLERS, Ticket, on=china_date(now))
    shut = exists().where(Person.id == person_id, ~live())
    return _open_of(person_id).where(or_(~holds, shut))


def _open_of(person_id: UUID) -> Select[UUID, UUID]:
    return (
        select(Ticket.id, Ticket.case_id)
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.assignee_id == person_id, Case.state == TicketState.RESOLVING)
    )


def hanging_at(place_id: UUID, community_id: UUID, now: datetime) -> Select[UUID, UUID]:
    """The same of all that lies at a place, or below it, in the community where it came to lie."""
    assignee: Any = Ticket.assignee_id
    holds = holds_posting(assignee, SETTLERS, Ticket, on=china_date(now))
    return (
        select(Ticket.id, Ticket.case_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Place, Place.id == Ticket.place_id)
        .where(Ticket.community_id == community_id, below(Place, [place_id]))
        .where(Ticket.assignee_id.is_not(None), Case.state == TicketState.RESOLVING, ~holds)
    )


def would_hang(posting: Posting, now: datetime) -> Select[int]:
    """How many tickets nobody could settle any more if this posting ended."""
    on = china_date(now)
    holds = holds_posting(posting.person_id, SETTLERS, Ticket, on=on, without=posting.id)
    found = _open_of(posting.person_id).where(~holds)
    return select(func.count()).select_from(found.subquery())


def in_hands(person_id: UUID) -> Select[int]:
    """How many tickets somebody is handling."""
    return select(func.count()).select_from(_open_of(person_id).subquery())


async def hand_over(
    session: AsyncSession,
    *,
    leaver_id: UUID,
    successor_id: UUID | None,
    signed_by_id: UUID,
    posting_id: UUID | None,
    now: datetime,
) -> bool:
    """Give hanging tickets to the successor where they may settle them, the rest to the triage.

    `posting_id`: the one that ended; None: the leaver's account was shut. Whether there was as
    much as is done at once, so that more may be left.
    """
    found = (await session.execute(hanging(leaver_id, now).limit(AT_ONCE))).all()
    if not found:
        return False
    cases = await lock_cases(session, [row.case_id for row in found])
    # Read again under the locks: some may have been settled or given to somebody else meanwhile.
    still = set(
        await session.scalars(
            hanging(leaver_id, now)
            .with_only_columns(Ticket.case_id)
            .where(Ticket.case_id.in_(cases))
        )
    )
    taken = await _fit_for(session, successor_id, still, now) if successor_id else set()
    cause = "posting_ended" if posting_id else "account_shut"
    facts = {"cause": cause} | ({"posting_id": str(posting_id)} if posting_id else {})
    for step, chosen, assignee in (
        ("hand_over", taken, successor_id),
        ("return", still - taken, None),
    ):
        await advance_all(
            session,
            FLOW,
            [cases[case_id] for case_id in sorted(chosen)],
            step,
            actor_id=signed_by_id,
            now=now,
            note=NOTES[cause, step],
            facts=facts | ({"assignee_id": str(assignee)} if assignee else {}),
        )
        if assignee is None:
            await _tell_of_return(session, chosen, signed_by_id, now)
        else:
            await _tell_of_successor(session, chosen, assignee, signed_by_id, now)
        given = update(Ticket).where(Ticket.case_id.in_(chosen)).values(assignee_id=assignee)
        await session.execute(given, execution_options={"synchronize_session": False})
    return len(found) == AT_ONCE


async def send_back(
    session: AsyncSession,
    *,
    place_id: UUID,
    community_id: UUID,
    signed_by_id: UUID,
    now: datetime,
) -> bool:
    """Return what hangs at a place to the triage of its present community.

    Whether there was as much as is done at once, so that more may be left.
    """
    hangs = hanging_at(place_id, community_id, now)
    found = (await session.execute(hangs.limit(AT_ONCE))).all()
    if not found:
        return False
    cases = await lock_cases(session, [row.case_id for row in found])
    # Read again under the locks, like above.
    again = hangs.with_only_columns(Ticket.case_id).where(Ticket.case_id.in_(cases))
    still = sorted(set(await session.scalars(again)))
    await advance_all(
        session,
        FLOW,
        [cases[case_id] for case_id in still],
        "return",
        actor_id=signed_by_id,
        now=now,
        note=MOVED_NOTE,
        facts={"cause": "place_moved", "place_id": str(place_id)},
    )
    await _tell_of_return(session, still, signed_by_id, now)
    taken = update(Ticket).where(Ticket.case_id.in_(still)).values(assignee_id=None)
    await session.execute(taken, execution_options={"synchronize_session": False})
    return len(found) == AT_ONCE


async def _tell_of_return(
    session: AsyncSession, case_ids: Collection[UUID], by_id: UUID, now: datetime
) -> None:
    """They are the community's again, before it is noted that nobody has them."""
    for ticket in await _fresh(session, case_ids):
        if ticket.assignee_id is not None:
            told = {"returned_from_id": ticket.assignee_id, "returned_by_id": by_id, "at": now}
            gone = TicketReturned(**facts_of(ticket), **told, cause=ReturnCause.HANDLER_GONE)
            record(session, gone, now=now)


async def _tell_of_successor(
    session: AsyncSession,
    case_ids: Collection[UUID],
    successor_id: UUID,
    by_id: UUID,
    now: datetime,
) -> None:
    """With those with which the successor helped they need not help themselves any more. (Of their
    whole office they are told at once, not of each; and many tickets are few statements.)"""
    helped = exists().where(
        TicketHelper.ticket_id == Ticket.id,
        TicketHelper.person_id == successor_id,
        TicketHelper.ended_at.is_(None),
    )
    for ticket in await _fresh(session, case_ids, helped):
        told = {"assigned_by_id": by_id, "left_id": ticket.assignee_id, "at": now}
        named = {"assignee_id": successor_id, "handed_over": True}
        record(session, TicketAssigned(**facts_of(ticket), **named, **told), now=now)


async def _fresh(
    session: AsyncSession, case_ids: Collection[UUID], *conditions: ColumnElement[bool]
) -> Sequence[Ticket]:
    """Tickets as they stand, before their assignee is another."""
    wanted = select(Ticket).where(Ticket.case_id.in_(case_ids), *conditions).order_by(Ticket.id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).all()


MOVED_NOTE = "地点已划归另一社区，退回所属社区重新派单"
NOTES = {
    ("posting_ended", "hand_over"): "原办理人已离任，由接手人继续办理",
    ("posting_ended", "return"): "原办理人已离任，退回社区重新派单",
    ("account_shut", "hand_over"): "原办理人账号已停用，由接手人继续办理",
    ("account_shut", "return"): "原办理人账号已停用，退回社区重新派单",
}


async def _fit_for(
    session: AsyncSession, successor_id: UUID, case_ids: set[UUID], now: datetime
) -> set[UUID]:
    """Cases that the successor may settle. They and their postings are locked against their end."""
    on = china_date(now)
    serving = (Posting.person_id == successor_id, Posting.end_announced_at.is_(None), in_force(on))
    held = select(Posting.id).join(Person, Person.id == Posting.person_id).where(*serving, live())
    locked = set(await session.scalars(held.with_for_update(read=True, of=(Person, Posting))))
    if not locked or not case_ids:
        return set()
    holds = holds_posting(successor_id, SETTLERS, Ticket, on=on)
    fit = select(Ticket.case_id).where(Ticket.case_id.in_(case_ids), holds)
    return set(await session.scalars(fit))
