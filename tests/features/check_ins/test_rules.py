"""What evidence is worth: properties over all of it, and over random walks."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.base.places.distance import Degrees, metres_between
from shequ_api.features.check_ins.rules import (
    RULES,
    VERSION,
    CodeFound,
    Evidence,
    Leg,
    Verdict,
    clock_off,
    happened_at,
    weighed,
)
from shequ_api.features.check_ins.spots import Fence, metres_away

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
HOME = (104.128, 30.702)
CITY = st.tuples(st.floats(103.9, 104.3), st.floats(30.5, 30.9))
METRES = st.floats(0, 1e7)
SECONDS = st.floats(0, 1e7)
LEGS = st.lists(st.builds(Leg, METRES, SECONDS, SECONDS), max_size=2).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    away_metres=st.none() | METRES,
    accuracy_metres=st.floats(0, 100_000),
    mocked=st.booleans(),
    clock_off_seconds=SECONDS,
    waited_seconds=SECONDS,
    code=st.sampled_from(CodeFound),
    legs=LEGS,
    photos_used_before=st.integers(0, 3),
    photos_alike=st.integers(0, 3),
    photos_of_another_day=st.integers(0, 3),
)
GOOD = Evidence(away_metres=0.0, accuracy_metres=10.0)


def judged(evidence: Evidence) -> Verdict:
    return weighed(evidence, RULES[VERSION])


@given(EVIDENCE)
def test_a_score_is_what_its_reasons_add_up_to(evidence: Evidence) -> None:
    verdict = judged(evidence)
    points = 100 + sum(mark.points for mark in verdict.marks)
    assert verdict.score == max(0, min(100, points))
    assert verdict.enough == (verdict.score >= 60)
    assert verdict.marks, "even all is well is told"
    assert len({mark.code for mark in verdict.marks}) == len(verdict.marks)


@given(EVIDENCE)
def test_no_doubt_raises_a_score(evidence: Evidence) -> None:
    score = judged(evidence).score
    legs = (*evidence.legs, Leg(1e6, 60, 60))
    for worse in (
        replace(evidence, mocked=True),
        replace(evidence, legs=legs),
        replace(evidence, photos_used_before=3),
        replace(evidence, photos_alike=evidence.photos_alike + 1),
        replace(evidence, photos_of_another_day=3),
        replace(evidence, clock_off_seconds=evidence.clock_off_seconds + 1e6),
        replace(evidence, waited_seconds=evidence.waited_seconds + 1e6),
        replace(evidence, away_metres=(evidence.away_metres or 0.0) + 1e6),
    ):
        assert judged(worse).score <= score


@given(EVIDENCE, METRES, METRES)
def test_farther_is_never_better(evidence: Evidence, one: float, other: float) -> None:
    near, far = sorted((one, other))
    scores = [judged(replace(evidence, away_metres=away)).score for away in (0.0, near, far)]
    assert scores == sorted(scores, reverse=True)


@given(EVIDENCE.filter(lambda it: it.away_metres is None or it.away_metres < 500))
def test_the_code_of_the_place_never_harms_there_and_another_never_helps(
    evidence: Evidence,
) -> None:
    scores = {code: judged(replace(evidence, code=code)).score for code in CodeFound}
    assert scores[CodeFound.HERE] >= scores[CodeFound.NONE] >= scores[CodeFound.BAD]
    assert scores[CodeFound.BAD] >= scores[CodeFound.ELSEWHERE]


@pytest.mark.parametrize(
    ("evidence", "score"),
    [
        (GOOD, 100),
        (replace(GOOD, away_metres=None), 100),
        (replace(GOOD, accuracy_metres=150), 95),
        (replace(GOOD, away_metres=300, accuracy_metres=50), 87),
        (replace(GOOD, away_metres=5_000), 40),
        (replace(GOOD, away_metres=5_000, accuracy_metres=1e5), 15),
        (replace(GOOD, mocked=True), 40),
        (replace(GOOD, mocked=True, code=CodeFound.HERE), 40),
        (replace(GOOD, away_metres=5_000, code=CodeFound.HERE), 20),
        (replace(GOOD, away_metres=400, code=CodeFound.HERE), 100),
        (replace(GOOD, photos_used_before=1), 50),
        (replace(GOOD, clock_off_seconds=3 * 86400), 85),
        (replace(GOOD, waited_seconds=5 * 3600), 100),
    ],
)
def test_what_things_are_worth(evidence: Evidence, score: int) -> None:
    assert judged(evidence).score == score


# --- walks ----------------------------------------------------------------------------------------

Steps = list[tuple[float, float, float]]
"""Minutes until the next check-in, metres a second on the way, and the direction."""
WALK: st.SearchStrategy[Steps] = st.lists(
    st.tuples(st.floats(0.5, 240), st.floats(0, 30), st.floats(0, 2 * math.pi)),
    min_size=1,
    max_size=12,
)


def walked(steps: Steps) -> list[tuple[datetime, Degrees]]:
    """Where somebody is when, who starts at home."""
    at, (east, north) = NOON, HOME
    points = [(at, (east, north))]
    for minutes, speed, direction in steps:
        degrees = minutes * 60 * speed / 111_320
        at += timedelta(minutes=minutes)
        north = max(-80.0, min(80.0, north + degrees * math.cos(direction) * 0.5))
        east += degrees * math.sin(direction) * 0.1
        points.append((at, (east, north)))
    return points


def leg(one: tuple[datetime, Degrees], other: tuple[datetime, Degrees], off: float = 0) -> Leg:
    seconds = abs((other[0] - one[0]).total_seconds())
    return Leg(metres_between(one[1], other[1]), seconds, abs(seconds + off))


@given(WALK, st.randoms(use_true_random=False))
def test_an_honest_walker_is_believed_in_whatever_order_it_arrives(
    steps: Steps, random: Random
) -> None:
    """An offline queue may come in any order: each is held against its neighbours in time."""
    points = walked(steps)
    arrived: list[tuple[datetime, Degrees]] = []
    for point in random.sample(points, len(points)):
        before = [other for other in arrived if other[0] <= point[0]]
        after = [other for other in arrived if other[0] > point[0]]
        near = [max(before)] if before else []
        near += [min(after)] if after else []
        legs = tuple(leg(point, other) for other in near)
        assert judged(replace(GOOD, legs=legs)).score == 100
        arrived.append(point)


@given(WALK, CITY, st.floats(1, 60))
def test_who_is_elsewhere_in_no_time_is_noticed_whatever_the_phone_says(
    steps: Steps, elsewhere: Degrees, phone_hours: float
) -> None:
    last = walked(steps)[-1]
    jump = (last[0] + timedelta(seconds=20), elsewhere)
    metres = metres_between(last[1], elsewhere)
    verdict = judged(replace(GOOD, legs=(leg(last, jump, off=phone_hours * 3600),)))
    assert ("too_fast" in {mark.code for mark in verdict.marks}) == (metres > 40 * 20)


@given(WALK)
def test_a_phone_that_sets_its_clock_right_is_no_teleporter(steps: Steps) -> None:
    """By the phone's clock no time passed; by ours enough did."""
    for one, other in pairwise(walked(steps)):
        way = leg(one, other)
        verdict = judged(replace(GOOD, legs=(replace(way, phone_seconds=0.0),)))
        assert verdict.score >= 95


# --- clocks and fences ----------------------------------------------------------------------------

OFFSETS = st.integers(-(10**7), 10**7).map(lambda seconds: timedelta(seconds=seconds))


@given(OFFSETS, st.integers(0, 10**6))
def test_a_wrong_clock_does_not_move_what_happened(off: timedelta, waited: int) -> None:
    """Where the phone says when it sent, its clock's error cancels out."""
    made = NOON - timedelta(seconds=waited)
    assert happened_at(made + off, NOON + off, NOON) == made
    assert clock_off(made + off, NOON + off, NOON) == abs(off.total_seconds())


@given(OFFSETS, st.none() | OFFSETS)
def test_nothing_happens_after_it_came(device: timedelta, sent: timedelta | None) -> None:
    assert happened_at(NOON + device, None if sent is None else NOON + sent, NOON) <= NOON


def square(half: float, centre: Degrees = HOME) -> list[Degrees]:
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [(centre[0] + half * x, centre[1] + half * y) for x, y in signs]


def test_a_fence_of_polygons_knows_inside_holes_and_outside() -> None:
    fence = Fence([[square(0.01), square(0.002)]])
    assert metres_away(fence, (HOME[0] + 0.005, HOME[1])) == 0
    in_hole = metres_away(fence, HOME)
    assert in_hole == pytest.approx(0.002 * 111_195 * math.cos(math.radians(HOME[1])), rel=0.01)
    outside = metres_away(fence, (HOME[0], HOME[1] + 0.02))
    assert outside == pytest.approx(0.01 * 111_195, rel=0.01)


def test_a_fence_of_positions_reaches_a_little_around_each() -> None:
    fence = Fence([], (HOME, (HOME[0], HOME[1] + 0.01)), 100)
    assert metres_away(fence, (HOME[0], HOME[1] + 0.0095)) == 0
    assert metres_away(fence, (HOME[0], HOME[1] + 0.005)) == pytest.approx(456, rel=0.01)
    assert metres_away(Fence([]), HOME) is None


@given(CITY)
def test_a_fence_is_nowhere_negative(here: Degrees) -> None:
    for fence in (Fence([[square(0.01)]]), Fence([], (HOME,), 100)):
        away = metres_away(fence, here)
        assert away is not None
        assert 0 <= away < 100_000
