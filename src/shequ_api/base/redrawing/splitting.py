"""Splitting a micro-grid, and merging several: places, rows and postings move as one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.coverage import GridKindUnfit
from shequ_api.base.places.events import GridEnded
from shequ_api.base.places.following import Counts, agree, done, follow, hand_over, lay
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, GridSuccession
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.service import GridParentUnfit, draw_grid
from shequ_api.base.redrawing.moving import compounds_of
from shequ_api.base.redrawing.postings import Handover, hand_over_postings, hold_postings
from shequ_api.base.redrawing.rules import overlapping
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed


class PlaceElsewhere(Malformed):
    code, title = (
        "place_elsewhere",
        "只能划分整个属于原微网格的地点；跨网格的楼栋请按单元或住户划分",
    )


class PartsOverlap(Malformed):
    code, title = "parts_overlap", "同一个地点只能划入一个新网格"


class PartsIncomplete(Malformed):
    """Says how many places are in no part yet, and names some."""

    code, title = "parts_incomplete", "原网格的每一户都要划入一个新网格"


class GridsTooFew(Malformed):
    code, title = "grids_too_few", "请选择至少两个不同的微网格"


class NotOneCommunity(Malformed):
    code, title = "not_one_community", "只能合并同一个社区的微网格"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the grids into which a grid is split."""

    name: str
    places: Sequence[Place]
    postings: Collection[UUID] = ()
    position: Point | None = None


class Content(NamedTuple):
    """How many places stand in a grid, and how many of them are dwellings."""

    places: int = 0
    dwellings: int = 0


@dataclass(slots=True)
class Redrawn:
    """What became of grids that ended: new ones, and all that moved."""

    ended: list[Grid]
    grids: list[Grid]
    contents: dict[UUID, Content] = field(default_factory=dict)
    rows: Counts = field(default_factory=dict)
    handover: Handover = field(default_factory=Handover)
    vacant: list[UUID] = field(default_factory=list)


SAMPLE = 5
FEWEST = 2


async def split(
    session: AsyncSession, actor: Actor, grid: Grid, parts: Sequence[Part], *, author: Author
) -> Redrawn:
    """End a micro-grid; all that is in it goes into exactly one of the parts.

    Nothing counts twice: a row lies in one grid at a time, and keeps in `made_grid_id` where it
    was made.
    """
    places = [place for part in parts for place in part.places]
    communities = await hold(session, [grid, *places])
    _check_grids(actor, [grid])
    await hold_postings(session, [grid.id])
    _check_parts(grid, places)
    community = await session.get_one(Place, grid.community_id)
    parent = await session.get_one(Grid, grid.parent_id)
    compounds = set(await session.scalars(compounds_of([grid.id])))
    new = []
    for part in parts:
        shown = part.position or _position_of([*part.places, grid])
        drawn = await _drawn(session, community, parent, part.name, shown, author)
        await lay(session, drawn, [place.id for place in part.places])
        new.append(drawn)
    await agree(session, compounds)
    await _check_all_parted(session, grid)
    await _leave_demolished(session, [grid.id])
    rows = _sum(
        await follow(session, communities, compounds, district_id=grid.district_id),
        await hand_over(session, [grid.id], {"micro_grid_id": None}, district_id=grid.district_id),
    )
    wanted: dict[UUID, list[Grid]] = {}
    for part, drawn in zip(parts, new, strict=True):
        for posting_id in part.postings:
            wanted.setdefault(posting_id, []).append(drawn)
    redrawn = Redrawn([grid], new, rows=rows)
    return await _conclude(session, actor, redrawn, ChangeKind.SPLIT, wanted, author)


async def merge(
    session: AsyncSession,
    actor: Actor,
    grids: Sequence[Grid],
    *,
    name: str,
    parent: Grid | None,
    postings: Collection[UUID] | None,
    position: Point | None = None,
    author: Author,
) -> Redrawn:
    """End micro-grids of a community, and let a new one take over all that is in them.

    `parent`: the general grid; None where all have the same. `postings`: those that go on; None
    for all of them.
    """
    communities = await hold(session, [*grids, *([parent] if parent else [])])
    _check_grids(actor, grids)
    if len(grids) < FEWEST:
        raise GridsTooFew
    if len({grid.community_id for grid in grids}) > 1:
        raise NotOneCommunity
    if parent is None and len({grid.parent_id for grid in grids}) > 1:
        raise GridParentUnfit
    above = parent
    if above is None:
        above = await session.get_one(Grid, grids[0].parent_id)
    community = await session.get_one(Place, grids[0].community_id)
    ids = [grid.id for grid in grids]
    await hold_postings(session, ids)
    compounds = set(await session.scalars(compounds_of(ids)))
    shown = position or _position_of(grids)
    new = await _drawn(session, community, above, name, shown, author)
    given = {"micro_grid_id": new.id, "general_grid_id": new.parent_id}
    await done(session, update(Place).where(Place.micro_grid_id.in_(ids)).values(given))
    await agree(session, compounds)
    rows = _sum(
        await hand_over(session, ids, given, district_id=new.district_id),
        await follow(session, communities, compounds, district_id=new.district_id),
    )
    wanted = new if postings is None else {posting_id: [new] for posting_id in postings}
    redrawn = Redrawn(list(grids), [new], rows=rows)
    return await _conclude(session, actor, redrawn, ChangeKind.MERGED, wanted, author)


def _check_grids(actor: Actor, grids: Sequence[Grid]) -> None:
    for grid in grids:
        if not actor.covers(grid):
            raise Absent
        if grid.kind != GridKind.MICRO:
            raise GridKindUnfit


def _check_parts(grid: Grid, places: Sequence[Place]) -> None:
    for place in places:
        if place.micro_grid_id != grid.id:
            raise PlaceElsewhere(place_id=str(place.id))
    if (path := overlapping(place.path for place in places)) is not None:
        twice = next(place for place in places if place.path == path)
        raise PartsOverlap(place_id=str(twice.id))


def _position_of(nodes: Iterable[Place | Grid]) -> Point | None:
    """Where the first of them is shown that is shown anywhere."""
    for node in nodes:
        if node.longitude is not None and node.latitude is not None and node.coordinate_system:
            return Point(node.longitude, node.latitude, node.coordinate_system)
    return None


async def _drawn(
    session: AsyncSession,
    community: Place,
    parent: Grid,
    name: str,
    position: Point | None,
    author: Author,
) -> Grid:
    micro = GridKind.MICRO
    return await draw_grid(
        session, community, kind=micro, name=name, parent=parent, position=position, author=author
    )


async def _check_all_parted(session: AsyncSession, grid: Grid) -> None:
    left = (Place.micro_grid_id == grid.id, Place.ended_at.is_(None))
    places = await session.scalar(select(func.count()).where(*left)) or 0
    if places:
        some = select(Place.full_name).where(*left).order_by(Place.code).limit(SAMPLE)
        raise PartsIncomplete(places=places, examples=list(await session.scalars(some)))


async def _leave_demolished(session: AsyncSession, grids: list[UUID]) -> None:
    """What stands no more is nobody's: its records go back to the general grid."""
    those = update(Place).where(Place.micro_grid_id.in_(grids), Place.ended_at.is_not(None))
    await done(session, those.values(micro_grid_id=None))


async def _conclude(
    session: AsyncSession,
    actor: Actor,
    redrawn: Redrawn,
    change: ChangeKind,
    wanted: Mapping[UUID, Collection[Grid]] | Grid,
    author: Author,
) -> Redrawn:
    ended, new = redrawn.ended, redrawn.grids
    before = [facts_of(grid) for grid in ended]
    ids = [grid.id for grid in ended]
    await done(session, update(Grid).where(Grid.id.in_(ids)).values(ended_at=author.now))
    successions = [{"grid_id": one, "successor_id": grid.id} for one in ids for grid in new]
    await session.execute(insert(GridSuccession), successions)
    redrawn.handover = await hand_over_postings(session, actor, ids, wanted, author)
    redrawn.vacant = redrawn.handover.vacant(new, on=china_date(author.now))
    redrawn.contents = await _contents(session, new)
    successors = {"successor_ids": [str(grid.id) for grid in new]}
    told = [(grid, facts, facts | successors) for grid, facts in zip(ended, before, strict=True)]
    await tell(session, author, change, told)
    for grid in ended:
        await session.refresh(grid)
        fact = GridEnded(
            subject_id=grid.id,
            district_id=grid.district_id,
            kind=grid.kind,
            community_id=grid.community_id,
            successor_ids=[one.id for one in new],
        )
        record(session, fact, now=author.now)
    return redrawn


async def _contents(session: AsyncSession, grids: Sequence[Grid]) -> dict[UUID, Content]:
    dwellings = func.count().filter(Place.kind == PlaceKind.DWELLING)
    counted = select(Place.micro_grid_id, func.count(), dwellings)
    standing = counted.where(
        Place.micro_grid_id.in_([grid.id for grid in grids]), Place.ended_at.is_(None)
    )
    rows = (await session.execute(standing.group_by(Place.micro_grid_id))).all()
    return {row[0]: Content(row[1], row[2]) for row in rows if row[0] is not None}


def _sum(one: Counts, other: Counts) -> Counts:
    return {table: one.get(table, 0) + other.get(table, 0) for table in one | other}
