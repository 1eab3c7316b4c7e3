"""Scans by place and hour, and codes that are scanned far from their places."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.places.models import CoordinateSystem, Place
from shequ_api.features.codes.counting import FAR_TIMES, count_scans
from shequ_api.features.codes.models import PlaceCode, Scan, ScanCount
from shequ_api.kit.clock import CHINA, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.codes.conftest import BUILDING, COMPOUND, Office

HOUR = timedelta(hours=1)
NEAR = {"longitude": 104.128, "latitude": 30.702}
FAR = {"longitude": 104.128, "latitude": 30.742}


@pytest.fixture
async def at_home(session: AsyncSession, cast: Cast) -> None:
    """The building's position is known."""
    here = update(Place).where(Place.id == cast.places[BUILDING])
    await session.execute(here.values(**NEAR, coordinate_system=CoordinateSystem.WGS_84))
    await session.commit()


@pytest.fixture
def now() -> datetime:
    """In the middle of an hour, so that a few minutes are the same hour."""
    return utc_now().replace(minute=30, second=0, microsecond=0)


async def counts(office: Office, who: str = "community_worker", **asked: Any) -> list[Any]:
    answer = await office.get(who, "/scan-counts", **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def far_scans(office: Office, who: str = "community_worker", **asked: Any) -> list[Any]:
    answer = await office.get(who, "/far-scans", **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def scans(
    session: AsyncSession, code: dict[str, Any], times: int, at: datetime, **more: Any
) -> None:
    """As if they had been made then."""
    kept = (await session.scalars(select(PlaceCode).where(PlaceCode.id == code["id"]))).one()
    row = {
        "code_id": kept.id,
        "place_id": kept.place_id,
        "district_id": kept.district_id,
        "community_id": kept.community_id,
        "scanned_at": at,
        "distance_metres": None,
        **more,
    }
    await session.execute(insert(Scan), [{**row, "id": new_id()} for _ in range(times)])


async def test_scans_are_counted_by_place_and_hour(
    office: Office, session: AsyncSession, now: datetime
) -> None:
    old = await office.code()
    other = await office.code(f"{COMPOUND}-b2")
    await scans(session, old, 3, now - 2 * HOUR)
    new = (await office.replace(old)).json()
    await scans(session, old, 1, now)
    await scans(session, new, 2, now)
    await scans(session, other, 4, now)
    await count_scans(session, now)
    lines = await counts(office)
    hours = {(line["hour"], line["place_name"]): line["scans"] for line in lines}
    this = now.astimezone(CHINA).replace(minute=0)
    told = [at.isoformat(timespec="milliseconds") for at in (this, this - 2 * HOUR)]
    assert hours == {
        (told[0], "东苑1栋"): 3,
        (told[0], "东苑2栋"): 4,
        (told[1], "东苑1栋"): 3,
    }
    assert [line["hour"] for line in lines] == [told[0], told[0], told[1]]


async def test_counting_again_counts_nothing_twice_and_what_came_late(
    office: Office, session: AsyncSession, now: datetime
) -> None:
    code = await office.code()
    await scans(session, code, 5, now - 3 * HOUR)
    await scans(session, code, 2, now - HOUR)
    for _ in range(3):
        await count_scans(session, now - HOUR)
    assert [line["scans"] for line in await counts(office)] == [2, 5]
    await scans(session, code, 1, now - HOUR + timedelta(minutes=20))
    await scans(session, code, 1, now)
    await count_scans(session, now)
    assert [line["scans"] for line in await counts(office)] == [1, 3, 5]


async def test_days_behind_are_caught_up(
    office: Office, session: AsyncSession, now: datetime
) -> None:
    code = await office.code()
    for days in (0, 1, 3, 20):
        await scans(session, code, days + 1, now - timedelta(days=days))
    await count_scans(session, now)
    assert [line["scans"] for line in await counts(office)] == [1, 2, 4, 21]
    assert await session.scalar(select(func.sum(ScanCount.scans))) == 28
    day = (now - timedelta(days=3)).astimezone(CHINA).date().isoformat()
    assert [line["scans"] for line in await counts(office, **{"from": day})] == [1, 2, 4]
    assert [line["scans"] for line in await counts(office, **{"from": day, "to": day})] == [4]
    await count_scans(session, now + timedelta(days=385))
    assert [line["scans"] for line in await counts(office)] == [1, 2, 4], "20 days go after 400"


async def test_pages_and_filters(
    office: Office, session: AsyncSession, now: datetime, cast: Cast
) -> None:
    codes = [await office.code(place) for place in (BUILDING, f"{COMPOUND}-b2")]
    for hours in range(3):
        for code in codes:
            await scans(session, code, 1, now - hours * HOUR)
    await count_scans(session, now)
    whole = await counts(office)
    assert len(whole) == 6
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await office.get("community_worker", "/scan-counts", limit=4, **cursor)).json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == whole
    of_place = await counts(office, place_id=str(cast.places[BUILDING]))
    assert {line["place_name"] for line in of_place} == {"东苑1栋"}
    assert len(of_place) == 3
    assert len(await counts(office, compound_id=str(cast.places[COMPOUND]))) == 6
    assert await counts(office, compound_id=str(new_id())) == []


async def test_who_sees_the_counts(office: Office, session: AsyncSession, now: datetime) -> None:
    for place in (BUILDING, f"{COMPOUND}-b2"):
        await scans(session, await office.code(place), 1, now, distance_metres=900)
    await count_scans(session, now)
    for listed in (counts, far_scans):
        for who, names in (
            ("micro_grid_worker", ["东苑1栋"]),
            ("community_worker", ["东苑1栋", "东苑2栋"]),
            ("district_administrator", ["东苑1栋", "东苑2栋"]),
            ("far_community_worker", []),
        ):
            lines = await listed(office, who)
            assert sorted(line["place_name"] for line in lines) == names, who
    for path in ("/scan-counts", "/far-scans"):
        for who in ("resident", "partner"):
            assert (await office.get(who, path)).status_code == 403


@pytest.mark.usefixtures("at_home")
async def test_a_copy_elsewhere_is_noticed(office: Office, session: AsyncSession) -> None:
    """Told once a day, of a code and of nobody."""
    code = await office.code()
    assert (await office.scan(code["code"], position=NEAR)).json()["far"] is False
    for _ in range(FAR_TIMES - 1):
        assert (await office.scan(code["code"], "resident", position=FAR)).json()["far"] is True
    await count_scans(session, utc_now())
    assert sum(line["far"] for line in await far_scans(office)) == FAR_TIMES - 1
    alarms = select(Event).where(Event.name == "place_code_scanned_far")
    assert (await session.scalars(alarms)).all() == []
    await office.scan(code["code"], position=FAR)
    for _ in range(2):
        await count_scans(session, utc_now())
    alarm = (await session.scalars(alarms)).one()
    assert str(alarm.subject_id) == code["id"]
    assert alarm.facts["times"] == FAR_TIMES
    assert alarm.facts.keys() == {"subject_id", "district_id", "place_id", "times"}
    line = (await far_scans(office))[0]
    assert line["farthest_metres"] == pytest.approx(4448, abs=5)
    assert line["short_number"] == code["short_number"]
    shown = (await office.get("community_worker", f"/place-codes/{code['id']}")).json()
    assert shown["far_alarmed_at"] == line["far_alarmed_at"]
    assert line["far_alarmed_at"] is not None
