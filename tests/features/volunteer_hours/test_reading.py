"""Reading hours: what stood when, who served where, sheets, policies."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.kit.clock import china_date, utc_now
from tests.base.rights.test_custom_roles import appointed, made
from tests.cast import HOME, NEIGHBOUR
from tests.features.volunteer_attendance.serving import DISTRICT, POLICY, STAFF, Serving, said


async def test_what_stood_at_an_instant(serving: Serving) -> None:
    first = await serving.confirmed(30, ago=60)
    between = utc_now().isoformat()
    await serving.confirmed(20)
    assert await serving.minutes() == 50
    assert await serving.minutes(as_of=between) == 30
    await serving.decide(first, "rejected", note="没有来")
    assert await serving.minutes() == 20
    assert await serving.minutes(as_of=between) == 30, "the past stays what it was"
    day = china_date(utc_now())
    query = {
        "district_id": str(serving.cast.places[DISTRICT]),
        "from": str(day - timedelta(days=1)),
        "to": str(day),
    }
    told = await serving.got("resident", "/me/volunteer-hours/statement", **query)
    assert (told["opening_minutes"], told["in_minutes"], told["out_minutes"]) == (0, 50, 30)
    assert told["closing_minutes"] == 20
    assert [(each["kind"], each["minutes"]) for each in told["totals"]] == [("session", 20)]
    whole = await serving.got("resident", "/me/volunteer-hours", district_id=query["district_id"])
    [total] = whole["totals"]
    assert (total["minutes"], total["services"], total["title"]) == (20, 1, "现场服务")
    wrong = query | {"from": str(day), "to": str(day - timedelta(days=1))}
    path = "/me/volunteer-hours/statement"
    answer = await serving.ask("resident", "GET", path, params=wrong)
    assert said(answer) == (422, "volunteer_days_unfit")


async def test_a_district_is_that_of_ones_home(serving: Serving) -> None:
    mine = await serving.got("resident", "/me/volunteer-hours")
    assert mine["district_id"] == str(serving.cast.places[DISTRICT])
    nowhere = await serving.ask("newcomer", "GET", "/me/volunteer-hours")
    assert said(nowhere) == (422, "volunteer_district_needed")
    wrong = {"district_id": str(serving.cast.places[HOME])}
    answer = await serving.ask("newcomer", "GET", "/me/volunteer-hours", params=wrong)
    assert said(answer) == (422, "volunteer_district_unknown")
    await serving.got("newcomer", "/me/volunteer-hours", district_id=mine["district_id"])
    assert await serving.got("newcomer", "/me/volunteer-hours")


async def test_who_served_where(serving: Serving, session: AsyncSession) -> None:
    taken_back = await serving.confirmed(200, ago=60, who="same_compound")
    await serving.confirmed(30, who="resident")
    await serving.confirmed(45, who="same_building")
    await serving.decide(taken_back, "rejected", note="没有来")
    places = serving.cast.places
    home = await session.get_one(Place, places[HOME])
    month = f"{china_date(utc_now()):%Y-%m}"
    for who, place, period in (
        (STAFF, home.id, month),
        ("grid_chief", home.id, "ever"),
        ("subdistrict_administrator", home.subdistrict_id, month[:4]),
        ("district_administrator", home.district_id, month),
    ):
        query = {"place_id": str(place), "period": period, "limit": 1}
        first = await serving.got(who, "/volunteers", **query)
        query["cursor"] = first["next_cursor"]
        second = await serving.got(who, "/volunteers", **query)
        lines = first["items"] + second["items"]
        assert [(each["person_name"], each["minutes"], each["services"]) for each in lines] == [
            ("乙居民", 45, 1),
            ("甲居民", 30, 1),
        ]
        assert second["next_cursor"] is None
    other = {"place_id": str(places[NEIGHBOUR]), "period": month}
    assert (await serving.ask(STAFF, "GET", "/volunteers", params=other)).status_code == 404
    assert (await serving.got("far_community_worker", "/volunteers", **other))["items"] == []
    odd = {"place_id": str(places[HOME]), "period": "2026-13"}
    assert (await serving.ask(STAFF, "GET", "/volunteers", params=odd)).status_code == 422


@pytest.mark.parametrize("sheet_format", ["csv", "xlsx"])
async def test_as_a_sheet(serving: Serving, sheet_format: str) -> None:
    await serving.confirmed(30)
    query = {
        "place_id": str(serving.cast.places[HOME]),
        "period": "ever",
        "format": sheet_format,
    }
    answer = await serving.ask(STAFF, "GET", "/volunteers/sheet", params=query)
    assert answer.status_code == 200
    if sheet_format == "csv":
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert rows == [["姓名", "服务时长（分钟）", "服务次数"], ["甲居民", "30", "1"]]
    else:
        assert answer.content.startswith(b"PK")


async def test_policies_have_editions(serving: Serving, session: AsyncSession) -> None:
    district = {"district_id": str(serving.cast.places[DISTRICT])}
    assert (await serving.got("resident", "/volunteer-policies", **district))["items"] == []
    made = await serving.policy(least_minutes=20)
    assert made.status_code == 201, made.text
    later = (utc_now() + timedelta(days=3)).isoformat()
    assert (await serving.policy(least_minutes=25, valid_from=later)).status_code == 201
    items = (await serving.got("resident", "/volunteer-policies", **district))["items"]
    assert [each["least_minutes"] for each in items] == [25, 20]
    assert set(items[0]["roles"]) == set(POLICY["roles"])
    # The one of now holds: 15 minutes are too few, and would be so by neither of the others.
    assert (await serving.served(15))["state"] == "short"
    unfit = await serving.policy(session_minutes=60, day_minutes=30)
    assert said(unfit) == (422, "volunteer_bounds_unfit")
    past = (utc_now() - timedelta(days=1)).isoformat()
    assert said(await serving.policy(valid_from=past)) == (
        422,
        "volunteer_policy_period_unfit",
    )


async def test_only_an_office_of_the_district_sets_it(serving: Serving) -> None:
    lent: dict[str, Any] = {"title": "志愿专员", "permissions": ["volunteer_policy:set"]}
    role = await made(serving.client, serving.cast, "district_administrator", **lent)
    posted = await appointed(serving.client, serving.cast, role["id"], "district_administrator")
    assert posted.status_code == 201, posted.text
    told = await serving.ask("newcomer", "POST", "/volunteer-policies", json=POLICY)
    assert said(told) == (403, "volunteer_policy_of_district")
