"""Chapter: a request, from order to rating."""

from shequ_api.dev.story.community import Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.pictures import picture


async def request(story: Community, narrator: Narrator) -> None:
    """居民下单 → 社区接单 → 共建结单 → 群众评单."""
    narrator.chapter(5, "诉求：四单闭环", "a request: four slips")
    resident, community = story["resident"], story["community_worker"]
    photo = await resident.upload(picture("saddlebrown"))
    ticket = await resident.post(
        "/tickets",
        "ticket",
        service_code="environment",
        text="1栋门口堆放了旧家具，挡住消防通道",
        place_id=story.places["致强苑1栋"]["id"],
        photo_ids=[photo],
        channel="code",
    )
    path = f"/tickets/{ticket['id']}"
    narrator.step(
        "居民下单，附一张照片", "the resident orders, with a photo", 地点=ticket["place_name"]
    )
    seen = await resident.get(path)
    if seen["state"] == "submitted":
        refused = await community.refused(409, "POST", f"{path}/settlement", note="已处理")
        narrator.step(
            "还没接单就结单，会被拒绝并说明能做什么",
            "an illegal step is refused with the legal ones",
            可以=refused["legal_steps"],
        )
    await community.post(f"{path}/acceptance", "accept", note="收到，马上安排")
    if seen["state"] in {"submitted", "accepted"}:
        await community.put(f"{path}/assignment", person_id=story["micro_grid_worker"].person_id)
    narrator.step("社区接单并派给微网格员", "the community accepts and assigns it")
    worker = story["micro_grid_worker"]
    evidence = await worker.upload(picture("seagreen"))
    await worker.post(
        f"{path}/settlement", "settle", note="已联系业主搬走，通道恢复畅通", photo_ids=[evidence]
    )
    await resident.put(f"{path}/ratings/mine", score=5, comment="半天就解决了")
    rated = await resident.get(path)
    narrator.step(
        "微网格员结单，居民评五分",
        "the worker settles it, the resident rates it",
        四单=[f"{s['title']} {s['actor_name']} {s['at'][11:19]}" for s in rated["slips"]],
    )
    story.ticket = rated
