"""What those who scan a code may order, and what they ordered there."""

from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import ASKER, Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import OPEN, ReporterSeal, Service, Ticket, TicketPermission
from shequ_api.kit.http.parts import Parts


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


SEALED = bindparam("asker_index", None, type_=Ticket.reporter_index.type)


def _mine(parts: Parts, actor: Actor | None, _: Place) -> dict[str, bytes] | None:
    return (
        {SEALED.key: parts.get(ReporterSeal).index_of(actor.person_id)}
        if actor is not None
        else None
    )


def _open(found: Any) -> Card | None:
    if not found.many:
        return None
    return Card(
        key="tickets.own_open",
        head=Head.HANDLE,
        title="我的诉求",
        text=f"您在此处有 {found.many} 件诉求正在办理",
        facts={"count": found.many},
    )


OWN_OPEN_TICKETS = LandingCard(
    select(func.count().label("many"))
    .select_from(Ticket)
    .join(Case, Case.id == Ticket.case_id)
    .where(or_(Ticket.reporter_id == ASKER, Ticket.reporter_index == SEALED))
    .where(Ticket.place_id == HERE.id, Case.state.in_(OPEN)),
    _open,
    _mine,
)
"""How many orders of mine are open here."""
