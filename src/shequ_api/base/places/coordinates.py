"""Coordinate systems: what GCJ-02 shows of China, and where that really is (WGS-84).

GCJ-02 is the system that maps published in China must be drawn in (GB 20263-2006); WGS-84 is what
receivers say. The shift between them, up to some 700 m, was never published; the polynomial and
trigonometric series below is the one that all open implementations agree on to less than a metre.
"""

import math
from typing import NamedTuple

from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import CoordinateSystem

SEMI_MAJOR_METRES = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
"""Of the Krasovsky 1940 ellipsoid, on which the shift was reckoned."""
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The rectangle inside which maps are shifted; outside both systems are one."""
CENTRE_EAST, CENTRE_NORTH = 105.0, 35.0
CLOSE_ENOUGH_DEGREES = 1e-10
MOST_STEPS = 30


class Point(NamedTuple):
    """Degrees, and the system in which they are meant."""

    longitude: float
    latitude: float
    coordinate_system: CoordinateSystem = CoordinateSystem.WGS_84

    @property
    def degrees(self) -> Degrees:
        return self.longitude, self.latitude

    def within(self, system: CoordinateSystem) -> Degrees:
        """The same spot in another system."""
        return converted(self.degrees, self.coordinate_system, system)


def wgs_degrees(
    longitude: float | None, latitude: float | None, coordinate_system: CoordinateSystem | None
) -> Degrees | None:
    """The WGS-84 degrees of the three columns in which positions are kept; None where empty."""
    if longitude is None or latitude is None or coordinate_system is None:
        return None
    return converted((longitude, latitude), coordinate_system, CoordinateSystem.WGS_84)


def in_china(degrees: Degrees) -> bool:
    """Whether a spot lies in the rectangle around China; its neighbours' edges do, too."""
    return WEST <= degrees[0] <= EAST and SOUTH <= degrees[1] <= NORTH


def converted(degrees: Degrees, given: CoordinateSystem, wanted: CoordinateSystem) -> Degrees:
    """Degrees of one system in another; the very same numbers where the two are one."""
    if given == wanted:
        return degrees
    return gcj_of(degrees) if wanted == CoordinateSystem.GCJ_02 else wgs_of(degrees)


def gcj_of(degrees: Degrees) -> Degrees:
    """Where maps of China draw a spot that receivers see here."""
    return _shifted(degrees) if in_china(degrees) else degrees


def wgs_of(degrees: Degrees) -> Degrees:
    """Where a spot that maps of China draw here really is, to less than 1e-7 degrees.

    The shift changes by less than a hundredth of the way, so each step brings two more digits.
    """
    east, north = degrees
    if not (WEST - 1 < east < EAST + 1 and SOUTH - 1 < north < NORTH + 1):
        return degrees  # nothing is shifted as far as a degree
    for _ in range(MOST_STEPS):
        there = _shifted((east, north))
        off = degrees[0] - there[0], degrees[1] - there[1]
        east, north = east + off[0], north + off[1]
        if max(map(abs, off)) < CLOSE_ENOUGH_DEGREES:
            break
    # Rounded to tenths of a millimetre: what comes from the very edge is still inside.
    return (east, north) if in_china((round(east, 9), round(north, 9))) else degrees


def _shifted(degrees: Degrees) -> Degrees:
    x, y = degrees[0] - CENTRE_EAST, degrees[1] - CENTRE_NORTH
    north = math.radians(degrees[1])
    flattening = 1 - ECCENTRICITY_SQUARED * math.sin(north) ** 2
    root = math.sqrt(flattening)
    metres_a_radian = SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED) / (flattening * root)
    more_north = math.degrees(_northward(x, y) / metres_a_radian)
    more_east = math.degrees(_eastward(x, y) / (SEMI_MAJOR_METRES / root * math.cos(north)))
    return degrees[0] + more_east, degrees[1] + more_north


def _wave(x: float, *terms: tuple[float, float]) -> float:
    """Two thirds of the sum of `weight * sin(x * turns * pi)`."""
    return 2 / 3 * sum(weight * math.sin(x * turns * math.pi) for weight, turns in terms)


def _northward(x: float, y: float) -> float:
    """Metres."""
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = _wave(x, (20, 6), (20, 2)) + _wave(y, (20, 1), (40, 1 / 3), (160, 1 / 12))
    return plain + waves + _wave(y, (320, 1 / 30))


def _eastward(x: float, y: float) -> float:
    """Metres."""
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    waves = _wave(x, (20, 6), (20, 2)) + _wave(x, (20, 1), (40, 1 / 3), (150, 1 / 12))
    return plain + waves + _wave(x, (300, 1 / 30))
