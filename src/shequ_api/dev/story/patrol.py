"""Chapter six: a patrol. Check in, fill in the form, send it twice; a hazard becomes a ticket, and
is closed by a look that finds it put right."""

import asyncio
from typing import Any

from shequ_api.dev.story.community import POSITION, Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, StoryBroken
from shequ_api.dev.story.pictures import picture
from shequ_api.kit.clock import CHINA, utc_now

ANSWERS: dict[str, Any] = {
    "visit_result": "entered",
    "gas_kind": "natural_gas",
    "gas_smell": False,
    "hose_material": "rubber",
    "rubber_hose_months": 30,
    "hose_condition": ["ageing"],
    "gas_alarm": "working",
    "ageing_pipes": ["water_supply"],
    "wiring": ["good"],
    "blood_pressure": [
        {
            "person_label": "户主的母亲",
            "measurement_consent": True,
            "systolic_mmhg": 132,
            "diastolic_mmhg": 84,
            "takes_medicine": True,
        }
    ],
    "note": "老人独居，请多走动",
}
PUT_RIGHT = {
    "visit_result": "entered",
    "gas_kind": "natural_gas",
    "gas_smell": False,
    "hose_material": "stainless_steel",
    "hose_condition": ["good"],
    "gas_alarm": "working",
    "wiring": ["good"],
}
LOOKS, WAITING, OVER = 200, {"rectified"}, {"closed", "waived", "void"}
FILLED_AT = "2026-11-21T09:30:00+08:00"


async def patrol(story: Community, narrator: Narrator) -> None:
    """打卡、排查、补传、审核，隐患转工单."""
    narrator.chapter(6, "巡查：打卡与排查表", "a patrol")
    worker = story["micro_grid_worker"]
    check_in = await _check_in(story, worker)
    narrator.step(
        "微网格员在网格打卡",
        "the worker checks in at the grid",
        离网格=f"{check_in['distance_metres']:.0f} 米",
        设备时间=check_in["device_at"],
        服务器时间=check_in["received_at"],
    )
    form = await worker.get("/inspection-forms/household_safety")
    narrator.step(
        "下载已发布的排查表",
        "downloads the published form",
        表=form["definition"]["title"],
        版本=form["number"],
    )
    path = f"/inspections/{story.world.made_id('inspection')}"
    draft = await _draft(story, worker, form["version_id"], await worker.find(path))
    first = await worker.put(path, **draft)
    second = await worker.put(path, **draft)
    if first["received_at"] != second["received_at"]:
        raise StoryBroken("sent twice, and it became two")
    narrator.step(
        "网络不好，同一份排查表交了两次：只算一次",
        "sent twice on a bad network: one submission",
        发现=[flag["text"] for flag in first["flags"]],
    )
    other = draft | {"answers": ANSWERS | {"rubber_hose_months": 12}}
    refused = await worker.refused(409, "PUT", path, **other)
    narrator.step(
        "同一编号换了内容会被拒绝", "the same id with other content", 答复=refused["detail"]
    )
    story.hazard_ticket_id = first["ticket_id"]
    await _rectify(story, narrator)
    seen = await story["general_grid_worker"].get(path)
    if seen["state"] == "received":
        await story["general_grid_worker"].put(f"{path}/review", decision="approved")
    narrator.step("网格员审核通过", "the general grid worker approves it")
    await _reinspect(story, narrator, form["version_id"])


async def _check_in(story: Community, worker: Phone) -> dict[str, Any]:
    answer: dict[str, Any] = await worker.put(
        f"/check-ins/{story.world.made_id('check-in')}",
        grid_id=story.grids["micro1"]["id"],
        position={**POSITION, "coordinate_system": "WGS-84", "accuracy_metres": 15.0},
        device_at=FILLED_AT,
    )
    return answer


async def _draft(
    story: Community, worker: Phone, version_id: str, sent: dict[str, Any] | None
) -> dict[str, Any]:
    """What was `sent` already says when it was filled in: told again, it is the same."""
    now = utc_now().astimezone(CHINA).isoformat(timespec="milliseconds")
    photo = await worker.upload(picture("firebrick"))
    return {
        "form_version_id": version_id,
        "place_id": story.places["home"]["id"],
        "check_in_id": str(story.world.made_id("check-in")),
        "answers": ANSWERS | {"hazard_photos": [photo]},
        "filled_at": sent["filled_at"] if sent else now,
    }


async def _rectify(story: Community, narrator: Narrator) -> None:
    """The hazard's ticket goes to a partner, who replaces the hose."""
    community, partner = story["community_worker"], story["partner"]
    path = f"/tickets/{story.hazard_ticket_id}"
    ticket = await community.get(path)
    narrator.step("隐患自动生成工单", "a hazard becomes a ticket", 工单=ticket["text"])
    await community.post(f"{path}/acceptance", "accept-hazard")
    if ticket["state"] in {"submitted", "accepted"}:
        await community.put(f"{path}/assignment", person_id=partner.person_id)
    settled = await partner.post(f"{path}/settlement", "settle-hazard", note="已更换金属软管")
    narrator.step(
        "社区派给合伙人，换好软管",
        "assigned to the partner, who replaces the hose",
        状态=settled["state_title"],
        上报人=settled["reporter_name"],
    )


async def _reinspect(story: Community, narrator: Narrator, version_id: str) -> None:
    """Somebody who has not put it right looks again: only that closes the hazards."""
    inspector, home = story["general_grid_worker"], story.places["home"]["id"]
    if await _states(inspector, home, until=WAITING) & WAITING:
        await _told_to_look(inspector, home, told=True)
        await inspector.put(
            f"/inspections/{story.world.made_id('reinspection')}",
            form_version_id=version_id,
            place_id=home,
            answers=PUT_RIGHT,
            filled_at=utc_now().isoformat(),
        )
    if await _states(inspector, home, until=OVER) - OVER:
        raise StoryBroken("looked at again and found sound, and a hazard is open")
    await _told_to_look(inspector, home, told=False)
    narrator.step("复查合格，隐患销号", "looked at again and sound: the hazards are closed")


async def _states(inspector: Phone, home: str, *, until: set[str]) -> set[str]:
    """In which states the hazards of a dwelling are, once none is on its way to these or over: that
    their ticket was settled they learn by a job."""
    states: set[str] = set()
    for _ in range(LOOKS):
        found = await inspector.get("/hazards", place_id=home, limit=100)
        states = {hazard["state"] for hazard in found["items"]}
        if states <= until | OVER:
            break
        await asyncio.sleep(0.1)
    return states


async def _told_to_look(inspector: Phone, home: str, *, told: bool) -> None:
    """Wait until a task asks for another look at a dwelling; or, not `told`, until none does."""
    for _ in range(LOOKS):
        found = await inspector.get("/patrol-tasks", state="ready", limit=100)
        if told == any(task["place_id"] == home for task in found["items"]):
            return
        await asyncio.sleep(0.1)
    raise StoryBroken("nobody is asked to look again" if told else "another look is asked for")
