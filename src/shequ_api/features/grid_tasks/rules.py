"""What is visited in a grid, and how often it is counted anew."""

from datetime import timedelta
from enum import StrEnum


class VisitedKind(StrEnum):
    """To what one goes in a whole grid."""

    DWELLING = "dwelling"
    BUILDING = "building"
    SHOP = "shop"
    """A place where a shop or restaurant is registered."""
    ASSET = "asset"
    """A place where an asset of a kind stands."""


VISITED_TITLES = {
    VisitedKind.DWELLING: "住户",
    VisitedKind.BUILDING: "楼栋",
    VisitedKind.SHOP: "商铺",
    VisitedKind.ASSET: "设施点位",
}
SHOPS = ("shop", "restaurant")
"""Kinds of premises that are shops on a street."""
LOOK_EVERY = timedelta(hours=1)
"""How often what is to be visited is compared with the grid as it is by now. Forms and check-ins
are counted as they come."""
LOOKS_AT_ONCE = 500
"""Tasks in one run of the clock; the next one goes on."""


def shares(wanted: int, sizes: list[int]) -> list[int]:
    """So many visits shared out by sizes, the largest remainders first, never more than is."""
    whole = sum(sizes)
    if whole <= wanted:
        return list(sizes)
    given = [wanted * size // whole for size in sizes]
    left = wanted - sum(given)
    by_remainder = sorted(range(len(sizes)), key=lambda n: -(wanted * sizes[n] % whole))
    for n in by_remainder[:left]:
        given[n] += 1
    return given
