"""Attribution: to which community and grids a point belongs, and how that is known.

A boundary that holds the point tells most; then what lies above something whose boundary does;
then the nearest place with a known position. Grids follow from a building, which has exactly one
micro-grid; from a compound, which may have several, only where its boundary holds the point and all
its buildings lie in one. Nothing is guessed beyond that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution_queries import REACH_METRES, Near, around, nearest, those
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place, PlaceKind

Kind = PlaceKind | GridKind
KIND_TITLES: Mapping[Kind, str] = {
    PlaceKind.COMMUNITY: "社区",
    PlaceKind.COMPOUND: "小区",
    PlaceKind.BUILDING: "楼栋",
    GridKind.GENERAL: "一般网格",
    GridKind.MICRO: "微网格",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A place or grid to which a point belongs."""

    what: Any
    found_by: str
    explanation: str
    distance_metres: float | None = None


@dataclass(slots=True)
class Attribution:
    """What is known of a point."""

    degrees: Degrees
    """WGS-84."""
    found: dict[Kind, Found] = field(default_factory=dict)
    dedicated: list[Found] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """What contradicts."""
    lacks: dict[Kind, str] = field(default_factory=dict)
    """What is not known."""

    @property
    def explanations(self) -> list[str]:
        """How each was found, what contradicts, what is not known, to be read."""
        told = [one.explanation for one in (*self.found.values(), *self.dedicated)]
        return [*told, *self.doubts, *self.lacks.values()]


async def attribution_of(session: AsyncSession, point: Point) -> Attribution:
    """To what a point belongs, in five statements at most."""
    degrees = point.within(CoordinateSystem.WGS_84)
    attribution = Attribution(degrees)
    places, grids = await around(session, degrees)
    _by_boundaries(attribution, places, grids)
    for near in (await nearest(session, degrees)).values():
        attribution.found.setdefault(near[0].kind, _near(near))
    above = await _above(session, attribution.found)
    for kind in (PlaceKind.COMMUNITY, GridKind.MICRO, GridKind.GENERAL):
        if kind not in attribution.found:
            _by_what_is_below(attribution, kind, above)
    _say_what_lacks(attribution)
    return attribution


def _by_boundaries(
    attribution: Attribution, places: Sequence[Place], grids: Sequence[Grid]
) -> None:
    communities = {place.id for place in places if place.kind == PlaceKind.COMMUNITY}
    for kind in KIND_TITLES:
        known: list[Any] = [*places, *grids]
        held = [one for one in known if one.kind == kind]
        # Where neighbours' edges overlap, a thing in the community that was found comes first.
        held.sort(key=lambda one: (one.community_id not in communities, one.code))
        if len(held) > 1:
            names = "、".join(f"“{one.name}”" for one in held)
            attribution.doubts.append(f"位置同时在{names}的边界内，请人工确认{KIND_TITLES[kind]}")
        if held:
            attribution.found[kind] = _inside(held[0])
    attribution.dedicated = [_inside(one) for one in grids if one.kind == GridKind.DEDICATED]


def _inside(what: Place | Grid) -> Found:
    return Found(what, "boundary", f"位置在“{what.name}”的边界内")


def _near(near: Near) -> Found:
    place, metres = near
    told = f"最近的已知位置是“{place.full_name}”，约 {metres:.0f} 米"
    return Found(place, "nearest", told, metres)


async def _above(session: AsyncSession, found: dict[Kind, Found]) -> dict[Any, Any]:
    """What lies above all that was found, by id."""
    whats = [one.what for one in found.values()]
    grids = {what.general_grid_id for what in whats} | {what.micro_grid_id for what in whats}
    rows: list[Any] = list(await session.scalars(those(Grid, grids)))
    rows += await session.scalars(those(Place, {what.community_id for what in whats}))
    return {row.id: row for row in rows if row.ended_at is None}


COLUMN = {
    PlaceKind.COMMUNITY: "community_id",
    GridKind.MICRO: "micro_grid_id",
    GridKind.GENERAL: "general_grid_id",
}
WITNESSES: dict[Kind, tuple[Kind, ...]] = {
    PlaceKind.COMMUNITY: (GridKind.MICRO, GridKind.GENERAL, PlaceKind.BUILDING, PlaceKind.COMPOUND),
    GridKind.MICRO: (PlaceKind.BUILDING, PlaceKind.COMPOUND),
    GridKind.GENERAL: (GridKind.MICRO, PlaceKind.BUILDING, PlaceKind.COMPOUND),
}


def _by_what_is_below(attribution: Attribution, kind: Kind, above: dict[Any, Any]) -> None:
    """A community or grid by what lies in it; boundaries before what is only near."""
    found = attribution.found
    known = [
        found[witness]
        for witness in WITNESSES[kind]
        if witness in found and _bears_witness(found[witness], kind)
    ]
    known.sort(key=lambda one: (one.found_by == "nearest", one.distance_metres or 0))
    community = found.get(PlaceKind.COMMUNITY)
    for witness in known:
        what = above.get(getattr(witness.what, COLUMN[kind]))
        if what is None or (community and what.community_id != community.what.id):
            continue
        near = witness.found_by == "nearest"
        told = f"按{'最近的' if near else ''}“{witness.what.name}”归入“{what.name}”"
        by = "nearest" if near else "above"
        found[kind] = Found(what, by, told, witness.distance_metres)
        return


def _bears_witness(witness: Found, kind: Kind) -> bool:
    """A compound that is only near says nothing of grids."""
    near_compound = (witness.what.kind, witness.found_by) == (PlaceKind.COMPOUND, "nearest")
    return kind == PlaceKind.COMMUNITY or not near_compound


def _say_what_lacks(attribution: Attribution) -> None:
    for kind, title in KIND_TITLES.items():
        if kind not in attribution.found:
            near = kind in (PlaceKind.COMPOUND, PlaceKind.BUILDING)
            lacks = f"{REACH_METRES} 米内没有已知位置的{title}" if near else f"不能确定{title}"
            attribution.lacks[kind] = lacks
    community = attribution.found.get(PlaceKind.COMMUNITY)
    for one in attribution.found.values():
        if community and one.what.community_id != community.what.id:
            told = f"“{one.what.name}”属于另一个社区，与“{community.what.name}”不一致"
            attribution.doubts.append(told)
