"""Chapter seven: points by rules, the card, the charity pool."""

import asyncio
from typing import Any

from shequ_api.dev.story.community import Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, StoryBroken

GIVEN = 5
PATIENCE_SECONDS = 15.0


async def points(story: Community, narrator: Narrator) -> None:
    """服务得积分，积分进公益池."""
    narrator.chapter(7, "积分：幸福卡与公益池", "points: the card and the charity pool")
    worker = story["micro_grid_worker"]
    lines = await _awaited_lines(story, worker)
    card = await worker.get("/points/card")
    narrator.step(
        "巡查通过、诉求办结，按规则得积分",
        "the approved inspection and the settled request earn points",
        余额=card["balance_points"],
        明细=[f"{line['amount_points']:+d} {line['reason']}" for line in lines],
    )
    donation = await worker.post(
        "/charity/donations",
        "donation",
        community_id=story.places["community"]["id"],
        amount_points=GIVEN,
    )
    after = await worker.get("/points/card")
    pool = (await worker.get("/charity/pools", community_id=story.places["community"]["id"]))[
        "items"
    ][0]
    narrator.step(
        "把一部分积分捐给社区公益池",
        "some of them go to the charity pool",
        捐出=donation["amount_points"],
        卡上剩余=after["balance_points"],
        公益池=pool["balance_points"],
    )
    too_much = await worker.refused_with_key(
        409,
        "/charity/donations",
        "too-much",
        community_id=story.places["community"]["id"],
        amount_points=1_000_000,
    )
    narrator.step("余额不足会说明", "a balance too low is said plainly", 答复=too_much["detail"])


async def _awaited_lines(story: Community, worker: Phone) -> list[dict[str, Any]]:
    """The lines of this run's inspection and ticket; the worker process credits them shortly."""
    wanted = {str(story.world.made_id("inspection")), story.ticket["id"]}
    for _ in range(int(PATIENCE_SECONDS / 0.1)):
        lines = (await worker.get("/points/card/lines"))["items"]
        mine = [line for line in lines if line["reference_id"] in wanted]
        if len(mine) == len(wanted):
            return mine
        await asyncio.sleep(0.1)
    raise StoryBroken("the points did not come")
