"""How far two positions are from each other."""

import math

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (IUGG)."""

Degrees = tuple[float, float]
"""Longitude and latitude in WGS-84 degrees."""


def metres_between(one: Degrees, other: Degrees) -> float:
    """The great-circle distance by the haversine formula."""
    east, north = map(math.radians, one)
    other_east, other_north = map(math.radians, other)
    chord = math.sin((other_north - north) / 2) ** 2
    chord += math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, chord)))
