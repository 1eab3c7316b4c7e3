"""What this feature keeps about persons: what they ordered, filed for others, and handle."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.workflow.personal import forget_unsigned
from shequ_api.features.tickets.anonymity import filed_by, seal_of
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

ERASED = "（下单人已注销，内容已删除）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I ordered, or filed for somebody else."""
    by_me = or_(filed_by(session, person_id), Ticket.filed_by_id == person_id)
    mine = select(Ticket).where(by_me).order_by(Ticket.created_at)
    return {
        "诉求": [
            {
                "编号": each.id,
                "内容": each.text,
                "评分": each.score,
                "下单时间": each.created_at,
                "本人下单": each.anonymous or each.reporter_id == person_id,
                "匿名": each.anonymous,
            }
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes, what they noted without signing too; that something was ordered there
    and settled stays."""
    sealed = Ticket.reporter_index == seal_of(session).index_of(person_id)
    await forget_unsigned(session, select(Ticket.case_id).where(sealed))
    theirs = update(Ticket).where(filed_by(session, person_id)).values(text=ERASED)
    await session.execute(theirs, execution_options={"synchronize_session": False})


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str]:
    """What was ordered, filed or is handled by the one is the other's."""
    told = []
    both = (kept_id, merged_id)
    own = (Ticket.reporter_id.in_(both), Ticket.assignee_id.in_(both))
    crossed = select(Ticket.id).where(*own, Ticket.reporter_id != Ticket.assignee_id).limit(1)
    if await session.scalar(crossed) is not None:
        told.append("有诉求由您的一个账号下单、另一个账号办理，合并后下单人与办理人为同一人")
    persons = (Ticket.reporter_id, Ticket.assignee_id, Ticket.filed_by_id)
    await repoint(session, persons, old=merged_id, new=kept_id)
    seal = seal_of(session)
    sealed = select(Ticket).where(Ticket.reporter_index == seal.index_of(merged_id))
    for ticket in await session.scalars(sealed.order_by(Ticket.id).with_for_update()):
        for column, value in seal.columns(ticket.id, kept_id).items():
            setattr(ticket, column, value)
    return told


PERSONAL_DATA = PersonalData(
    columns=("tickets.reporter_id", "tickets.assignee_id", "tickets.filed_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
