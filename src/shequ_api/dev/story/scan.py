"""Chapters three and four: the code of a building, and what each sees who scans it."""

from typing import Any

from shequ_api.dev.story.community import Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, StoryBroken

HEADS = ["order", "view", "handle", "learn", "ask"]


async def issue_codes(story: Community, narrator: Narrator) -> None:
    """The code of a building as SVG and PNG, and a print sheet for the whole compound."""
    narrator.chapter(3, "码：扫楼码", "the code of a building")
    worker = story["community_worker"]
    building = story.places["致强苑1栋"]
    issued = await worker.post("/place-codes", "code", place_id=building["id"])
    # Asked anew: an answer that is replayed may name the address of a server of yesterday.
    code = await worker.get(f"/place-codes/{issued['id']}")
    if len(code["code"]) != 25:
        raise StoryBroken(f"the code has {len(code['code'])} characters")
    narrator.step(
        "签发 1 栋的楼栋码", "issue the building's code", 码=code["code"], 网址=code["url"]
    )
    story.code = code
    for kind, mark in (("svg", b"<svg"), ("png", b"\x89PNG")):
        image = await worker.fetch(f"/place-codes/{code['id']}/image", format=kind)
        if mark not in image.content[:200]:
            raise StoryBroken(f"this is no {kind}")
    narrator.step("取得 SVG 和 PNG 图片", "drawn as SVG and PNG")
    compound = story.places["致强苑"]["id"]
    batch = await worker.post(f"/compounds/{compound}/code-batches", "batch")
    sheet = await worker.fetch(f"/compounds/{compound}/code-sheet")
    if not sheet.content.startswith(b"%PDF"):
        raise StoryBroken("this is no PDF")
    narrator.step(
        "整个小区的印刷页",
        "a print sheet for the whole compound",
        新签发=batch["issued"],
        还剩=batch["remaining"],
        PDF=f"{len(sheet.content) // 1024} KB",
    )


async def scan(story: Community, narrator: Narrator) -> None:
    """A stranger, a resident and the worker resolve the same code."""
    narrator.chapter(4, "扫码：各人看到各自的", "scans: to each what they may see")
    stranger = Phone(story.world, "", "路人", "")
    for user, phone, title in (
        ("stranger", stranger, "路人"),
        ("resident", story["resident"], "居民"),
        ("worker", story["micro_grid_worker"], "微网格员"),
    ):
        landing = await phone.ask("/scans", code=story.code["url"])
        if landing["viewer"] != user or [head["key"] for head in landing["heads"]] != HEADS:
            raise StoryBroken(f"{user} saw {landing['viewer']} {landing['heads']}")
        contact = landing["worker"] or {}
        narrator.step(
            f"{title}扫码",
            f"the {user} scans",
            地点=landing["place"]["full_name"],
            网格=(landing["grid"] or {}).get("name"),
            微网格员=f"{contact.get('name')} {contact.get('phone') or '（不显示电话）'}",
            五码=_heads(landing["heads"]),
        )
    forged = story.code["code"][:-1] + ("A" if story.code["code"][-1] != "A" else "B")
    problem = await stranger.refused(404, "POST", "/scans", code=forged)
    narrator.step("伪造的码查无此码", "a forged code is unknown", 答复=problem["detail"])


def _heads(heads: list[dict[str, Any]]) -> str:
    parts = []
    for head in heads:
        titles = [action["title"] for action in head["actions"]]
        titles += [card["title"] for card in head["cards"]]
        parts.append(f"{head['title']}：{'、'.join(titles) if head['offered'] else '尚未开通'}")
    return "；".join(parts)
