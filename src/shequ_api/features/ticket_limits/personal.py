"""What this feature keeps about persons: when they were held back, and what they said to that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_limits.models import BlockAppeal, TicketBlock
from shequ_api.features.ticket_limits.service import of_person
from shequ_api.features.tickets.public import seal_of
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Where I was held back, why, until when, and what I said."""
    mine = (
        select(TicketBlock, BlockAppeal)
        .outerjoin(BlockAppeal, BlockAppeal.block_id == TicketBlock.id)
        .where(of_person(session, person_id))
        .order_by(TicketBlock.starts_at)
    )
    return {
        "诉求提交限制": [
            {
                "原因": block.reason,
                "开始": block.starts_at,
                "结束": block.ends_at,
                "申诉": appeal.text if appeal else None,
                "处理": appeal.decision if appeal else None,
            }
            for block, appeal in await session.execute(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they said goes, and what an office said of them; that they were held back stays."""
    theirs = select(TicketBlock.id).where(of_person(session, person_id))
    said = update(BlockAppeal).where(BlockAppeal.block_id.in_(theirs))
    await session.execute(said.values(text=ERASED), execution_options=QUIET)
    why = update(TicketBlock).where(of_person(session, person_id))
    await session.execute(why.values(reason=ERASED), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Who was held back under one account is under the other."""
    await repoint(session, [TicketBlock.person_id], old=merged_id, new=kept_id)
    seal = seal_of(session)
    sealed = update(TicketBlock).where(TicketBlock.reporter_index == seal.index_of(merged_id))
    await session.execute(
        sealed.values(reporter_index=seal.index_of(kept_id)), execution_options=QUIET
    )


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_blocks.person_id",
        "ticket_blocks.blocked_by_id",
        "ticket_blocks.lifted_by_id",
        "ticket_block_appeals.decided_by_id",
        "ticket_limit_rules.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
