"""Ruling where a ticket belongs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.attribution_spots import located_in
from shequ_api.base.places.locking import TreesChanged, keep_still
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_intake.public import FoundBy, TicketAttribution
from shequ_api.features.ticket_triage import queries
from shequ_api.features.ticket_triage.rules import check_ruling
from shequ_api.features.tickets.events import TicketPlaced
from shequ_api.features.tickets.public import RulingBinds, Ticket, facts_of, take_step
from shequ_api.kit.errors import Absent, Forbidden, NotNow


class NotYourTriage(Forbidden):
    code, title = "not_your_triage", "只有诉求所在社区的工作人员可以改定地点"


class OrderBinds(NotNow):
    """Those above ordered this very community to take it."""

    code, title = "order_binds", "上级复核后责令本社区受理，不能转交其他社区"


class LeadStays(NotNow):
    """What is handled under it would stay behind, where nobody handles it."""

    code, title = "lead_stays", "有诉求已并入这一单，请先拆回，再转交其他社区"


async def rule(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    place: Place,
    grid: Grid | None,
    *,
    reason: str,
    now: datetime,
) -> Ticket:
    """Put a ticket to a place of its community, or give it to another community's triage.

    Its scopes move with it; who can settle it no longer is relieved by that. What it was made with
    stays, and so does what was found.
    """
    await _hold(session, ticket, place, grid)
    if not actor.covers(ticket):
        raise NotYourTriage
    check_ruling(place, grid, community_id=ticket.community_id, district_id=ticket.district_id)
    columns = located_in(place, grid)
    same = (ticket.place_id, ticket.micro_grid_id) == (place.id, columns["micro_grid_id"])
    if same and not ticket.awaits_place:
        return ticket  # the same again is no news
    left_id, transfers = ticket.community_id, place.community_id != ticket.community_id
    if transfers:
        await _refuse_transfer(session, ticket)
    facts = {"from_place_id": str(ticket.place_id), "place_id": str(place.id)}
    step = "transfer" if transfers else "place"
    case = await take_step(session, actor, ticket, step, note=reason, now=now, **facts)
    _move(ticket, columns)
    ticket.awaits_place = transfers
    if transfers:
        # They hold their office there; here it begins anew.
        ticket.assignee_id = None
    _note(session, ticket, place, case.steps_taken, certain=not transfers, now=now)
    placed = TicketPlaced(
        **facts_of(ticket), left_community_id=left_id, placed_by_id=actor.person_id, at=now
    )
    record(session, placed, now=now)
    return ticket


async def _refuse_transfer(session: AsyncSession, ticket: Ticket) -> None:
    """Whoever was told by those above to handle it hands it on no more: a new fact is named to
    them, by giving it back."""
    if await session.scalar(queries.was_ordered(ticket.case_id)):
        raise OrderBinds
    if ticket.bound:
        raise RulingBinds(operation="return_ticket")
    if await session.scalar(queries.leads_others(ticket.id)):
        raise LeadStays


async def _hold(session: AsyncSession, ticket: Ticket, place: Place, grid: Grid | None) -> None:
    """Keep the trees of both communities still, then lock the ticket, and read all again.

    One order for all who lock these: communities, case, ticket.
    """
    community_id = ticket.community_id
    for one in sorted({community_id, place.community_id or community_id}):
        await keep_still(session, one)
    await lock_case(session, ticket.case_id)
    await session.refresh(ticket, with_for_update=True)
    if ticket.community_id != community_id:
        raise TreesChanged
    for node in (place, grid):
        if node is not None:
            await session.refresh(node)
            if node.ended_at is not None:
                raise Absent


MADE = "made_grid_id"


def _move(ticket: Ticket, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        if name != MADE:  # a record keeps where it was made
            setattr(ticket, name, value)


def _note(
    session: AsyncSession, ticket: Ticket, place: Place, step: int, *, certain: bool, now: datetime
) -> None:
    told = f"转交“{place.name}”" if not certain else f"人工改定为“{place.full_name}”"
    session.add(
        TicketAttribution(
            ticket_id=ticket.id,
            district_id=ticket.district_id,
            place_id=place.id,
            grid_id=ticket.micro_grid_id,
            found_by=FoundBy.RULED,
            certain=certain,
            explanations=[told],
            doubts=[],
            step_number=step,
            made_at=now,
        )
    )


async def place_and_grid(
    session: AsyncSession, place_id: UUID, grid_id: UUID | None
) -> tuple[Place, Grid | None]:
    """Those that a ruling names, and that stand. Raises `Absent`."""
    place = await session.get(Place, place_id)
    grid = await session.get(Grid, grid_id) if grid_id else None
    if place is None or place.ended_at is not None:
        raise Absent
    if grid_id and (grid is None or grid.ended_at is not None):
        raise Absent
    return place, grid
