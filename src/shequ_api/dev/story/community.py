"""Chapters one and two: places and people of 致强社区."""

from dataclasses import dataclass, field
from typing import Any

from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, World
from shequ_api.kit.clock import china_date, utc_now

COMMUNITY_CODE = "510108015017"
POSITION = {"longitude": 104.1279, "latitude": 30.7021}


@dataclass
class Community:
    """What the chapters hand on."""

    world: World
    people: dict[str, Phone] = field(default_factory=dict)
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    grids: dict[str, dict[str, Any]] = field(default_factory=dict)
    code: dict[str, Any] = field(default_factory=dict)
    ticket: dict[str, Any] = field(default_factory=dict)
    hazard_ticket_id: str = ""

    def __getitem__(self, name: str) -> Phone:
        return self.people[name]


CAST = {
    "administrator": ("小成", "13800000001"),
    "community_worker": ("小致", "13800000002"),
    "general_grid_worker": ("小强", "13800000003"),
    "micro_grid_worker": ("小微", "13800000004"),
    "partner": ("小益", "13800000005"),
    "resident": ("小民", "13800000006"),
    "neighbour": ("小邻", "13800000007"),
}
"""Made-up people: user → name, number."""


async def meet(world: World, narrator: Narrator) -> Community:
    """Everybody signs in as a mini-program does."""
    narrator.chapter(1, "人：微信登录", "people: signing in through WeChat")
    story = Community(world)
    for user, (name, number) in CAST.items():
        phone = Phone(world, f"story-{user}", name, number)
        me = await phone.sign_in()
        story.people[user] = phone
        narrator.step(
            f"{name} 登录并绑定手机号", f"{user} signs in and binds a phone", 我=me["phone"]
        )
    return story


async def settle_places(story: Community, narrator: Narrator) -> None:
    """致强社区 gets two compounds, a total grid, two general grids and micro-grids."""
    narrator.chapter(2, "地：小区与网格", "places: compounds and grids")
    administrator = story["administrator"]
    found = await administrator.get("/places", code=COMMUNITY_CODE)
    community = found["items"][0]
    story.places["community"] = community
    narrator.step(
        "致强社区在官方区划里", "the community is in the official divisions", **_shown(community)
    )
    await _appoint(story, administrator, "community_worker", place_id=community["id"])
    narrator.step("区里任命社区工作者", "the district appoints the community worker")
    worker = story["community_worker"]
    await _found_compounds(story, worker, narrator)
    await _draw_grids(story, worker, narrator)
    await _appoint_workers(story, worker, narrator)
    await _settle_residents(story, narrator)


async def _found_compounds(story: Community, worker: Phone, narrator: Narrator) -> None:
    for local_code, name, buildings in (("01", "致强苑", 2), ("02", "青龙里", 1)):
        compound = await worker.found(
            f"/places/{story.places['community']['id']}/compounds",
            f"compound-{local_code}",
            local_code=local_code,
            name=name,
            position=POSITION,
            buildings=[
                {
                    "local_code": f"{n:02d}",
                    "name": f"{n}栋",
                    "units": 2,
                    "floors": 6,
                    "dwellings_per_floor": 2,
                }
                for n in range(1, buildings + 1)
            ],
        )
        below = await worker.get("/places", parent_id=compound["id"])
        story.places[name] = compound
        story.places |= {f"{name}{item['name']}": item for item in below["items"]}
        narrator.step(
            f"{name}建好楼栋、单元和住户",
            "a compound with buildings, units and dwellings",
            编码=compound["code"],
            楼栋=[item["name"] for item in below["items"]],
        )
    unit = (await worker.get("/places", parent_id=story.places["致强苑1栋"]["id"]))["items"][0]
    dwellings = (await worker.get("/places", parent_id=unit["id"]))["items"]
    story.places["home"], story.places["next_door"] = dwellings[0], dwellings[1]


async def _draw_grids(story: Community, worker: Phone, narrator: Narrator) -> None:
    async def draw(key: str, kind: str, name: str, parent: str | None) -> None:
        story.grids[key] = await worker.found(
            "/grids",
            f"grid-{key}",
            community_id=story.places["community"]["id"],
            kind=kind,
            name=name,
            parent_id=story.grids[parent]["id"] if parent else None,
            position=POSITION,
        )

    await draw("total", "total_grid", "致强社区总网格", None)
    await draw("general1", "general_grid", "第一网格", "total")
    await draw("general2", "general_grid", "第二网格", "total")
    await draw("micro1", "micro_grid", "致强苑1栋微网格", "general1")
    await draw("micro2", "micro_grid", "致强苑2栋微网格", "general1")
    await draw("micro3", "micro_grid", "青龙里微网格", "general2")
    for grid, building in (
        ("micro1", "致强苑1栋"),
        ("micro2", "致强苑2栋"),
        ("micro3", "青龙里1栋"),
    ):
        moved = await worker.put(
            f"/grids/{story.grids[grid]['id']}/coverage",
            building_ids=[story.places[building]["id"]],
        )
        narrator.step(
            f"{story.grids[grid]['name']}覆盖{building}",
            "a micro-grid covers a building",
            覆盖=f"{moved['places']} 个地点",
        )


async def _appoint_workers(story: Community, worker: Phone, narrator: Narrator) -> None:
    await _appoint(story, worker, "general_grid_worker", grid_id=story.grids["general1"]["id"])
    await _appoint(story, worker, "micro_grid_worker", grid_id=story.grids["micro1"]["id"])
    community_id = story.places["community"]["id"]
    organisation = await worker.found(
        "/organisations",
        "organisation",
        name="益家便民维修店",
        partner_kind="business",
        community_id=community_id,
    )
    await _appoint(
        story, worker, "partner", place_id=community_id, organisation_id=organisation["id"]
    )
    narrator.step(
        "社区任命网格员、微网格员，引入合伙人",
        "the community appoints grid workers and takes in a partner",
        合伙人=organisation["name"],
    )
    beyond = await story["micro_grid_worker"].refused(
        403,
        "POST",
        "/postings",
        phone=story["resident"].number,
        role="community_worker",
        place_id=community_id,
        starts_on="2026-01-01",
    )
    narrator.step("微网格员不能任命别人", "nobody grants beyond themselves", 答复=beyond["detail"])


async def _appoint(story: Community, by: Phone, role: str, **where: Any) -> None:
    me = await story[role].get("/me")
    if any(posting["role"] == role for posting in me["postings"]):
        return
    await by.found(
        "/postings",
        f"appoint-{role}",
        phone=story[role].number,
        role=role,
        starts_on=china_date(utc_now()).isoformat(),
        **where,
    )


async def _settle_residents(story: Community, narrator: Narrator) -> None:
    for user, dwelling in (("resident", "home"), ("neighbour", "next_door")):
        me = await story[user].get("/me")
        if not me["residencies"]:
            await story[user].found(
                "/me/residencies",
                f"residency-{user}",
                dwelling_id=story.places[dwelling]["id"],
                belonging="owner",
                starts_on="2026-01-01",
            )
    waiting = await story["micro_grid_worker"].get("/residencies")
    for residency in waiting["items"]:
        await story["micro_grid_worker"].put(f"/residencies/{residency['id']}/verification")
    home = (await story["resident"].get("/me"))["residencies"][0]
    narrator.step(
        "居民登记住户，微网格员上门核实",
        "residents claim their dwelling, verified at the door",
        住户=home["dwelling_name"],
        核实时间=home["verified_at"],
    )


def _shown(place: dict[str, Any]) -> dict[str, Any]:
    return {"编码": place["code"], "名称": place["full_name"]}
