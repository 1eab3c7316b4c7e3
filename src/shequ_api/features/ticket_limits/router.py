"""Limits, blocks and appeals over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.ticket_limits import queries, service
from shequ_api.features.ticket_limits.counting import limits_at
from shequ_api.features.ticket_limits.models import TicketBlock
from shequ_api.features.ticket_limits.permissions import LimitPermission
from shequ_api.features.ticket_limits.schemas import (
    AppealDecision,
    AppealDraft,
    BlockDraft,
    BlockLifting,
    BlockView,
    OwnBlockView,
    TicketLimits,
    TicketLimitsView,
)
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
LimitSetter = Annotated[Actor, Depends(may(LimitPermission.SET_LIMITS))]
Blocker = Annotated[Actor, Depends(may(LimitPermission.BLOCK))]
Viewer = Annotated[Actor, Depends(may(LimitPermission.VIEW))]
Decider = Annotated[Actor, Depends(may(LimitPermission.DECIDE))]


async def limited_place(place_id: UUID, _: AnyActor, session: Session) -> Place:
    """A community or a district."""
    found = await session.get(Place, place_id)
    if found is None or found.ended_at is not None:
        raise Absent
    if found.kind not in (PlaceKind.COMMUNITY, PlaceKind.DISTRICT):
        raise Absent
    return found


async def own_limited_place(place_id: UUID, actor: AnyActor, session: Session) -> Place:
    """The same, in the scope of whoever asks."""
    found = await limited_place(place_id, actor, session)
    if not actor.covers(found):
        raise Absent
    return found


async def block_in_scope(block_id: UUID, actor: AnyActor, session: Session) -> TicketBlock:
    """A block in the scope of whoever asks."""
    here = (TicketBlock.id == block_id, in_scope(actor, TicketBlock))
    found: TicketBlock | None = await session.scalar(select(TicketBlock).where(*here))
    if found is None:
        raise Absent
    return found


async def own_block(block_id: UUID, actor: AnyActor, session: Session) -> TicketBlock:
    """A block of whoever asks."""
    mine = (TicketBlock.id == block_id, service.of_person(session, actor.person_id))
    found: TicketBlock | None = await session.scalar(select(TicketBlock).where(*mine))
    if found is None:
        raise Absent
    return found


TheBlock = Annotated[TicketBlock, Depends(block_in_scope)]
OwnBlock = Annotated[TicketBlock, Depends(own_block)]


@router.get("/places/{place_id}/ticket-limits")
async def get_ticket_limits(
    place: Annotated[Place, Depends(limited_place)], _: AnyActor, session: Session
) -> TicketLimitsView:
    """查看诉求提交上限: How many tickets somebody may file a day in a community or district."""
    limits = await limits_at(session, place)
    return TicketLimitsView(per_day=limits.per_day, identical_per_day=limits.identical_per_day)


@router.put("/places/{place_id}/ticket-limits")
async def set_ticket_limits(
    limits: TicketLimits,
    place: Annotated[Place, Depends(own_limited_place)],
    actor: LimitSetter,
    session: Session,
    now: Now,
) -> TicketLimitsView:
    """设置诉求提交上限: How many from now on. A community's own come before its district's."""
    await service.set_limits(
        session,
        actor,
        place,
        per_day=limits.per_day,
        identical_per_day=limits.identical_per_day,
        now=now,
    )
    return TicketLimitsView(per_day=limits.per_day, identical_per_day=limits.identical_per_day)


@router.post("/tickets/{ticket_id}/reporter-block", status_code=201)
async def block_ticket_reporter(
    draft: BlockDraft, ticket: TheTicket, actor: Blocker, session: Session, now: Now
) -> BlockView:
    """限制下单人: Let the reporter of a ticket file none in its community for a while. Who filed
    an anonymous one is not told."""
    made = await service.block(
        session, actor, ticket, reason=draft.reason, ends_at=draft.ends_at, now=now
    )
    return await _shown(session, made)


@router.get("/ticket-blocks")
async def list_ticket_blocks(actor: Viewer, session: Session, paging: ThePaging) -> Page[BlockView]:
    """限制名单: The blocks in my scope, and what was said against them."""
    lines = queries.block_lines(in_scope(actor, TicketBlock))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[queries.block_view(row) for row in rows], next_cursor=cursor)


@router.put("/ticket-blocks/{block_id}/lifting")
async def lift_ticket_block(
    lifting: BlockLifting, found: TheBlock, actor: Blocker, session: Session, now: Now
) -> BlockView:
    """提前解除限制: End a block before its time."""
    await service.lift(session, actor, found, reason=lifting.reason, now=now)
    return await _shown(session, found)


@router.put("/ticket-blocks/{block_id}/decision")
async def decide_ticket_block_appeal(
    decision: AppealDecision, found: TheBlock, actor: Decider, session: Session, now: Now
) -> BlockView:
    """处理限制申诉: Decide about an appeal, by somebody else than who blocked."""
    await service.decide(
        session, actor, found, upheld=decision.upheld, reason=decision.reason, now=now
    )
    return await _shown(session, found)


@router.get("/me/ticket-blocks")
async def list_my_ticket_blocks(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[OwnBlockView]:
    """我的提交限制: Where I may file no tickets, why, until when, and what came of my appeals."""
    lines = queries.block_lines(service.of_person(session, actor.person_id))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[queries.own_view(row) for row in rows], next_cursor=cursor)


@router.post("/me/ticket-blocks/{block_id}/appeal", status_code=201)
async def appeal_ticket_block(
    draft: AppealDraft, found: OwnBlock, _: AnyActor, session: Session, now: Now
) -> OwnBlockView:
    """申诉: Say why a block is wrong. Those above the community decide."""
    await service.appeal(session, found, text=draft.text, now=now)
    await refuse_unfit(session, draft.text, found)
    await session.flush()
    lines = queries.block_lines(TicketBlock.id == found.id)
    return queries.own_view((await session.execute(lines)).mappings().one())


async def _shown(session: Session, found: TicketBlock) -> BlockView:
    await session.flush()
    lines = queries.block_lines(TicketBlock.id == found.id)
    return queries.block_view((await session.execute(lines)).mappings().one())
