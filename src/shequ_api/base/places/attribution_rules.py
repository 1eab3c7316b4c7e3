"""Pure decisions: where a record comes to lie by a point, and whether that is certain.

Certain is what boundaries say, with what lies above them, and a building near by; not what is far
away, what contradicts itself, nor a point so inaccurate that it may lie across a border.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shequ_api.base.places.attribution import Attribution, Found
from shequ_api.base.places.distance import metres_between
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind

SURE_METRES = 100
"""What is nearest and no further than this, by the worst that the accuracy allows, is taken."""
BESIDE_METRES = 50
"""A building no further away is where it happened; further ones only tell the grid."""
ROUGH_METRES = 300
"""A point that may be wrong by more says nothing of grids."""
FAR_METRES = 300
"""So far from the place that somebody chose, a point is worth a word."""
MOST_AWAY = {PlaceKind.BUILDING: BESIDE_METRES, PlaceKind.COMPOUND: SURE_METRES}
NEEDED = (PlaceKind.COMMUNITY, GridKind.GENERAL, GridKind.MICRO)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record comes to lie by a point, and how that is known."""

    community: Place
    place: Place
    """The building or compound; the community where none is known."""
    grid: Grid | None
    """The micro-grid."""
    found_by: str
    explanations: list[str]
    doubts: list[str]
    """None: it is certain."""


def spot_in(
    attribution: Attribution, accuracy_metres: float, crossed: Sequence[str]
) -> Spot | None:
    """Where a record comes to lie; None where not even the community is known.

    `crossed`: the names of those whose borders run through the circle of the accuracy.
    """
    community = attribution.found.get(PlaceKind.COMMUNITY)
    if community is None:
        return None
    micro = _here(attribution, GridKind.MICRO, community.what)
    place = _place(attribution, community.what, micro)
    least = micro or place or community
    return Spot(
        community=community.what,
        place=place.what if place else community.what,
        grid=micro.what if micro else None,
        found_by=least.found_by,
        explanations=attribution.explanations,
        doubts=_doubts(attribution, micro, accuracy_metres, crossed),
    )


def _here(attribution: Attribution, kind: Any, community: Place) -> Found | None:
    """What was found of a kind, if it lies in the community that was."""
    found = attribution.found.get(kind)
    return found if found and found.what.community_id == community.id else None


def _place(attribution: Attribution, community: Place, micro: Found | None) -> Found | None:
    """The building, else the compound, in which no other micro-grid's people work."""
    for kind in MOST_AWAY:
        found = _here(attribution, kind, community)
        if found is None or (found.distance_metres or 0) > MOST_AWAY[kind]:
            continue
        if micro is None or found.what.micro_grid_id in (None, micro.what.id):
            return found
    return None


def _is_far(found: Found, accuracy_metres: float) -> bool:
    return (found.distance_metres or 0) + accuracy_metres > SURE_METRES


def _doubts(
    attribution: Attribution, micro: Found | None, accuracy_metres: float, crossed: Sequence[str]
) -> list[str]:
    doubts = [*attribution.doubts]
    doubts += [attribution.lacks[kind] for kind in NEEDED if kind in attribution.lacks]
    near = [found for kind in NEEDED if (found := attribution.found.get(kind))]
    near.sort(key=lambda found: found.distance_metres or 0)
    for found in near[-1:]:
        if _is_far(found, accuracy_metres) and found.found_by == "nearest":
            told = f"只能按约 {found.distance_metres:.0f} 米外的地点推断“{found.what.name}”"
            doubts.append(told)
    if accuracy_metres > ROUGH_METRES:
        doubts.append(f"定位误差约 {accuracy_metres:.0f} 米，过大")
    elif crossed:
        names = "、".join(f"“{name}”" for name in crossed)
        doubts.append(f"定位误差约 {accuracy_metres:.0f} 米，跨过{names}的边界")
    building = attribution.found.get(PlaceKind.BUILDING)
    if micro and building and building.found_by == "boundary":
        other = building.what.micro_grid_id not in (None, micro.what.id)
        if other:
            told = f"“{building.what.full_name}”不属于“{micro.what.name}”"
            doubts.append(f"位置在“{micro.what.name}”的边界内，而{told}")
    return doubts


def doubts_of_choice(
    place: Place, known: tuple[float, float] | None, attribution: Attribution, accuracy: float
) -> list[str]:
    """What a point says against the place that somebody chose. `known`: where that place is."""
    doubts = []
    community = attribution.found.get(PlaceKind.COMMUNITY)
    if community and community.found_by != "nearest" and community.what.id != place.community_id:
        doubts.append(f"位置在“{community.what.name}”，所选地点“{place.full_name}”不在该社区")
    away = metres_between(attribution.degrees, known) - accuracy if known else 0.0
    if away > FAR_METRES:
        doubts.append(f"位置离所选地点“{place.full_name}”约 {away:.0f} 米")
    return doubts
