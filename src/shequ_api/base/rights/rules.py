"""Pure decisions about custom roles: whose they may be, and where they are held."""

from shequ_api.base.places.models import GridKind, PlaceKind

OWNERS = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})
"""Kinds of place that have roles of their own."""

_DEPTH: dict[str, int] = {
    PlaceKind.DISTRICT: 0,
    PlaceKind.SUBDISTRICT: 1,
    PlaceKind.COMMUNITY: 2,
    GridKind.TOTAL: 2,
    PlaceKind.COMPOUND: 3,
    GridKind.GENERAL: 3,
    GridKind.MICRO: 4,
}


def may_be_held(held_kind: str, owner_kind: str) -> bool:
    """Whether a role of a place may be held at a kind of place or grid: there, or further in."""
    return owner_kind in OWNERS and _DEPTH.get(held_kind, -1) >= _DEPTH[owner_kind]
