"""Moving a place to another parent, and a grid to another one above it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.coverage import IN_A_COMMUNITY, GridKindUnfit
from shequ_api.base.places.events import PlaceMoved
from shequ_api.base.places.following import Counts, agree, below, done, follow, hand_over
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, GridPlace
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import UNCOVERED, Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.service import PARENT_KIND, GridParentUnfit
from shequ_api.base.redrawing import postings
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.model import Ltree


class DivisionStays(Malformed):
    code, title = "division_stays", "行政区划的上级由官方区划表决定，不能在这里调整"


class PlaceParentUnfit(Malformed):
    code, title = "place_parent_unfit", "上级地点不符：小区属于社区，楼栋属于小区，单元属于楼栋"


class BeyondDistrict(Malformed):
    """A district owns its rows: they reference nothing of another's."""

    code, title = "beyond_district", "不能调整到另一个区县"


@dataclass(slots=True)
class Moved:
    """How many places, rows of each table and postings moved; and in how many dwellings of those
    nobody serves by now."""

    places: int = 0
    uncovered: int = 0
    rows: Counts = field(default_factory=dict)
    postings: int = 0


async def move_place(
    session: AsyncSession, actor: Actor, place: Place, parent: Place, *, author: Author
) -> Moved:
    """Let a place, with all that is in it, lie in another parent of the same kind.

    Codes stay. What comes into another community leaves its grids; `made_grid_id` stays. Both ends
    lie in the actor's scope, also once the lock is held.
    """
    if place.kind not in IN_A_COMMUNITY:
        raise DivisionStays
    communities = await hold(session, [place, parent])
    if not actor.covers(place) or not actor.covers(parent):
        raise Absent
    if parent.kind != place.parent_kind:
        raise PlaceParentUnfit
    if parent.district_id != place.district_id:
        raise BeyondDistrict
    if parent.id == place.parent_id:
        return Moved()
    before, left, stays = facts_of(place), place.compound_id, _same_community(place, parent)
    left_community = place.community_id
    moved = Moved(places=await _lift(session, place, parent))
    await session.refresh(place)
    compounds = {one for one in (left, place.compound_id) if one is not None}
    await agree(session, compounds)
    if not stays:
        moved.postings = await postings.follow_places(session, communities)
        await session.execute(delete(GridPlace).where(_lies_below(place)))
    moved.rows = await follow(session, communities, compounds, district_id=place.district_id)
    await session.refresh(place)
    moved.uncovered = await session.scalar(_uncovered_in(place)) or 0
    await tell(session, author, ChangeKind.MOVED, [(place, before, facts_of(place))])
    if not stays:
        _announce(session, actor, place, left_community, author)
    return moved


def _announce(
    session: AsyncSession, actor: Actor, place: Place, left: UUID | None, author: Author
) -> None:
    if left is None or place.community_id is None:
        raise DivisionStays
    moved = PlaceMoved(
        subject_id=place.id,
        district_id=place.district_id,
        left_community_id=left,
        community_id=place.community_id,
        moved_by_id=actor.person_id,
    )
    record(session, moved, now=author.now)


def _uncovered_in(place: Place) -> Select[int]:
    """How many dwellings of a place lie in no micro-grid."""
    inside = Place.path.bool_op("<@")(literal(place.path, Ltree()))
    here = (Place.community_id == place.community_id, UNCOVERED, inside)
    return select(func.count()).select_from(Place).where(*here)


def _same_community(place: Place, parent: Place) -> bool:
    return place.community_id == parent.community_id


def _lies_below(place: Place) -> ColumnElement[bool]:
    return GridPlace.place_id.in_(select(Place.id).where(below(Place, [place.id])))


async def _lift(session: AsyncSession, place: Place, parent: Place) -> int:
    """One statement for the place and all below it; returns how many. Demolished ones come too."""
    own = Place.id == place.id
    steps = len(place.path.split("."))
    # The code is unique for ever, a local code only in its parent.
    label = f"{parent.path}.{place.code.replace('-', '_')}"
    rest = case((own, ""), else_="." + cast(func.subpath(Place.path, steps), Text))
    community = parent.kind == PlaceKind.COMMUNITY
    full_name = place.name if community else f"{parent.full_name}{place.name}"
    renamed = func.concat(full_name, func.substr(Place.full_name, len(place.full_name) + 1))
    new: dict[str, Any] = {
        "path": func.text2ltree(func.concat(label, rest), type_=Ltree()),
        "parent_id": case((own, parent.id), else_=Place.parent_id),
        "full_name": case((Place.ended_at.is_(None), renamed), else_=Place.full_name),
        **{column: getattr(parent, column) for column in _handed_down(place, parent)},
    }
    if not _same_community(place, parent):
        new |= {"general_grid_id": None, "micro_grid_id": None}
    inside = Place.path.bool_op("<@")(literal(place.path, Ltree()))
    return await done(session, update(Place).where(inside).values(new))


def _handed_down(place: Place, parent: Place) -> list[str]:
    """The ancestors that all below share with the new parent."""
    columns = ["city_id", "district_id", "subdistrict_id", "community_id"]
    if place.kind != PlaceKind.COMPOUND:
        columns.append("compound_id")
    if parent.kind in {PlaceKind.BUILDING, PlaceKind.UNIT}:
        columns.append("building_id")
    return columns


async def move_grid(
    session: AsyncSession, actor: Actor, grid: Grid, parent: Grid, *, author: Author
) -> Moved:
    """Let a micro-grid lie in another general grid of its community, a general in another total."""
    if grid.kind not in PARENT_KIND:
        raise GridKindUnfit
    communities = await hold(session, [grid, parent])
    if not actor.covers(grid) or not actor.covers(parent):
        raise Absent
    if parent.kind != PARENT_KIND[grid.kind] or parent.community_id != grid.community_id:
        raise GridParentUnfit
    if parent.id == grid.parent_id:
        return Moved()
    before, moved = facts_of(grid), Moved()
    grid.parent_id = parent.id
    await session.flush()
    if grid.kind == GridKind.MICRO:
        moved = await _move_content(session, grid, communities)
    await tell(session, author, ChangeKind.MOVED, [(grid, before, facts_of(grid))])
    return moved


async def _move_content(session: AsyncSession, grid: Grid, communities: set[UUID]) -> Moved:
    """Give all that lies in a micro-grid the general grid that is above it now."""
    given = {"general_grid_id": grid.parent_id}
    places = update(Place).where(Place.micro_grid_id == grid.id)
    moved = Moved(places=await done(session, places.values(given)))
    compounds = set(await session.scalars(compounds_of([grid.id])))
    await agree(session, compounds)
    moved.rows = await hand_over(session, [grid.id], given, district_id=grid.district_id)
    above = await follow(session, communities, compounds, district_id=grid.district_id)
    moved.rows = {table: rows + above[table] for table, rows in moved.rows.items()}
    return moved


def compounds_of(grids: list[UUID]) -> Any:
    """The compounds in which something lies in one of these micro-grids."""
    inside = select(Place.compound_id).where(Place.micro_grid_id.in_(grids))
    return inside.where(Place.compound_id.is_not(None)).distinct()
