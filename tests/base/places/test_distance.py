"""Distances."""

import math

import pytest

from shequ_api.base.places.distance import EARTH_RADIUS_METRES, metres_between


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((104.0, 30.0), (104.0, 30.0), 0.0),
        ((0.0, 0.0), (180.0, 0.0), math.pi * EARTH_RADIUS_METRES),
        ((0.0, -90.0), (77.0, 90.0), math.pi * EARTH_RADIUS_METRES),
        ((104.0, 30.0), (104.0, 31.0), math.pi * EARTH_RADIUS_METRES / 180),
        ((179.9, 0.0), (-179.9, 0.0), 0.2 * math.pi * EARTH_RADIUS_METRES / 180),
    ],
)
def test_distances(here: tuple[float, float], there: tuple[float, float], metres: float) -> None:
    assert metres_between(here, there) == pytest.approx(metres, abs=1e-3)
    assert metres_between(there, here) == pytest.approx(metres_between(here, there))


def test_distances_agree_with_the_law_of_cosines() -> None:
    for (east, north), (east_there, north_there) in [
        ((104.0668, 30.5728), (116.4074, 39.9042)),
        ((104.1, 30.7), (-73.9, 40.7)),
        ((104.1, 30.7), (151.2, -33.9)),
        ((104.1, 30.7), (104.2, 30.8)),
    ]:
        one, other = math.radians(north), math.radians(north_there)
        cosine = math.sin(one) * math.sin(other)
        cosine += math.cos(one) * math.cos(other) * math.cos(math.radians(east_there - east))
        found = metres_between((east, north), (east_there, north_there))
        assert found == pytest.approx(EARTH_RADIUS_METRES * math.acos(cosine), abs=0.1)
