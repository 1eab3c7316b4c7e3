"""Blocking, appealing, deciding."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_limits.events import (
    TicketBlockAppealed,
    TicketBlockDecided,
    TicketsBlocked,
)
from shequ_api.features.ticket_limits.models import BlockAppeal, TicketBlock, TicketLimitRule
from shequ_api.features.tickets.public import Ticket, refuse_strangers, seal_of
from shequ_api.kit.clock import said_instant
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.http.witness import leave_unsigned
from shequ_api.kit.ids import new_id

LONGEST = timedelta(days=90)
APPEAL_BY = "appeal_ticket_block"


class TicketsBlockedNow(Forbidden):
    """Says why, until when, and by which operation to object."""

    code, title = "tickets_blocked", "您暂时不能在本社区提交诉求"


class NobodyToBlock(NotNow):
    """It came from somebody without an account, or from staff on duty."""

    code, title = "nobody_to_block", "这件诉求没有可以限制的下单人"


class AlreadyBlocked(NotNow):
    code, title = "already_blocked", "已因这件诉求限制过"


class BlockTooLong(Malformed):
    code, title = "block_too_long", f"限制应在将来结束，且最长 {LONGEST.days} 天"


class BlockOver(NotNow):
    code, title = "block_over", "限制已经结束"


class AlreadyAppealed(NotNow):
    code, title = "already_appealed", "已经申诉过"


class NothingToDecide(NotNow):
    code, title = "nothing_to_decide", "没有待处理的申诉"


class DecidedByWhoBlocked(Forbidden):
    """An appeal goes to somebody else."""

    code, title = "decided_by_who_blocked", "申诉须由作出限制以外的人处理"


def of_person(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    """Blocks of a person, those because of their anonymous tickets too: two indexes."""
    sealed = TicketBlock.reporter_index == seal_of(session).index_of(person_id)
    return or_(TicketBlock.person_id == person_id, sealed)


async def refuse_blocked(
    session: AsyncSession, person_id: UUID, place: Place, *, now: datetime
) -> None:
    """Raise `TicketsBlockedNow` where somebody may file no tickets in a community."""
    in_force = (TicketBlock.starts_at <= now, TicketBlock.ends_at > now)
    live = (*in_force, TicketBlock.lifted_at.is_(None))
    here = TicketBlock.community_id == place.community_id
    found = select(TicketBlock).where(of_person(session, person_id), here, *live)
    block: TicketBlock | None = await session.scalar(
        found.order_by(TicketBlock.ends_at.desc()).limit(1)
    )
    if block is not None:
        raise TicketsBlockedNow(
            f"{block.reason}；限制至{said_instant(block.ends_at)}，可以申诉",
            block_id=str(block.id),
            reason=block.reason,
            ends_at=block.ends_at.isoformat(),
            appeal=APPEAL_BY,
        )


async def block(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    reason: str,
    ends_at: datetime,
    now: datetime,
) -> TicketBlock:
    """Let whoever wrote a ticket file none in its community until then; whoever blocks the one of
    an anonymous ticket does not learn who that is."""
    refuse_strangers(actor, ticket)
    if ticket.reporter_id is None and not ticket.anonymous:
        raise NobodyToBlock
    if not now < ends_at <= now + LONGEST:
        raise BlockTooLong
    made = TicketBlock(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        person_id=_author_of(ticket),
        reporter_index=ticket.reporter_index,
        reason=reason,
        starts_at=now,
        ends_at=ends_at,
        blocked_by_id=actor.person_id,
    )
    session.add(made)
    record(session, TicketsBlocked(**_facts(made)), now=now)
    await session.flush()
    return made


def _author_of(ticket: Ticket) -> UUID | None:
    """Whoever wrote it: an agent, where one did so for the reporter, who may know nothing of it."""
    return ticket.filed_by_id if ticket.reporter_id and ticket.filed_by_id else ticket.reporter_id


async def appeal(
    session: AsyncSession, block_: TicketBlock, *, text: str, now: datetime
) -> BlockAppeal:
    """Say why a block is wrong, once; because of an anonymous ticket without signing."""
    await session.refresh(block_, with_for_update=True)
    if block_.lifted_at is not None or block_.ends_at <= now:
        raise BlockOver
    if block_.person_id is None:
        leave_unsigned(session)
    row = insert(BlockAppeal).values(
        block_id=block_.id, district_id=block_.district_id, text=text, appealed_at=now
    )
    fresh = await session.scalar(row.on_conflict_do_nothing().returning(BlockAppeal.block_id))
    if fresh is None:
        raise AlreadyAppealed
    record(session, TicketBlockAppealed(**_facts(block_)), now=now)
    return await session.get_one(BlockAppeal, block_.id)


async def decide(
    session: AsyncSession,
    actor: Actor,
    block_: TicketBlock,
    *,
    upheld: bool,
    reason: str,
    now: datetime,
) -> BlockAppeal:
    """Answer an appeal; where the person was right, the block is over."""
    if actor.person_id == block_.blocked_by_id:
        raise DecidedByWhoBlocked
    await session.refresh(block_, with_for_update=True)
    found = await session.get(BlockAppeal, block_.id, with_for_update=True)
    if found is None or found.decided_at is not None:
        raise NothingToDecide
    found.upheld, found.decision = upheld, reason
    found.decided_by_id, found.decided_at = actor.person_id, now
    if upheld and block_.lifted_at is None:
        _lift(block_, actor, reason, now)
    record(session, TicketBlockDecided(**_facts(block_), upheld=upheld), now=now)
    return found


async def lift(
    session: AsyncSession, actor: Actor, block_: TicketBlock, *, reason: str, now: datetime
) -> None:
    """End a block before its time; an appeal against it is settled by that."""
    await session.refresh(block_, with_for_update=True)
    if block_.lifted_at is not None or block_.ends_at <= now:
        raise BlockOver
    _lift(block_, actor, reason, now)
    open_one = await session.get(BlockAppeal, block_.id, with_for_update=True)
    if open_one is not None and open_one.decided_at is None:
        open_one.upheld, open_one.decision = True, reason
        open_one.decided_by_id, open_one.decided_at = actor.person_id, now
    record(session, TicketBlockDecided(**_facts(block_), upheld=True), now=now)


def _lift(block_: TicketBlock, actor: Actor, reason: str, now: datetime) -> None:
    block_.lifted_at, block_.lifted_by_id, block_.lift_reason = now, actor.person_id, reason


def _facts(block_: TicketBlock) -> dict[str, Any]:
    return {
        "subject_id": block_.id,
        "district_id": block_.district_id,
        "subdistrict_id": block_.subdistrict_id,
        "person_id": block_.person_id,
    }


async def set_limits(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    *,
    per_day: int,
    identical_per_day: int,
    now: datetime,
) -> None:
    """How often somebody may file in a community, or in a district whose communities do not say."""
    values = {
        "per_day": per_day,
        "identical_per_day": identical_per_day,
        "set_by_id": actor.person_id,
        "set_at": now,
    }
    row = insert(TicketLimitRule).values(place_id=place.id, district_id=place.district_id, **values)
    again = row.on_conflict_do_update(index_elements=[TicketLimitRule.place_id], set_=values)
    await session.execute(again)
