"""Demolition: a place ends, with all that is in it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Posting
from shequ_api.base.places.coverage import IN_A_COMMUNITY
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.following import (
    Counts,
    agree,
    behind_walls,
    below,
    done,
    follow,
    moving_models,
)
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, GridPlace
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.redrawing import postings
from shequ_api.base.redrawing.moving import DivisionStays
from shequ_api.base.residency.leaving import empty_place
from shequ_api.base.residency.models import Residency
from shequ_api.kit.errors import Absent
from shequ_api.kit.model import Ltree


@dataclass(frozen=True, slots=True)
class Demolished:
    """What ended, and what stays to be settled there."""

    places: int
    dwellings: int
    residencies: int
    postings: list[Posting]
    remaining: Counts
    """Table → rows at places that are no more. They are kept, and open ones are still worked on."""


async def demolish(
    session: AsyncSession, actor: Actor, place: Place, *, author: Author
) -> Demolished:
    """End a place and all below it: homes and postings end, records stay where they were made.

    The codes are never given again.
    """
    if place.kind not in IN_A_COMMUNITY:
        raise DivisionStays
    communities = await hold(session, [place])
    if not actor.covers(place):
        raise Absent
    before = facts_of(place)
    ended = await _end_places(session, place, author)
    residencies = await empty_place(
        session, place.id, by_id=author.person_id, reason=author.reason, now=author.now
    )
    gone = await postings.end_at_place(session, place, author)
    inside = select(Place.id).where(below(Place, [place.id]))
    await session.execute(delete(GridPlace).where(GridPlace.place_id.in_(inside)))
    if place.compound_id is not None and place.kind != PlaceKind.COMPOUND:
        await agree(session, [place.compound_id])
        compound = [place.compound_id]
        await follow(session, communities, compound, district_id=place.district_id)
    _announce(session, place, author)
    after = before | {"ended_at": author.now.isoformat(), "places": sum(ended.values())}
    await tell(session, author, ChangeKind.DEMOLISHED, [(place, before, after)])
    dwellings = ended.get(PlaceKind.DWELLING, 0)
    remaining = await _remaining(session, communities, place)
    return Demolished(sum(ended.values()), dwellings, residencies, gone, remaining)


def _announce(session: AsyncSession, place: Place, author: Author) -> None:
    if place.community_id is None:
        raise DivisionStays
    ended = PlaceEnded(
        subject_id=place.id,
        district_id=place.district_id,
        kind=place.kind,
        community_id=place.community_id,
        ended_by_id=author.person_id,
    )
    record(session, ended, now=author.now)


async def _end_places(session: AsyncSession, place: Place, author: Author) -> dict[PlaceKind, int]:
    """Those that stand, by kind; one statement ends them."""
    inside = Place.path.bool_op("<@")(literal(place.path, Ltree()))
    standing = (inside, Place.ended_at.is_(None))
    counted = select(Place.kind, func.count()).where(*standing).group_by(Place.kind)
    ended = {row[0]: int(row[1]) for row in (await session.execute(counted)).all()}
    await done(session, update(Place).where(*standing).values(ended_at=author.now))
    await session.refresh(place)
    return ended


async def _remaining(session: AsyncSession, communities: set[UUID], place: Place) -> Counts:
    counts = {}
    async with behind_walls(session, place.district_id):
        for model in moving_models():
            here = select(func.count()).select_from(model).join(Place, Place.id == model.place_id)
            inside = here.where(model.community_id.in_(communities), below(Place, [place.id]))
            counts[model.__tablename__] = await session.scalar(inside) or 0
    return {table: rows for table, rows in counts.items() if table != Residency.__tablename__}
