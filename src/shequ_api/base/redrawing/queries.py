"""Reads of the history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.coverage import IN_A_COMMUNITY
from shequ_api.base.places.history_models import ChangeKind, TreeChange
from shequ_api.base.places.models import Grid, Place

Rows = Select[*tuple[Any, ...]]


class Stay(NamedTuple):
    """A place in which another one lay, from when (None: always) and until when (None: still)."""

    place_id: UUID
    since: datetime | None = None
    until: datetime | None = None

    def within(self, since: datetime | None, until: datetime | None) -> "Stay | None":
        """The part of it in these times; None where there is none."""
        begins = max((one for one in (self.since, since) if one is not None), default=None)
        ends = min((one for one in (self.until, until) if one is not None), default=None)
        if begins is not None and ends is not None and begins >= ends:
            return None
        return Stay(self.place_id, begins, ends)


async def history_of_place(session: AsyncSession, place: Place) -> Rows:
    """Changes of a place, and of the unit, building and compound in which it lay at that time."""
    stays = [Stay(place.id)]
    if place.kind in IN_A_COMMUNITY:
        stays += await _stays_above(session, stays)
    return _changes(or_(*(_in_time(stay) for stay in stays)))


async def _stays_above(session: AsyncSession, stays: Sequence[Stay]) -> list[Stay]:
    """Where it lay, level by level up to the compound; two statements for each level."""
    found: list[Stay] = []
    level = list(stays)
    while level:
        ids = {stay.place_id for stay in level}
        parents = await _parents_of(session, ids)
        above = [
            part
            for stay in level
            for parent in parents[stay.place_id]
            if (part := parent.within(stay.since, stay.until)) is not None
        ]
        inside = await session.scalars(
            select(Place.id).where(
                Place.id.in_({stay.place_id for stay in above}), Place.kind.in_(IN_A_COMMUNITY)
            )
        )
        known = set(inside)
        level = [stay for stay in above if stay.place_id in known]
        found += level
    return found


async def _parents_of(session: AsyncSession, ids: set[UUID]) -> Mapping[UUID, list[Stay]]:
    """The parents that places had, one after the other: they are written in each move."""
    moves = (
        select(TreeChange.place_id, TreeChange.changed_at, TreeChange.before)
        .where(TreeChange.place_id.in_(ids), TreeChange.change == ChangeKind.MOVED)
        .order_by(TreeChange.changed_at, TreeChange.id)
    )
    now = select(Place.id, Place.parent_id).where(Place.id.in_(ids))
    present = {row.id: row.parent_id for row in await session.execute(now)}
    moved: dict[UUID, list[Any]] = {one: [] for one in ids}
    for move in await session.execute(moves):
        moved[move.place_id].append(move)
    return {one: _stays_in(moved[one], present[one]) for one in ids}


def _stays_in(moves: Sequence[Any], present: UUID | None) -> list[Stay]:
    ends = [None, *(move.changed_at for move in moves), None]
    parents = [*(UUID(move.before["parent_id"]) for move in moves), present]
    return [
        Stay(parent, since, until)
        for parent, (since, until) in zip(parents, pairwise(ends), strict=True)
        if parent is not None
    ]


def _in_time(stay: Stay) -> ColumnElement[bool]:
    conditions = [TreeChange.place_id == stay.place_id]
    if stay.since is not None:
        conditions.append(TreeChange.changed_at >= stay.since)
    if stay.until is not None:
        conditions.append(TreeChange.changed_at < stay.until)
    return and_(*conditions)


def history_of_grid(grid: Grid) -> Rows:
    """Changes of a grid."""
    return _changes(TreeChange.grid_id == grid.id)


def _changes(condition: ColumnElement[bool]) -> Rows:
    columns = ("id", "place_id", "grid_id", "change", "before", "after", "reason", "changed_at")
    return (
        select(
            *(getattr(TreeChange, name) for name in columns),
            TreeChange.changed_by_id,
            Person.name.label("changed_by_name"),
        )
        .outerjoin(Person, Person.id == TreeChange.changed_by_id)
        .where(condition)
    )
