"""What people choose, what follows their roles, and when nobody is disturbed."""

from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient

from shequ_api.features.notification_settings.rules import QuietHours
from shequ_api.kit.clock import CHINA
from tests.base.people.asking import ask
from tests.cast import HOME, Cast

MINE = "/me/notification-settings"


async def chosen(client: AsyncClient, cast: Cast, who: str) -> dict[str, Any]:
    answer = await ask(client, cast, who, "GET", MINE)
    return {each["kind"]: (each["wechat"], each["chosen"]) for each in answer.json()["kinds"]}


async def test_choices_stand_before_roles(client: AsyncClient, cast: Cast) -> None:
    kinds = await chosen(client, cast, "community_worker")
    assert kinds["grid_vacant"] == (True, False)
    assert kinds["notice_emergency"] == (True, False)
    above = await chosen(client, cast, "subdistrict_administrator")
    assert above["grid_vacant"] == (False, False), "administrators have many grids"
    body: dict[str, Any] = {
        "wechat": {"grid_vacant": True, "ticket_settled": False},
        "quiet_hours": None,
    }
    await ask(client, cast, "subdistrict_administrator", "PUT", MINE, json=body)
    above = await chosen(client, cast, "subdistrict_administrator")
    assert (above["grid_vacant"], above["ticket_settled"]) == ((True, True), (False, True))
    body = {"wechat": {}, "quiet_hours": {"starts": "21:30", "ends": "07:00"}}
    answer = await ask(client, cast, "subdistrict_administrator", "PUT", MINE, json=body)
    assert answer.json()["quiet_hours"] == {"starts": "21:30", "ends": "07:00"}
    assert (await chosen(client, cast, "subdistrict_administrator")) != above
    for wrong in (
        {"wechat": {"no_such_kind": True}},
        {"wechat": {}, "quiet_hours": {"starts": "24:00", "ends": "07:00"}},
        {"wechat": {}, "quiet_hours": {"starts": "7:00", "ends": "08:00"}},
    ):
        answer = await ask(client, cast, "resident", "PUT", MINE, json=wrong)
        assert answer.status_code == 422


async def test_a_district_sets_its_quiet_hours(client: AsyncClient, cast: Cast) -> None:
    district = cast.places["510108000000"]
    path, here = f"/places/{district}/quiet-hours", f"/places/{cast.places[HOME]}/quiet-hours"
    default = await ask(client, cast, "resident", "GET", here)
    assert default.json() == {"starts": "22:00", "ends": "08:00", "version": 0}
    body = {"starts": "23:00", "ends": "06:30"}
    unguarded = await ask(client, cast, "district_administrator", "PUT", path, json=body)
    assert unguarded.status_code == 428
    match = {"headers": {"If-Match": '"v0"'}}
    done = await ask(client, cast, "district_administrator", "PUT", path, json=body, **match)
    assert done.json() == {**body, "version": 1}
    stale = await ask(client, cast, "district_administrator", "PUT", path, json=body, **match)
    assert stale.status_code == 412
    assert (await ask(client, cast, "resident", "GET", here)).json()["starts"] == "23:00"
    below = await ask(client, cast, "district_administrator", "PUT", here, json=body, **match)
    assert (below.status_code, below.json()["code"]) == (403, "quiet_hours_are_districts")
    for who in ("community_worker", "resident"):
        answer = await ask(client, cast, who, "PUT", here, json=body, **match)
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize(
    ("hours", "at", "over"),
    [
        ((22 * 60, 8 * 60), "23:10", "32:00"),
        ((22 * 60, 8 * 60), "03:00", "08:00"),
        ((22 * 60, 8 * 60), "08:00", None),
        ((22 * 60, 8 * 60), "21:59", None),
        ((22 * 60, 8 * 60), "22:00", "32:00"),
        ((12 * 60, 14 * 60), "13:30", "14:00"),
        ((12 * 60, 14 * 60), "14:00", None),
        ((0, 0), "00:00", None),
    ],
)
def test_when_it_is_quiet(hours: tuple[int, int], at: str, over: str | None) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=CHINA)

    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:])

    now = datetime.fromtimestamp(midnight.timestamp() + minutes(at) * 60 + 30, CHINA)
    found = QuietHours(*hours).over_at(now)
    expected = None if over is None else midnight.timestamp() + minutes(over) * 60
    assert (found.timestamp() if found else None) == expected
