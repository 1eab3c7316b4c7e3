"""How long points are good: a district says it, for what comes afterwards, and all may read it."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT, fund

CARD = "/api/v1/points/card"


def policies_of(cast: Cast, place: str = DISTRICT) -> str:
    return f"/api/v1/places/{cast.places[place]}/points-expiry-policies"


async def said(client: AsyncClient, cast: Cast, **draft: Any) -> Any:
    headers = await cast.headers("district_administrator")
    answer = await client.post(policies_of(cast), headers=headers, json=draft)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_what_comes_afterwards_expires_and_the_card_says_when(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    now = utc_now()
    year = china_date(now).year
    await fund(session, cast, "resident", 7, now=now)
    await session.commit()
    made = await said(client, cast, span="years", length=1)
    assert (made["in_force"], made["expires_on"]) == (True, f"{year + 1}-12-31")
    assert made["notice_days"] == [30, 7]
    for points in (2, 3):
        await fund(session, cast, "resident", points, now=utc_now())
    await said(client, cast, span="years", length=0, notice_days=[14])
    await fund(session, cast, "resident", 4, now=utc_now())
    await session.commit()
    headers = await cast.headers("resident")
    card = (await client.get(CARD, headers=headers)).json()
    assert card["expiring"] == [
        {"expires_on": f"{year}-12-31", "points": 4},
        {"expires_on": f"{year + 1}-12-31", "points": 5},
    ]
    assert (card["balance_points"], card["expired_points"], card["available_points"]) == (16, 0, 16)
    assert card["next_expires_on"] == f"{year}-12-31"
    lots = (await client.get(f"{CARD}/lots", headers=headers)).json()["items"]
    days = [(lot["remaining_points"], lot["expires_on"]) for lot in lots]
    this, following = f"{year}-12-31", f"{year + 1}-12-31"
    assert days == [(4, this), (2, following), (3, following), (7, None)]


async def test_pages_of_lots_meet_and_spent_ones_are_shown_on_demand(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    for points in (1, 2, 3):
        await fund(session, cast, "resident", points, now=utc_now())
    await session.commit()
    headers = await cast.headers("resident")
    gift = {"community_id": str(cast.places[HOME]), "amount_points": 2}
    keyed = headers | {"Idempotency-Key": str(new_id())}
    given = await client.post("/api/v1/charity/donations", headers=keyed, json=gift)
    assert given.status_code == 201, given.text
    seen: list[Any] = []
    params: dict[str, Any] = {"limit": 1, "spent": True}
    while True:
        page = (await client.get(f"{CARD}/lots", headers=headers, params=params)).json()
        seen += [(lot["points"], lot["remaining_points"]) for lot in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == [(1, 0), (2, 1), (3, 3)]
    live = (await client.get(f"{CARD}/lots", headers=headers)).json()["items"]
    assert [lot["points"] for lot in live] == [2, 3]


async def test_all_policies_are_shown_and_which_is_in_force(
    client: AsyncClient, cast: Cast
) -> None:
    later = (utc_now() + timedelta(days=40)).isoformat()
    first = await said(client, cast, span="months", length=12)
    second = await said(client, cast, span="never", valid_from=later)
    assert (second["in_force"], second["expires_on"]) == (False, None)
    headers = await cast.headers("resident")
    shown = (await client.get(policies_of(cast), headers=headers)).json()["items"]
    assert shown == [second, first]
    third = await said(client, cast, span="years", length=2)
    shown = (await client.get(policies_of(cast), headers=headers)).json()["items"]
    assert [each["in_force"] for each in shown] == [False, True, False]
    assert shown[1] == third


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({"span": "never", "length": 1}, "points_expiry_unfit"),
        ({"span": "years"}, "points_expiry_unfit"),
        ({"span": "years", "length": 11}, "points_expiry_unfit"),
        ({"span": "years", "length": 1, "notice_days": [7, 7]}, "points_expiry_unfit"),
        ({"span": "years", "length": 1, "notice_days": []}, "malformed"),
        ({"span": "years", "length": -1}, "malformed"),
        ({"span": "days", "length": 9}, "malformed"),
        (
            {"span": "never", "valid_from": "2020-01-01T00:00:00+08:00"},
            "points_expiry_period_unfit",
        ),
        (
            {"span": "never", "valid_from": "2090-01-01T00:00:00+08:00"},
            "points_expiry_period_unfit",
        ),
    ],
)
async def test_a_policy_that_says_nothing_sound_is_refused(
    client: AsyncClient, cast: Cast, draft: dict[str, Any], code: str
) -> None:
    headers = await cast.headers("district_administrator")
    answer = await client.post(policies_of(cast), headers=headers, json=draft)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_only_districts_have_policies_and_hold_for_all_that_lies_in_them(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    made = await said(client, cast, span="never")
    district = await session.get_one(Place, cast.places[DISTRICT])
    above = policies_of(cast).replace(str(district.id), str(district.city_id))
    headers = await cast.headers("district_administrator")
    shown = (await client.get(policies_of(cast, HOME), headers=headers)).json()["items"]
    assert shown == [made]
    answers = [
        await client.get(above, headers=headers),
        await client.post(policies_of(cast, HOME), headers=headers, json={"span": "never"}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_district")
