"""Setting ladders; on which step a card stands, and telling its holder that it rose."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.card_levels import queries
from shequ_api.features.card_levels.events import CardLevelRisen
from shequ_api.features.card_levels.models import CardLadder, CardLevelMark
from shequ_api.features.card_levels.rules import LadderPeriod, LevelStanding, Step, standing_on
from shequ_api.features.points.public import locked_cards, open_card
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id


class LadderPlaceUnfit(Malformed):
    code, title = "ladder_place_unfit", "幸福卡等级由区或市制定，请选择区或市"


class LadderStepsUnfit(Malformed):
    code, title = "ladder_steps_unfit", "各级的代号不能重复，所需积分应逐级升高"


class LadderBegunAlready(Malformed):
    code, title = "ladder_begun_already", "新的等级办法只能从现在或以后开始"


async def set_ladder(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    *,
    period: LadderPeriod,
    steps: Sequence[Step],
    valid_from: datetime | None,
    now: datetime,
) -> CardLadder:
    """A new edition; levels that people have stay theirs until the day that they were told."""
    if place.kind not in (PlaceKind.DISTRICT, PlaceKind.CITY):
        raise LadderPlaceUnfit
    thresholds = [step.threshold_points for step in steps]
    if len({step.key for step in steps}) < len(steps) or sorted(set(thresholds)) != thresholds:
        raise LadderStepsUnfit
    if valid_from is not None and valid_from < now:
        raise LadderBegunAlready
    ladder = CardLadder(
        id=new_id(),
        place_id=place.id,
        period=period,
        steps=[asdict(step) for step in steps],
        valid_from=valid_from or now,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(ladder)
    await session.flush()
    return ladder


async def level_of(
    session: AsyncSession, person_id: UUID, district_id: UUID, now: datetime
) -> LevelStanding:
    """Reckoned anew. Two statements."""
    editions = await queries.editions_for(session, district_id)
    earned = await queries.earned_by_day(session, person_id, district_id) if editions else []
    return standing_on(editions, earned, now)


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
