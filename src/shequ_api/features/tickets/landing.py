"""What tickets show to those who scan a code."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Action, Card, Head
from shequ_api.features.tickets import queries
from shequ_api.features.tickets.anonymity import filed_by
from shequ_api.features.tickets.permissions import TicketPermission

ACTIONS = [
    Action(
        key="tickets.report",
        head=Head.HANDLE,
        title="一键上报",
        operation="file_ticket",
        permission=TicketPermission.FILE,
        parameters=("place_id",),
    )
]


async def own_open_tickets(session: AsyncSession, actor: Actor | None, place: Place) -> Card | None:
    """How many orders of mine are open here."""
    if actor is None:
        return None
    count: Any = await session.scalar(queries.open_at(filed_by(session, actor.person_id), place))
    if not count:
        return None
    return Card(
        key="tickets.own_open",
        head=Head.HANDLE,
        title="我的诉求",
        text=f"您在此处有 {count} 件诉求正在办理",
        facts={"count": count},
    )
