"""Telling the holder of a card that its level rose."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.card_level_news.events import CardLevelRisen
from shequ_api.features.card_level_news.models import CardLevelMark
from shequ_api.features.card_levels.public import level_of
from shequ_api.features.points.public import locked_cards, open_card


async def follow(
    session: AsyncSession, person_id: UUID, district_id: UUID, *, now: datetime
) -> None:
    """Something came to a card, or was taken back: tell its holder, if the level rose."""
    opened = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    # Its lock: of two who reckon at once one comes after the other's mark.
    card = (await session.scalars(locked_cards({opened.id}))).one()
    level = (await level_of(session, card.person_id, district_id, now)).level
    mark = await session.get(CardLevelMark, card.id, populate_existing=True)
    if level is None:
        if mark is not None:
            await session.delete(mark)
        return
    before = mark.threshold_points if mark else -1
    if mark is None:
        mark = CardLevelMark(card_id=card.id, district_id=district_id)
        session.add(mark)
    elif before == level.step.threshold_points:
        return
    mark.title, mark.threshold_points = level.step.title, level.step.threshold_points
    mark.reached_at = now
    if level.step.threshold_points > before:
        risen = CardLevelRisen(
            subject_id=card.id,
            district_id=district_id,
            person_id=card.person_id,
            level_title=level.step.title,
        )
        record(session, risen, now=now)
    await session.flush()
