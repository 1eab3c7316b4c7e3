"""What a community promises to whoever files under a category."""

from typing import Any

from httpx import AsyncClient

from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.ticket_clocks.desk import Desk, policy


async def promised(desk: Desk, community: str = HOME) -> dict[str, dict[str, Any]]:
    path = f"/communities/{desk.cast.places[community]}/service-promises"
    told = await desk.told("resident", "GET", path)
    return {each["service_code"]: each for each in told}


async def test_the_limits_and_points_that_hold_there(client: AsyncClient, cast: Cast) -> None:
    desk = Desk(client, cast)
    shipped = (await promised(desk))["noise"]
    assert shipped["policy_place_id"] is None
    assert [each["says"] for each in shipped["limits"]] == [
        "7小时30分钟工作时间内首次响应",
        "15小时工作时间内回复",
        "37小时30分钟工作时间内办结",
    ]
    earned = {each["earner_title"]: each["points"] for each in shipped["points"]}
    assert earned == {"办结人": 15, "下单人": 2}
    await desk.rule(policy(following=None, resolution=200), category="noise", place=HOME)
    rule = {
        "community_id": str(cast.places[HOME]),
        "fact": "ticket_settled",
        "conditions": {"service_code": ["noise"]},
        "earner": "reporter",
        "title": "反映噪音问题",
        "points": 3,
        "caps": [{"per": "day", "points": 9}],
    }
    await desk.told("district_administrator", "POST", "/earning-rules", json=rule)
    here, there = await promised(desk), await promised(desk, NEIGHBOUR)
    noise = here["noise"]
    assert noise["policy_place_id"] == str(cast.places[HOME])
    assert [(each["target"], each["minutes"]) for each in noise["limits"]] == [
        ("first_response", 60),
        ("resolution", 200),
    ]
    assert "反映噪音问题" in {each["title"] for each in noise["points"]}
    assert here["environment"]["limits"] == there["noise"]["limits"] == shipped["limits"]
    for other in (here["environment"], there["noise"]):
        assert "反映噪音问题" not in {each["title"] for each in other["points"]}


async def test_only_of_a_community(client: AsyncClient, cast: Cast) -> None:
    desk = Desk(client, cast)
    for place in (f"{HOME}-c1-b1", "510108000000"):
        path = f"/communities/{cast.places[place]}/service-promises"
        assert (await desk.ask("resident", "GET", path)).status_code == 404
