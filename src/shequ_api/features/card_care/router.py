"""Freezes, looks and overviews over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.audit.looks import note_look
from shequ_api.base.people.accounts import is_in_scope
from shequ_api.base.people.models import Person
from shequ_api.base.people.posting_router import TheRegistry
from shequ_api.features.card_care import queries, service
from shequ_api.features.card_care.models import CardFreeze
from shequ_api.features.card_care.permissions import CardCarePermission
from shequ_api.features.card_care.schemas import (
    CardFreezeDraft,
    CardFreezeView,
    CardLookDraft,
    CardLookView,
    CardOverview,
    CardThawDraft,
)
from shequ_api.features.card_care.showing import freeze_view, masked_holder, state_of
from shequ_api.features.points.public import card_here
from shequ_api.features.points_alarms.public import PointsAlarm
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
Holder = Annotated[Actor, Depends(may(CardCarePermission.VIEW_OWN))]
Viewer = Annotated[Actor, Depends(may(CardCarePermission.VIEW))]
Freezer = Annotated[Actor, Depends(may(CardCarePermission.FREEZE))]
Looker = Annotated[Actor, Depends(may(CardCarePermission.LOOK))]
LOOKED_AT = ("balance_points", "frozen_reason", "holder_name", "level_text", "owed_points")


async def alarm_in_scope(alarm_id: UUID, actor: AnyActor, session: Session) -> PointsAlarm:
    """An alarm of the actor's scope."""
    here = (PointsAlarm.id == alarm_id, in_scope(actor, PointsAlarm))
    found: PointsAlarm | None = await session.scalar(select(PointsAlarm).where(*here))
    if found is None:
        raise Absent
    return found


async def freeze_in_scope(freeze_id: UUID, actor: AnyActor, session: Session) -> CardFreeze:
    """A freeze of the actor's scope."""
    here = (CardFreeze.id == freeze_id, in_scope(actor, CardFreeze))
    found: CardFreeze | None = await session.scalar(select(CardFreeze).where(*here))
    if found is None:
        raise Absent
    return found


TheAlarm = Annotated[PointsAlarm, Depends(alarm_in_scope)]
TheFreeze = Annotated[CardFreeze, Depends(freeze_in_scope)]


async def _shown(session: Session, frozen: CardFreeze) -> CardFreezeView:
    row = await session.execute(queries.freeze_lines(CardFreeze.id == frozen.id))
    return freeze_view(row.mappings().one())


@router.get("/points/card/overview")
async def get_points_card_overview(
    actor: Holder,
    session: Session,
    now: Now,
    district_id: Annotated[
        UUID | None,
        Query(description="Else the district of my acting posting, of my home, of my latest card"),
    ] = None,
) -> CardOverview:
    """幸福卡概览: What I should know of my card beside its balance: level, freeze, debts."""
    card = await card_here(session, actor, district_id, now=now)
    return CardOverview(**await state_of(session, card, now))


@router.post("/points-card-looks")
@unkeyed
async def look_at_points_card(
    look: CardLookDraft, actor: Looker, session: Session, registry: TheRegistry, now: Now
) -> CardLookView:
    """查询居民的幸福卡: A card by the number that is shown to me, of somebody who has to do with my
    scope; its holder masked. The look is logged, and its holder may read that."""
    card = await service.card_by_number(session, look.card_number, actor.district_id)
    if card is None or not await is_in_scope(session, registry, actor, card.person_id):
        raise Absent
    holder = await session.get_one(Person, card.person_id)
    note_look(
        session,
        actor,
        subject_kind="points_card",
        subject_id=card.id,
        person_id=card.person_id,
        district_id=card.district_id,
        fields=LOOKED_AT,
        purpose=look.purpose,
        reason=look.reason,
        now=now,
    )
    await session.flush()
    state = await state_of(session, card, now)
    return CardLookView(holder_name=masked_holder(holder.name), **state)


@router.get("/card-freezes")
async def list_card_freezes(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    standing: Annotated[bool, Query(description="Only those that nobody thawed")] = False,
) -> Page[CardFreezeView]:
    """幸福卡冻结记录: Cards that were frozen after alarms of my scope, newest first."""
    lines = queries.freeze_lines(in_scope(actor, CardFreeze))
    if standing:
        lines = lines.where(CardFreeze.thawed_at.is_(None))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[freeze_view(row) for row in rows], next_cursor=cursor)


@router.post("/points-alarms/{alarm_id}/card-freezes", status_code=201)
async def freeze_points_card(
    draft: CardFreezeDraft, alarm: TheAlarm, actor: Freezer, session: Session, now: Now
) -> CardFreezeView:
    """冻结幸福卡: After an alarm was confirmed. Its holder pays, gives and redeems nothing; what
    was ordered before may be fetched, and what is earned goes on coming."""
    other = draft.party == "with"
    frozen = await service.freeze(session, actor, alarm, other=other, reason=draft.reason, now=now)
    return await _shown(session, frozen)


@router.put("/card-freezes/{freeze_id}/thawing")
async def thaw_points_card(
    draft: CardThawDraft, frozen: TheFreeze, actor: Freezer, session: Session, now: Now
) -> CardFreezeView:
    """解冻幸福卡: By another than who froze it."""
    await service.thaw(session, actor, frozen, reason=draft.reason, now=now)
    return await _shown(session, frozen)
