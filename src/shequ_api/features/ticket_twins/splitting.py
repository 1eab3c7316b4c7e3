"""Splitting a ticket into several, and undoing it while a part is untouched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_intake.public import copy_petitioner
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.events import TicketSplitOff
from shequ_api.features.ticket_twins.merging import LeadNotOpen, NotYourMerge, hold, put_under
from shequ_api.features.ticket_twins.models import TicketSplit
from shequ_api.features.ticket_twins.schemas import TicketPart
from shequ_api.features.tickets.public import OPEN, Service, Ticket, enter_ticket
from shequ_api.kit.errors import Malformed, NotNow

SPLIT = "split"
"""The source of a part."""


class AnonymousNotSplit(NotNow):
    """A part would have to be sealed anew, under a staff member's hands."""

    code, title = "anonymous_not_split", "匿名诉求不能拆单"


class PartUnfit(Malformed):
    code, title = "part_unfit", "拆出的部分须选择本区现有的诉求分类"


class ParentNotOpen(NotNow):
    code, title = "parent_not_open", "诉求已经办结或结束，不能拆单"


class NotSplit(NotNow):
    code, title = "ticket_not_split", "这件诉求不是拆单而来，或已经撤销拆单"


class PartTouched(NotNow):
    code, title = "part_touched", "拆出的诉求已经开始办理，不能撤销拆单"


async def split(
    session: AsyncSession,
    actor: Actor,
    parent: Ticket,
    parts: Sequence[TicketPart],
    *,
    reason: str,
    now: datetime,
) -> list[Ticket]:
    """拆单: each part is a ticket of its own, of the same person at the same
    place; what is left stays with the parent, whose words a part points at."""
    if not actor.covers(parent):
        raise NotYourMerge
    if parent.anonymous:
        raise AnonymousNotSplit
    cases = await hold(session, [parent])
    if cases[parent.case_id].state not in OPEN:
        raise ParentNotOpen
    place = await session.get_one(Place, parent.place_id)
    children = []
    for part in parts:
        service = await session.get(Service, part.service_code)
        if service is None or service.retired_at is not None:
            raise PartUnfit
        if service.owner_id not in (None, parent.district_id):
            raise PartUnfit
        child = enter_ticket(
            session,
            service,
            place,
            reporter_id=parent.reporter_id,
            filed_by_id=actor.person_id,
            text=part.text,
            private=parent.private,
            source_kind=SPLIT,
            located={name: getattr(parent, name) for name in _WHERE},
            asset_id=parent.asset_id,
            awaits_place=parent.awaits_place,
            now=now,
        )
        children.append(child)
    await session.flush()
    await copy_petitioner(session, parent, children)
    for child in children:
        _note(session, actor, parent, child, reason, now)
    return children


_WHERE = (
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id", "place_id", "made_grid_id"),
)


def _note(
    session: AsyncSession,
    actor: Actor,
    parent: Ticket,
    child: Ticket,
    reason: str,
    now: datetime,
) -> None:
    session.add(
        TicketSplit(
            child_id=child.id,
            parent_id=parent.id,
            district_id=parent.district_id,
            reason=reason,
            split_by_id=actor.person_id,
            split_at=now,
        )
    )
    told = TicketSplitOff(
        subject_id=child.id,
        district_id=child.district_id,
        parent_id=parent.id,
        reporter_id=parent.reporter_id,
    )
    record(session, told, now=now)


async def undo(
    session: AsyncSession, actor: Actor, child: Ticket, *, reason: str, now: datetime
) -> None:
    """Back under the parent, while nobody has worked on it."""
    if not actor.covers(child):
        raise NotYourMerge
    found = await session.get(TicketSplit, child.id)
    if found is None:
        raise NotSplit
    parent = await session.get_one(Ticket, found.parent_id)
    cases = await hold(session, [parent, child])
    await session.refresh(found, with_for_update=True)
    if found.undone_at is not None:
        raise NotSplit
    if await session.scalar(queries.worked_on(child)):
        raise PartTouched
    if cases[parent.case_id].state not in OPEN:
        raise LeadNotOpen
    found.undone_at, found.undone_by_id = now, actor.person_id
    await put_under(session, actor, parent, child, cases[child.case_id], reason, now)
