"""Chapter eight: a partner of the alliance, a prize, and the code by which it is fetched."""

import asyncio
from typing import Any

from shequ_api.dev.story.community import Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, StoryBroken
from shequ_api.dev.story.pictures import picture
from shequ_api.kit.clock import china_date, utc_now

PRIZE, PRICE_POINTS = "手工垃圾袋一卷", 3
PATIENCE_SECONDS = 15.0


async def mall(story: Community, narrator: Narrator) -> None:
    """积分换服务：入驻、上架、兑换、核销."""
    narrator.chapter(8, "积分商城：合伙人与兑换", "the mall: a partner and a prize")
    shop = await _partner(story)
    narrator.step(
        "商户申请加入“益·社”联盟，社区审核，双方签约",
        "a shop applies, the community accepts, both sign",
        合伙人=shop["name"],
        状态=shop["state_title"],
    )
    prize = await _prize(story)
    narrator.step(
        "商户上架礼品，社区审核后大家可见",
        "a prize is on the shelf once the community said yes",
        商品=prize["title"],
        积分=prize["price_points"],
    )
    await _fetch(story, narrator, prize)


async def _fetch(story: Community, narrator: Narrator, prize: dict[str, Any]) -> None:
    worker, partner = story["micro_grid_worker"], story["partner"]
    order = await worker.post("/redemptions", "order", goods_id=prize["id"])
    code = order["pick_up_code"]
    narrator.step(
        "微网格员用积分兑换：库存和积分先冻结，给一个取货码",
        "ordered: stock and points are held, and there is a pick-up code",
        取货码=code,
        请在此前领取=order["pick_up_until"],
    )
    record = await partner.put(f"/stall-records/{story.world.made_id('stall-record')}", code=code)
    twice = await partner.refused(
        409, "PUT", f"/stall-records/{story.world.made_id('other-record')}", code=code
    )
    narrator.step(
        "摊位扫码核销，只能核销一次",
        "the stall hands it over by the code, once",
        核销=record["outcome"],
        再扫一次=twice["detail"],
    )
    card = await worker.get("/points/card")
    narrator.step("积分此时才付给商户", "only now are the points paid", 余额=card["balance_points"])


async def _partner(story: Community) -> dict[str, Any]:
    """The shop, led on from wherever it stands until it trades."""
    partner, worker = story["partner"], story["community_worker"]
    mine = (await partner.get("/me/partners"))["items"]
    shop: dict[str, Any] = mine[0] if mine else await _applied(story)
    path = f"/partners/{shop['id']}"
    if shop["state"] == "applied":
        [posting] = [
            one for one in (await partner.get("/me"))["postings"] if one["organisation_id"]
        ]
        await worker.post(
            f"{path}/review", "accept", verdict="accept", organisation_id=posting["organisation_id"]
        )
    agreements = (await partner.get(f"{path}/agreements"))["items"]
    agreement = agreements[0] if agreements else await _offered(story, path)
    if agreement["signed_at"] is None:
        await partner.post(f"/partner-agreements/{agreement['id']}/signature", "signature")
    signed: dict[str, Any] = await partner.get(path)
    return signed


async def _applied(story: Community) -> dict[str, Any]:
    partner = story["partner"]
    licence = await partner.upload(picture("ivory"))
    made: dict[str, Any] = await partner.post(
        "/partners",
        f"application-{licence}",
        community_id=story.places["community"]["id"],
        partner_kind="business",
        name="益家便民维修店",
        offers="小家电维修，积分可换日用品",
        address="致强苑1栋底商",
        contact_name=partner.name,
        contact_phone=partner.number,
        shows_contact=True,
        licence_photo_id=licence,
    )
    return made


async def _offered(story: Community, path: str) -> dict[str, Any]:
    """An agreement for a year, under the community's terms."""
    worker, community_id = story["community_worker"], story.places["community"]["id"]
    terms = await worker.found(
        "/partner-terms",
        "terms",
        place_id=community_id,
        title="“益·社”联盟合作条款",
        text="一、合伙人按承诺的时间、数量和质量提供商品或服务。二、积分按月结算。",
    )
    today = china_date(utc_now())
    made: dict[str, Any] = await worker.post(
        f"{path}/agreements",
        "agreement",
        terms_id=terms["id"],
        fen_per_100_points=1000,
        settlement_period="month",
        starts_on=today.isoformat(),
        ends_on=today.replace(year=today.year + 1, day=1).isoformat(),
    )
    return made


async def _prize(story: Community) -> dict[str, Any]:
    """On the shelf. WeChat looks at its words first; the worker process asks it."""
    partner, worker = story["partner"], story["community_worker"]
    offered = (await partner.get("/goods"))["items"]
    goods = offered[0] if offered else await partner.post("/goods", "goods", **_promise())
    path = f"/goods/{goods['id']}"
    if goods["newest_state"] == "in_review":
        await _awaited(partner, f"{path}/editions", check="pass")
        await worker.post(f"{path}/review", "review", edition_number=1, approved=True)
    community_id = story.places["community"]["id"]
    return await _awaited(
        story["resident"], "/mall/goods", community_id=community_id, id=goods["id"]
    )


async def _awaited(
    reader: Phone, path: str, community_id: str | None = None, **wanted: str
) -> dict[str, Any]:
    """The first of a list that is as wanted."""
    query = {"community_id": community_id} if community_id else {}
    for _ in range(int(PATIENCE_SECONDS / 0.1)):
        for item in (await reader.get(path, **query))["items"]:
            if item.items() >= wanted.items():
                return dict(item)
        await asyncio.sleep(0.1)
    raise StoryBroken(f"GET {path} never had {wanted}")


def _promise() -> dict[str, Any]:
    return {
        "kind": "goods",
        "stock": 1000,
        "title": PRIZE,
        "description": "居民手工制作，可降解",
        "category": "daily",
        "price_points": PRICE_POINTS,
        "price_fen": 0,
        "pick_up_place": "致强苑1栋底商",
        "pick_up_hours": "每天 9:00-18:00",
        "pick_up_days": 7,
    }
