"""What this feature keeps about persons: what they urged, demanded, answered and called for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_pressure.models import Call, Supervision, TicketUrge
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

FORGOTTEN = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I urged, demanded, answered or closed, and for what I called."""
    mine = or_(
        Supervision.demanded_by_id == person_id,
        Supervision.answered_by_id == person_id,
        Supervision.closed_by_id == person_id,
    )
    supervisions = select(Supervision).where(mine).order_by(Supervision.demanded_at)
    urged = or_(TicketUrge.person_id == person_id, TicketUrge.agent_id == person_id)
    urges = select(TicketUrge).where(urged).order_by(TicketUrge.urged_at)
    called = or_(Call.made_by_id == person_id, Call.answered_by_id == person_id)
    return {
        "催办": [
            {
                "诉求": each.own_ticket_id,
                "代他人": each.person_id != person_id,
                "时间": each.urged_at,
            }
            for each in await session.scalars(urges)
        ],
        "督办": [
            {
                "诉求": each.ticket_id,
                "要求": each.demand if each.demanded_by_id == person_id else None,
                "答复": each.answer if each.answered_by_id == person_id else None,
                "结束说明": each.remark if each.closed_by_id == person_id else None,
                "时间": each.demanded_at,
            }
            for each in await session.scalars(supervisions)
        ],
        "吹哨": [
            {
                "诉求": each.ticket_id,
                "原因": each.reason if each.made_by_id == person_id else None,
                "答复": each.answer if each.answered_by_id == person_id else None,
                "时间": each.made_at,
            }
            for each in await session.scalars(select(Call).where(called).order_by(Call.made_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; that it was urged, demanded, answered and called for stays."""
    for who, words in (
        (Supervision.demanded_by_id, Supervision.demand),
        (Supervision.answered_by_id, Supervision.answer),
        (Supervision.closed_by_id, Supervision.remark),
        (Call.made_by_id, Call.reason),
        (Call.answered_by_id, Call.answer),
    ):
        gone = update(who.class_).where(who == person_id).values({words: FORGOTTEN})
        await session.execute(gone, execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str] | None:
    """Nothing: who demanded and who answered stays as it was signed."""
    return None


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_urges.person_id",
        "ticket_urges.agent_id",
        "ticket_supervisions.demanded_by_id",
        "ticket_supervisions.answered_by_id",
        "ticket_supervisions.closed_by_id",
        "ticket_calls.made_by_id",
        "ticket_calls.answered_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
