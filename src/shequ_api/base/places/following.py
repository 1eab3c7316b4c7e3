"""What follows a change of the trees: the places above, and all rows that lie there."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.located import SCOPE_COLUMNS, Located
from shequ_api.base.places.models import Grid, Place, PlaceKind
from shequ_api.kit.model import Base

Counts = dict[str, int]
"""Table → how many of its rows moved."""

SCOPES = sorted(set(SCOPE_COLUMNS.values()))
GRID_SCOPES = ("general_grid_id", "micro_grid_id")
BELOW = {
    PlaceKind.UNIT: PlaceKind.DWELLING,
    PlaceKind.BUILDING: PlaceKind.UNIT,
    PlaceKind.COMPOUND: PlaceKind.BUILDING,
}
"""From the innermost out: what lies right below."""


def moving_models() -> list[type[Any]]:
    """The tables whose rows follow their place, in one order for all who lock them."""
    mapped: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    located = [cls for cls in mapped if issubclass(cls, Located)]
    moving = [cls for cls in located if cls.moves_with_grid and not cls.append_only]
    return sorted(moving, key=lambda cls: str(cls.__tablename__))


def below(place: Any, roots: Collection[UUID]) -> ColumnElement[bool]:
    """Whether a place is one of these, or lies in one of them."""
    root = aliased(Place)
    within = select(root.id).where(root.id.in_(roots), place.path.bool_op("<@")(root.path))
    return within.correlate(place).exists()


async def lay(session: AsyncSession, grid: Grid, roots: Collection[UUID]) -> int:
    """Put places, with all that is in them, into a micro-grid; returns how many changed theirs."""
    root = aliased(Place)
    inside = update(Place).where(root.id.in_(roots), Place.path.bool_op("<@")(root.path))
    other = func.row(Place.micro_grid_id, Place.general_grid_id).is_distinct_from(
        func.row(grid.id, grid.parent_id)
    )
    changed = inside.where(other).values(micro_grid_id=grid.id, general_grid_id=grid.parent_id)
    return await done(session, changed)


async def agree(session: AsyncSession, compounds: Collection[UUID]) -> None:
    """Let units, buildings and compounds be of the grid of which all below them are, or of none."""
    for kind, inner in BELOW.items():
        child = aliased(Place)
        kept = select(child.parent_id, *(_shared(child, column) for column in GRID_SCOPES))
        standing = kept.where(child.compound_id.in_(compounds), child.kind == inner)
        agreed = standing.where(child.ended_at.is_(None)).group_by(child.parent_id).subquery()
        those = update(Place).where(Place.id == agreed.c.parent_id, Place.kind == kind)
        new = [agreed.c[column] for column in GRID_SCOPES]
        old = [getattr(Place, column) for column in GRID_SCOPES]
        changed = those.where(func.row(*old).is_distinct_from(func.row(*new)))
        await done(session, changed.values(dict(zip(GRID_SCOPES, new, strict=True))))


def _shared(child: Any, column: str) -> ColumnElement[Any]:
    """The grid of all, where all have one and the same."""
    grid = getattr(child, column)
    one = (func.count(grid.distinct()) == 1) & (func.count(grid) == func.count())
    return case((one, func.array_agg(grid)[1])).label(column)


@asynccontextmanager
async def behind_walls(session: AsyncSession, district_id: UUID | None) -> AsyncIterator[None]:
    """Reach the confidential rows of a district too: they follow like all others."""
    if district_id is not None:
        await enter_district(session, district_id)
    yield
    await leave_walls(session)


async def follow(
    session: AsyncSession,
    communities: Collection[UUID],
    roots: Collection[UUID] | None,
    *,
    district_id: UUID | None,
) -> Counts:
    """Give the rows at these places, and below, the scopes that their places have now.

    `roots` None: at all places.

    `communities`, all of one district, are those in which the rows lay until now: their index finds
    them. What lies at a community itself has been shared out by hand, and stays.
    """
    async with behind_walls(session, district_id):
        return {
            model.__tablename__: await done(session, _following(model, communities, roots))
            for model in moving_models()
        }


def _following(model: Any, communities: Collection[UUID], roots: Collection[UUID] | None) -> Any:
    stays = _keeps_grid(model)
    now = [
        case((stays, getattr(model, column)), else_=getattr(Place, column))
        if column in GRID_SCOPES
        else getattr(Place, column)
        for column in SCOPES
    ]
    was = [getattr(model, column) for column in SCOPES]
    here = update(model).where(model.community_id.in_(communities), Place.id == model.place_id)
    inside = here.where(Place.compound_id.is_not(None))
    if roots is not None:
        root = aliased(Place)
        inside = inside.where(root.id.in_(roots), Place.path.bool_op("<@")(root.path))
    stale = inside.where(func.row(*was).is_distinct_from(func.row(*now)))
    return stale.values(dict(zip(SCOPES, now, strict=True)))


def _keeps_grid(model: Any) -> ColumnElement[bool]:
    """Whether a row at a place among several micro-grids stays in the one that it was given: as
    long as the place is in the same community, and something in it in that grid."""
    inner = aliased(Place)
    part = select(inner.id).where(
        inner.micro_grid_id == model.micro_grid_id,
        inner.compound_id == Place.compound_id,
        inner.ended_at.is_(None),
    )
    return and_(
        Place.micro_grid_id.is_(None),
        model.micro_grid_id.is_not(None),
        Place.community_id == model.community_id,
        part.correlate(Place, model).exists(),
    )


async def hand_over(
    session: AsyncSession,
    grids: Collection[UUID],
    given: Mapping[str, UUID | None],
    *,
    district_id: UUID | None,
) -> Counts:
    """Give all that lies in micro-grids other grids: `general_grid_id`, `micro_grid_id`."""
    async with behind_walls(session, district_id):
        return {
            model.__tablename__: await done(
                session, update(model).where(model.micro_grid_id.in_(grids)).values(given)
            )
            for model in moving_models()
        }


async def done(session: AsyncSession, statement: Any) -> int:
    """Run an UPDATE past the session's own rows; returns how many it changed."""
    quiet = statement.execution_options(synchronize_session=False)
    result: Any = await session.execute(quiet)
    return int(result.rowcount)
