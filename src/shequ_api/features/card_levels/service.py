"""Setting ladders, and on which step a card stands."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.card_levels import queries
from shequ_api.features.card_levels.models import CardLadder
from shequ_api.features.card_levels.rules import (
    LadderPeriod,
    Levels,
    LevelStanding,
    Step,
    earned_by,
    find_step,
    in_force,
    standing_on,
)
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
    if not editions:
        return standing_on(editions, [], now)
    history = await queries.history_of(session, {person_id}, district_id, now)
    return standing_on(editions, earned_by(history.get(person_id, ()), None), now)


async def levels_known(
    session: AsyncSession, persons: Collection[UUID], district_id: UUID, since: datetime
) -> Levels:
    """The levels of people at any instant from one on. Two statements, however many they are."""
    editions = await queries.editions_for(session, district_id)
    asked = persons if editions else ()
    history = await queries.history_of(session, asked, district_id, since) if asked else {}
    return Levels(editions, history)


async def step_named(
    session: AsyncSession, district_id: UUID, key: str, now: datetime
) -> Step | None:
    """The step by its key of the ladder that holds in a district. One statement."""
    return find_step(in_force(await queries.editions_for(session, district_id), now), key)


async def level_keys(session: AsyncSession, district_id: UUID, at: datetime) -> list[str]:
    """The keys of the steps of the ladder that holds in a district at an instant, the lowest first.
    One statement."""
    ladder = in_force(await queries.editions_for(session, district_id), at)
    return [step.key for step in ladder.steps] if ladder else []
