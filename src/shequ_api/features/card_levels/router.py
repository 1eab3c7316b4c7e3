"""Ladders and levels over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.offices import speaker_of
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.card_levels import queries
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.features.card_levels.permissions import CardLevelPermission
from shequ_api.features.card_levels.rules import Step
from shequ_api.features.card_levels.schemas import CardLadderDraft, CardLadderView, CardLevelView
from shequ_api.features.card_levels.service import level_of, set_ladder
from shequ_api.features.card_levels.showing import ladder_view, level_view
from shequ_api.features.points.public import card_here
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
NAMES = tuple(CardLadder.__table__.columns.keys())
Viewer = Annotated[Actor, Depends(may(CardLevelPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(CardLevelPermission.SET))]


@router.get("/places/{place_id}/card-ladders")
async def list_card_ladders(
    place: ThePlace, _: Viewer, session: Session, paging: ThePaging
) -> Page[CardLadderView]:
    """幸福卡等级办法: The steps of a district or city, as they were and will be; the latest first.
    Where a district has none of its own, its city's hold."""
    order = [CardLadder.valid_from, CardLadder.id]
    rows, cursor = await page_of(session, queries.ladder_lines(speaker_of(place)), order, paging)
    return Page(items=[ladder_view(row) for row in rows], next_cursor=cursor)


@router.post("/places/{place_id}/card-ladders", status_code=201)
async def set_card_ladder(
    draft: CardLadderDraft, place: OurPlace, actor: Setter, session: Session, now: Now
) -> CardLadderView:
    """制定幸福卡等级办法: The steps of a district or city from an instant on."""
    steps = [Step(**each.model_dump()) for each in draft.steps]
    said = draft.model_dump(include={"period", "valid_from"})
    ladder = await set_ladder(session, actor, place, **said, steps=steps, now=now)
    return ladder_view({name: getattr(ladder, name) for name in NAMES})


@router.get("/points/card/level")
async def get_card_level(
    actor: Viewer,
    session: Session,
    now: Now,
    district_id: Annotated[
        UUID | None,
        Query(description="Else the district of my acting posting, of my home, of my latest card"),
    ] = None,
) -> CardLevelView:
    """我的幸福卡等级: The level of my card, until when, and how far the next one is."""
    card = await card_here(session, actor, district_id, now=now)
    standing = await level_of(session, card.person_id, card.district_id, now)
    return level_view(card.district_id, standing)
