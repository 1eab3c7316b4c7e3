"""What becomes of assets, and who sees it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.assets.models import Asset, AssetRecord
from shequ_api.features.assets.public import AssetUnknown, note_on_asset
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.features.assets.yard import Yard


async def test_the_history_tells_what_happened(yard: Yard, session: AsyncSession) -> None:
    asset = await yard.entered(inspect_by="2026-12-01")
    path = f"/assets/{asset['id']}"
    answer = await yard.ask("community_worker", "GET", path)
    change = {"attributes": {"power_watts": 80}, "inspect_by": "2026-12-01"}
    dress = {"If-Match": answer.headers["ETag"]}
    changed = await yard.ask("community_worker", "PUT", path, dress, json=change)
    assert changed.json()["attributes"] == {"power_watts": 80}
    seen = await yard.inspect(asset["id"], sound=False, note="灯罩开裂", inspect_by="2027-01-01")
    assert seen.status_code == 201, seen.text
    assert seen.json()["inspect_by"] == "2027-01-01"
    body = {"state": "out_of_service", "reason": "等待更换"}
    for _ in range(2):
        stopped = await yard.ask("grid_chief", "PUT", f"{path}/state", json=body)
        assert (stopped.status_code, stopped.json()["state"]) == (200, "out_of_service")
    lines = stopped.json()["records"]
    assert [(line["kind"], line["text"]) for line in lines] == [
        ("state", "停用：等待更换"),
        ("inspected", "有问题：灯罩开裂"),
        ("changed", "更改信息"),
        ("registered", "登记"),
    ]
    assert lines[1]["actor_name"] == "甲网长"
    was = select(AssetRecord.facts).where(AssetRecord.kind == "changed")
    assert await session.scalar(was) == {"was": {"attributes": {"power_watts": 60}}}
    told = (await session.scalars(select(Event.name).where(Event.name.startswith("asset")))).all()
    assert sorted(told) == ["asset_inspected", "asset_state_changed"]
    listed = await yard.got("community_worker", f"{path}/records", limit=3)
    rest = await yard.got(
        "community_worker", f"{path}/records", limit=3, cursor=listed["next_cursor"]
    )
    assert [one["id"] for one in listed["items"] + rest["items"]] == [one["id"] for one in lines]


async def test_what_is_removed_stays_removed(yard: Yard) -> None:
    asset = await yard.entered()
    path = f"/assets/{asset['id']}"
    body = {"state": "removed", "reason": "拆除"}
    answer = await yard.ask("community_worker", "PUT", f"{path}/state", json=body)
    dress = {"If-Match": answer.headers["ETag"]}
    back = {"state": "in_service", "reason": "误操作"}
    refusals = [
        await yard.ask("community_worker", "PUT", f"{path}/state", json=back),
        await yard.ask("community_worker", "PUT", path, dress, json={}),
        await yard.inspect(asset["id"]),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refusals] == [
        (409, "asset_removed")
    ] * 3
    due = await yard.got("community_worker", "/assets", inspect_by="2099-01-01")
    assert due["items"] == []


async def test_a_change_is_guarded_by_its_version(yard: Yard) -> None:
    asset = await yard.entered()
    path = f"/assets/{asset['id']}"
    tag = (await yard.ask("community_worker", "GET", path)).headers["ETag"]
    first = await yard.ask(
        "community_worker", "PUT", path, {"If-Match": tag}, json={"label": "新名"}
    )
    assert first.status_code == 200
    stale = await yard.ask("community_worker", "PUT", path, {"If-Match": tag}, json={"label": "旧"})
    bare = await yard.ask("community_worker", "PUT", path, json={"label": "旧"})
    assert (stale.status_code, bare.status_code) == (412, 428)


async def test_lists_by_kind_state_and_what_is_due(yard: Yard) -> None:
    days = ["2026-12-03", "2026-12-01", None, "2027-12-01"]
    lights = [await yard.entered(**({"inspect_by": day} if day else {})) for day in days]
    board = (await yard.enter(yard.light(kind_code="notice_board", attributes={}))).json()
    ids = [light["id"] for light in lights]
    who = "community_worker"

    async def listed(**query: Any) -> list[str]:
        return [line["id"] for line in (await yard.got(who, "/assets", **query))["items"]]

    assert await listed(inspect_by="2026-12-31") == [ids[1], ids[0]]
    assert await listed(inspect_by="2026-12-31", limit=1) == [ids[1]]
    assert await listed(kind_code="street_light") == ids
    assert await listed(kind_code="notice_board") == [board["assets"][0]["id"]]
    body = {"state": "out_of_service", "reason": "坏"}
    await yard.ask(who, "PUT", f"/assets/{ids[0]}/state", json=body)
    assert await listed(state="out_of_service") == [ids[0]]
    first = await yard.got(who, "/assets", inspect_by="2026-12-31", limit=1)
    second = await yard.got(
        who, "/assets", inspect_by="2026-12-31", limit=1, cursor=first["next_cursor"]
    )
    assert [line["id"] for line in second["items"]] == [ids[0]]


async def test_who_sees_and_who_looks_after(yard: Yard) -> None:
    asset = await yard.entered(place_id=yard.place(f"{HOME}-c1-b1"))
    path = f"/assets/{asset['id']}"
    for who, status in (
        ("micro_grid_worker", 200),
        ("next_micro_worker", 404),
        ("general_grid_worker", 200),
        ("far_community_worker", 404),
        ("department_officer", 200),
        ("city_administrator", 200),
        ("resident", 404),
        ("partner", 403),
        ("committee_member", 403),
    ):
        assert (await yard.ask(who, "GET", path)).status_code == status, who
    for who, status in (
        ("micro_grid_worker", 201),
        ("next_micro_worker", 404),
        ("district_administrator", 403),
        ("department_officer", 403),
    ):
        assert (await yard.inspect(asset["id"], who=who)).status_code == status, who


async def test_kinds_are_rows(yard: Yard) -> None:
    field = {"kind": "integer", "key": "seats", "label": "座位", "minimum": 1, "required": True}
    bench = {"title": "长椅", "prefix": "CY", "fields": [field], "position": 99}
    path = "/asset-kinds/bench"
    refused = await yard.ask("district_administrator", "PUT", path, json=bench)
    assert refused.status_code == 403
    made = await yard.ask("city_administrator", "PUT", path, json=bench)
    assert made.status_code == 200, made.text
    assert made.json()["fields"][0]["key"] == "seats"
    missing = await yard.enter(yard.light(kind_code="bench", attributes={}))
    assert missing.json()["errors"][0]["pointer"] == "/items/0/attributes/seats"
    sound = await yard.enter(yard.light(kind_code="bench", attributes={"seats": 3}))
    assert sound.json()["assets"][0]["code"] == f"{HOME}-CY0001"
    for change, code in (
        ({"prefix": "YC"}, "asset_prefix_fixed"),
        ({"fields": [field, field]}, None),
        ({"fields": [{"kind": "photos", "key": "p", "label": "照片"}]}, "attributes_unfit"),
    ):
        answer = await yard.ask("city_administrator", "PUT", path, json=bench | change)
        assert answer.status_code in (409, 422), change
        assert code is None or answer.json()["code"] == code
    taken = await yard.ask("city_administrator", "PUT", "/asset-kinds/seat", json=bench)
    assert (taken.status_code, taken.json()["code"]) == (409, "asset_prefix_taken")
    retired = await yard.ask("city_administrator", "PUT", path, json=bench | {"retired": True})
    assert retired.json()["retired_at"] is not None
    late = await yard.enter(yard.light(kind_code="bench", attributes={"seats": 3}))
    assert late.json()["errors"][0]["pointer"] == "/items/0/kind_code"


async def test_others_join_the_history_once(yard: Yard, session: AsyncSession) -> None:
    entered = await yard.entered()
    asset = (await session.scalars(select(Asset))).one()
    ticket_id, elsewhere = new_id(), yard.cast.places[NEIGHBOUR]
    told: dict[str, Any] = {
        "kind": "settled",
        "text": "已更换灯头",
        "source_kind": "ticket",
        "source_id": ticket_id,
        "actor_id": None,
        "now": utc_now(),
    }
    for _ in range(2):
        await note_on_asset(session, asset.id, community_id=asset.community_id, **told)
    with pytest.raises(AssetUnknown):
        await note_on_asset(session, asset.id, community_id=elsewhere, **told)
    await session.commit()
    view = await yard.got("community_worker", f"/assets/{entered['id']}")
    lines = [(line["source_kind"], line["source_id"]) for line in view["records"]]
    assert lines == [("ticket", str(ticket_id)), (None, None)]


async def test_who_entered_what_is_part_of_their_copy(yard: Yard) -> None:
    asset = await yard.entered()
    await yard.inspect(asset["id"])
    for who, title in (("community_worker", "登记的设施"), ("grid_chief", "设施履历")):
        copy = await yard.got(who, "/me/personal-data")
        [part] = [one["data"] for one in copy["parts"] if one["module"] == "assets"]
        assert [line["编码"] for line in part[title]] == [asset["code"]]
