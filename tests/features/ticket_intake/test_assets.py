"""Tickets about assets: the asset says where, and its history tells of them."""

from typing import Any
from uuid import uuid4

from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.features.ticket_intake.ground import Ground, code_of


async def _light(ground: Ground, **more: Any) -> dict[str, Any]:
    item = {"kind_code": "street_light", "place_id": ground.id(f"{HOME}-c1"), **more}
    headers = await ground.cast.headers("community_worker")
    answer = await ground.client.post(
        "/api/v1/assets",
        json={"items": [item]},
        headers=headers | {"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["assets"][0])


async def _history(ground: Ground, asset: dict[str, Any]) -> list[tuple[str, str]]:
    answer = await ground.ask("community_worker", "GET", f"/assets/{asset['id']}/records")
    assert answer.status_code == 200, answer.text
    rows = answer.json()["items"]
    assert all(row["actor_name"] is None for row in rows if row["source_kind"] == "ticket")
    return [(row["kind"], row["text"]) for row in rows]


async def test_the_asset_says_where_and_in_whose_care(ground: Ground) -> None:
    asset = await _light(ground, micro_grid_id=ground.id(f"{HOME}-m02"))
    ticket = await ground.filed(asset_id=asset["id"])
    assert (ticket["asset_id"], ticket["awaits_place"]) == (asset["id"], False)
    assert code_of(ground, ticket["place_id"]) == f"{HOME}-c1"
    assert ticket["id"] in await ground.listed("next_micro_worker", "scope")
    assert ticket["id"] not in await ground.listed("micro_grid_worker", "scope")
    (found,) = (await ground.attribution(ticket))["findings"]
    assert (found["found_by"], found["certain"]) == ("asset", True)


async def test_its_history_tells_of_tickets_and_inspections(ground: Ground, work: Work) -> None:
    asset = await _light(ground)
    looked = {"sound": False, "note": "灯头损坏"}
    await ground.ask("grid_chief", "POST", f"/assets/{asset['id']}/inspections", json=looked)
    ticket = await ground.filed(asset_id=asset["id"])
    path = f"/tickets/{ticket['id']}"
    await ground.ask("community_worker", "POST", f"{path}/acceptance", json={})
    settled = await ground.ask(
        "community_worker", "POST", f"{path}/settlement", json={"note": "已换"}
    )
    assert settled.status_code == 200, settled.text
    await work()
    taken_back = await ground.filed(asset_id=asset["id"], private=True, text="灯下有人打架")
    reason = {"reason": "报错了"}
    await ground.ask("resident", "POST", f"/tickets/{taken_back['id']}/withdrawal", json=reason)
    await work()
    assert await _history(ground, asset) == [
        ("ticket_withdrawn", "诉求已撤回"),
        ("ticket_submitted", "诉求（不公开）"),
        ("ticket_settled", "诉求已办结"),
        ("ticket_submitted", "诉求：公共设施"),
        ("inspected", "有问题：灯头损坏"),
        ("registered", "登记"),
    ]


async def test_what_is_no_asset_here_is_refused(ground: Ground) -> None:
    asset = await _light(ground)
    elsewhere = await ground.file(asset_id=asset["id"], place_id=ground.id(f"{NEIGHBOUR}-c1-b1"))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "asset_unknown")
    unknown = await ground.file(asset_id=str(uuid4()))
    assert unknown.json()["code"] == "asset_unknown"
    gone = {"state": "removed", "reason": "拆除"}
    await ground.ask("community_worker", "PUT", f"/assets/{asset['id']}/state", json=gone)
    removed = await ground.file(asset_id=asset["id"])
    assert removed.json()["code"] == "asset_unknown"
    assert [kind for kind, _ in await _history(ground, asset)] == ["state", "registered"]
