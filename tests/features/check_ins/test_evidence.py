"""What evidence is found over HTTP: fences, phones, ways, codes and photos. Nothing is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.places.models import CoordinateSystem, Place
from shequ_api.kit.clock import utc_now
from tests.base.places.drawing import drawn, polygon, ring
from tests.cast import HOME
from tests.features.patrols.field import Field, photo_of, position

BUILDING, OTHER_BUILDING = f"{HOME}-c1-b1", f"{HOME}-c1-b2"
DWELLING = f"{BUILDING}-u1-d101"
NORTH = 30.702
A_DEGREE = 111_195.0
"""Metres from south to north."""


@pytest.fixture
def now() -> datetime:
    return utc_now()


def fresh(field: Field, now: datetime, **changes: Any) -> dict[str, Any]:
    """A check-in that was made and sent just now."""
    said = now.isoformat()
    return field.check_in_body(**{"device_at": said, "sent_at": said, **changes})


async def weighed(field: Field, body: dict[str, Any]) -> tuple[int, dict[str, int]]:
    """The score, and the points of each reason."""
    answer = await field.check_in(body)
    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert (view["review_state"] == "waiting") == (view["score"] < 60)
    return view["score"], {reason["code"]: reason["points"] for reason in view["reasons"]}


async def code_of(field: Field, place: str, **more: Any) -> dict[str, Any]:
    body = {"place_id": str(field.cast.places[place]), **more}
    answer = await field.ask("community_worker", "POST", "/place-codes", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_all_is_well(field: Field, now: datetime) -> None:
    assert await weighed(field, fresh(field, now)) == (100, {"inside": 0})


async def test_a_fence_of_the_grids_own_polygon(field: Field, now: datetime) -> None:
    """Drawn as 1 km around; in GCJ-02 or not, it is one fence."""
    path = f"/grids/{field.cast.places[f'{HOME}-m01']}/boundary"
    fence = drawn(polygon(ring(0.01)))
    assert (await field.ask("community_worker", "PUT", path, json=fence)).status_code < 300
    near = fresh(field, now, position=position(latitude=NORTH + 0.009))
    assert await weighed(field, near) == (100, {"inside": 0})
    far = fresh(field, now + timedelta(hours=1), position=position(latitude=NORTH + 0.02))
    _, points = await weighed(field, far)
    assert points["outside"] == -(round(0.01 * A_DEGREE - 15) // 20 + 1)


async def test_a_fence_of_the_grids_buildings(
    field: Field, session: AsyncSession, now: datetime
) -> None:
    """No boundary is drawn: what stands in the grid is where the grid is."""
    where = {"longitude": 104.128, "latitude": NORTH + 0.02}
    here = update(Place).where(Place.id == field.cast.places[BUILDING])
    await session.execute(here.values(**where, coordinate_system=CoordinateSystem.WGS_84))
    await session.commit()
    at_building = fresh(field, now, position=position(**where))
    assert await weighed(field, at_building) == (100, {"inside": 0})
    at_dwelling = {"grid_id": None, "place_id": str(field.cast.places[DWELLING])}
    assert (await weighed(field, fresh(field, now, position=position(**where), **at_dwelling)))[
        0
    ] == 100
    _, points = await weighed(field, fresh(field, now, device_at="2026-11-20T01:00:00Z"))
    assert points["outside"] < -30, "2 km south of all that stands there"


async def test_what_the_phone_admits(field: Field, now: datetime) -> None:
    vague = fresh(field, now, mocked=True, position=position(accuracy_metres=90_000.0))
    assert await weighed(field, vague) == (15, {"inside": 0, "inaccurate": -25, "mocked": -60})
    wrong = now + timedelta(days=3)
    turned = fresh(field, now, device_at=wrong.isoformat(), sent_at=wrong.isoformat())
    assert await weighed(field, turned) == (85, {"inside": 0, "clock_wrong": -15})


async def test_the_way_from_the_one_before(field: Field, now: datetime) -> None:
    await weighed(field, fresh(field, now - timedelta(hours=1)))
    there = fresh(field, now, position=position(latitude=NORTH + 0.1))
    _, points = await weighed(field, there)
    assert "too_fast" in points, "both came just now, whatever the phone says of its hours"


async def test_hours_later_from_a_queue_in_any_order(field: Field, now: datetime) -> None:
    """Made in the morning, sent at night, the last first: each is held against its neighbours."""
    made = [now - timedelta(hours=hours) for hours in (1, 5, 3, 4, 2)]
    for at in made:
        body = fresh(field, now, device_at=at.isoformat())
        assert (await weighed(field, body))[0] == 100
    between = now - timedelta(hours=3, seconds=-30)
    elsewhere = position(latitude=NORTH + 0.1)
    body = fresh(field, now, device_at=between.isoformat(), position=elsewhere)
    _, points = await weighed(field, body)
    assert points["too_fast"] == -50


async def test_codes_as_evidence(field: Field, now: datetime) -> None:
    """Of this building, of another grid's, of an old plate, of the point inside, and no good."""
    drifted = position(latitude=NORTH + 0.004, accuracy_metres=100.0)
    old = await code_of(field, BUILDING)
    path = f"/place-codes/{old['id']}/replacement"
    new = (await field.ask("community_worker", "POST", path)).json()
    inside = await code_of(field, f"{BUILDING}-u1", purpose="patrol_point")
    other = await code_of(field, OTHER_BUILDING)
    at_dwelling = {"grid_id": None, "place_id": str(field.cast.places[DWELLING])}
    for where in ({}, at_dwelling):
        doubted = (await weighed(field, fresh(field, now, position=drifted, **where)))[0]
        assert doubted < 100
        for code in (old, new, inside):
            body = fresh(field, now, position=drifted, code=code["code"], **where)
            score, points = await weighed(field, body)
            assert (score, points["code_here"]) == (100, 100 - doubted)
        body = fresh(field, now, position=drifted, code=other["code"], **where)
        assert (await weighed(field, body))[1]["code_elsewhere"] == -20
    revoked = f"/place-codes/{new['id']}/revocation"
    await field.ask("community_worker", "PUT", revoked, json={"reason": "码牌遗失"})
    for code in (new["code"], old["code"], "A" * 25, "扫不出来"):
        assert (await weighed(field, fresh(field, now, code=code)))[1]["code_bad"] == -10


async def test_a_code_far_from_its_place_is_worse_than_none(field: Field, now: datetime) -> None:
    away = position(latitude=NORTH + 0.02)
    without = (await weighed(field, fresh(field, now, position=away)))[0]
    code = (await code_of(field, BUILDING))["code"]
    score, points = await weighed(field, fresh(field, now, position=away, code=code))
    assert (score, points["code_far"]) == (max(0, without - 20), -20)


async def looks(session: AsyncSession, file_id: str, **values: Any) -> None:
    await session.execute(update(File).where(File.id == file_id).values(**values))
    await session.commit()


async def test_photos_that_were_used_before(
    field: Field, session: AsyncSession, now: datetime
) -> None:
    worker = field.cast.people["micro_grid_worker"]
    mine, later = await photo_of(session, worker), await photo_of(session, worker)
    theirs = await photo_of(session, field.cast.people["resident"])
    await looks(session, mine, sha256="a" * 64, likeness=0x0F0F0F0F0F0F0F0F)
    first = fresh(field, now, photo_ids=[mine])
    assert await weighed(field, first) == (100, {"inside": 0})
    assert (await weighed(field, fresh(field, now, photo_ids=[mine])))[1]["photo_used_before"] < 0
    await looks(session, later, likeness=0x0F0F0F0F0F0F0F0F ^ 0b1111)
    assert await weighed(field, fresh(field, now, photo_ids=[later])) == (
        75,
        {"inside": 0, "photo_alike": -25},
    )
    another = await photo_of(session, worker)
    await looks(session, another, likeness=-0x0F0F0F0F0F0F0F0F)
    await looks(session, theirs, sha256="b" * 64)
    assert (await weighed(field, fresh(field, now, photo_ids=[another])))[0] == 100
    copied = await photo_of(session, worker)
    await looks(session, copied, sha256="b" * 64, taken_at=now - timedelta(days=9))
    assert await weighed(field, fresh(field, now, photo_ids=[copied])) == (
        40,
        {"inside": 0, "photo_used_before": -50, "photo_of_another_day": -10},
    )


async def test_only_ones_own_photos(field: Field, session: AsyncSession, now: datetime) -> None:
    theirs = await photo_of(session, field.cast.people["resident"])
    answer = await field.check_in(fresh(field, now, photo_ids=[theirs]))
    assert (answer.status_code, answer.json()["code"]) == (422, "photo_unknown")


async def test_one_shows_its_photos_and_reasons_to_the_worker_and_who_oversees(
    field: Field, session: AsyncSession, now: datetime
) -> None:
    photo = await photo_of(session, field.cast.people["micro_grid_worker"])
    made = (await field.check_in(fresh(field, now, photo_ids=[photo], mocked=True))).json()
    path = f"/check-ins/{made['id']}"
    for who in ("micro_grid_worker", "general_grid_worker", "community_worker"):
        seen = await field.got(who, path)
        assert [shown["id"] for shown in seen["photos"]] == [photo]
        assert {key: seen[key] for key in made} == made
    for who in ("next_micro_worker", "far_community_worker", "resident"):
        assert (await field.ask(who, "GET", path)).status_code == 404
