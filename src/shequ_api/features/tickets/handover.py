"""Handing over what somebody leaves behind: open tickets that they can no longer settle."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import holds_posting, in_force, live
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.flow import FLOW, TicketState
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.permissions import SETTLERS
from shequ_api.kit.clock import china_date

AT_ONCE = 500
"""Tickets in one job; what is left is another job."""


def hanging(person_id: UUID, now: datetime) -> Select[UUID, UUID]:
    """Ticket and case of what is assigned to somebody without a posting that may settle it."""
    holds = holds_posting(person_id, SETTLERS, Ticket, on=china_date(now))
    return _open_of(person_id).where(~holds)


def _open_of(person_id: UUID) -> Select[UUID, UUID]:
    return (
        select(Ticket.id, Ticket.case_id)
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.assignee_id == person_id, Case.state == TicketState.RESOLVING)
    )


def would_hang(posting: Posting, now: datetime) -> Select[int]:
    """How many tickets nobody could settle any more if this posting ended."""
    on = china_date(now)
    holds = holds_posting(posting.person_id, SETTLERS, Ticket, on=on, without=posting.id)
    found = _open_of(posting.person_id).where(~holds)
    return select(func.count()).select_from(found.subquery())


async def hand_over(
    session: AsyncSession,
    *,
    leaver_id: UUID,
    successor_id: UUID | None,
    signed_by_id: UUID,
    posting_id: UUID,
    now: datetime,
) -> bool:
    """Give hanging tickets to the successor where they may settle them, the rest to the triage.

    Whether there was as much as is done at once, so that more may be left.
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
    facts = {"cause": "posting_ended", "posting_id": str(posting_id)}
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
            note=NOTES[step],
            facts=facts | ({"assignee_id": str(assignee)} if assignee else {}),
        )
        given = update(Ticket).where(Ticket.case_id.in_(chosen)).values(assignee_id=assignee)
        await session.execute(given, execution_options={"synchronize_session": False})
    return len(found) == AT_ONCE


NOTES = {
    "hand_over": "原办理人已离任，由接手人继续办理",
    "return": "原办理人已离任，退回社区重新派单",
}


async def _fit_for(
    session: AsyncSession, successor_id: UUID, case_ids: set[UUID], now: datetime
) -> set[UUID]:
    """Cases that the successor may settle. Their postings are locked against their own end."""
    on = china_date(now)
    serving = (Posting.person_id == successor_id, Posting.end_announced_at.is_(None), in_force(on))
    held = select(Posting.id).join(Person, Person.id == Posting.person_id).where(*serving, live())
    locked = set(await session.scalars(held.with_for_update(read=True, of=Posting)))
    if not locked or not case_ids:
        return set()
    holds = holds_posting(successor_id, SETTLERS, Ticket, on=on)
    fit = select(Ticket.case_id).where(Ticket.case_id.in_(case_ids), holds)
    return set(await session.scalars(fit))
