"""What those who scan a code may order, and what they ordered there."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import OPEN, Service, Ticket, TicketPermission, filed_by


async def is_open_category(session: AsyncSession, place: Place, code: str) -> bool:
    """Whether tickets of a place may be of a category: one for all, or its district's own."""
    offered = or_(Service.owner_id.is_(None), Service.owner_id == place.district_id)
    found = exists().where(Service.code == code, Service.retired_at.is_(None), offered)
    return bool(await session.scalar(select(found)))


ACTIONS = [
    Action(
        key="tickets.report",
        head=Head.HANDLE,
        title="一键上报",
        operation="file_ticket",
        permission=TicketPermission.FILE,
        parameters=("place_id",),
        takes={"service_code": is_open_category},
    )
]


async def own_open_tickets(session: AsyncSession, actor: Actor | None, place: Place) -> Card | None:
    """How many orders of mine are open here."""
    if actor is None:
        return None
    count: Any = await session.scalar(open_at(filed_by(session, actor.person_id), place))
    if not count:
        return None
    return Card(
        key="tickets.own_open",
        head=Head.HANDLE,
        title="我的诉求",
        text=f"您在此处有 {count} 件诉求正在办理",
        facts={"count": count},
    )


def open_at(own: ColumnElement[bool], place: Place) -> Select[int]:
    """How many of a person's `own` tickets at a place are not ended yet."""
    return (
        select(func.count())
        .select_from(Ticket)
        .join(Case, Case.id == Ticket.case_id)
        .where(own, Ticket.place_id == place.id)
        .where(Case.state.in_(OPEN))
    )
