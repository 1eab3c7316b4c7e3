"""Chapter nine: a service is put online by data alone, applied for, and ends in a certificate."""

from typing import Any

from shequ_api.dev.story.community import Community
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.phone import Phone, StoryBroken
from shequ_api.dev.story.pictures import picture

ID_CARD: dict[str, Any] = {
    "key": "id_card",
    "title": "身份证照片",
    "note": "四角完整，字迹清楚",
    "required": True,
    "most_files": 2,
    "told_by": None,
    "reuse_days": 365,
}
GUIDE: dict[str, Any] = {
    "title": "居住证明",
    "summary": "核实居住在本区的居民，可以申请一份居住证明。",
    "provider": "government",
    "theme": "户籍",
    "aliases": ["住址证明"],
    "applicants": ["person"],
    "channels": ["online", "door"],
    "identity_level": 1,
    "position": 10,
    "steps": [{"title": "网上申请", "text": "填写申请表，上传身份证照片。"}],
    "fees": [],
    "legal_basis": [],
    "offices": [],
    "legal_workdays": 10,
    "promised_workdays": 2,
    "answer_days": 15,
    "eligibility": [
        {
            "key": "lives_here",
            "fact": "lives_here",
            "at_least": None,
            "at_most": None,
            "one_of": ["yes"],
            "reason": "须居住在本区",
            "binding": True,
        }
    ],
    "materials": [
        ID_CARD,
        ID_CARD | {"key": "home", "title": "住址材料", "told_by": "lives_here", "reuse_days": None},
    ],
    "form": {
        "title": "居住证明申请表",
        "sections": [
            {
                "key": "use",
                "label": "用途",
                "fields": [{"kind": "text", "key": "used_for", "label": "用于", "required": True}],
            }
        ],
    },
    "one_at_a_time": True,
    "result": {"kind": "certificate", "title": "居住证明", "valid_days": 180, "states": []},
}


async def hall(story: Community, narrator: Narrator) -> None:
    """码上办：上线、申请、补正、办结、查验."""
    narrator.chapter(9, "码上办：从办事指南到电子证明", "services: from a guide to a certificate")
    service = await _online(story, narrator)
    application = await _applied(story, narrator, service)
    await _mended(story, narrator, application)
    await _granted(story, narrator, application)


async def _online(story: Community, narrator: Narrator) -> dict[str, Any]:
    office = story["administrator"]
    written = await office.found("/services", "service", **GUIDE)
    published: dict[str, Any] = await office.found(
        f"/services/{written['id']}/publication", "publication", match=written["version"]
    )
    shelf = await story["resident"].get("/services", place_id=story.places["home"]["id"])
    narrator.step(
        "区里写好一份办事指南就上线一个事项，不用改程序",
        "a service goes online by its guide alone",
        事项=[each["title"] for each in shelf["items"]],
        承诺=f"{GUIDE['promised_workdays']} 个工作日",
    )
    return published


async def _applied(story: Community, narrator: Narrator, service: dict[str, Any]) -> dict[str, Any]:
    resident, draft_id = story["resident"], story.world.made_id("application")
    judged = await resident.get(f"/services/{service['id']}/eligibility")
    if not judged["may_apply"]:
        raise StoryBroken(f"{judged['rules']}")
    mine = f"/me/service-applications/{draft_id}"
    # What was handed in is no draft any more: told again, it is sent again as it was.
    if await resident.find(mine) is None:
        await resident.put(
            f"/service-drafts/{draft_id}",
            service_id=service["id"],
            edition=1,
            place_id=story.places["home"]["id"],
            organisation_id=None,
            answers={"used_for": "子女入学"},
            materials=await _photos(resident, "dimgray"),
        )
    made: dict[str, Any] = await resident.post(
        f"/service-drafts/{draft_id}/submission", "application", signature_photo_id=None
    )
    narrator.step(
        "居民在线申请：条件先自查，已掌握的材料免交",
        "the resident applies: judged by what is known, which need not be handed in",
        办件=made["number"],
        条件=[rule["reason"] for rule in judged["rules"]],
        免交=made["told"],
    )
    return made


async def _mended(story: Community, narrator: Narrator, application: dict[str, Any]) -> None:
    office, resident = story["administrator"], story["resident"]
    back = await office.post(
        f"/service-applications/{application['id']}/return",
        "return",
        materials=[ID_CARD["key"]],
        reason="身份证照片不清楚，请重拍",
    )
    narrator.step(
        "窗口一次性告知要补什么",
        "the desk says at once all that lacks",
        状态=back["state_title"],
        补正=back["said"],
        期限=back["answer_by"],
    )
    again = await resident.post(
        f"/me/service-applications/{application['id']}/supplement",
        "supplement",
        answers=None,
        materials=await _photos(resident, "lightgray"),
        note="重拍了",
    )
    narrator.step("居民补正，办件接着走", "the resident supplements it", 状态=again["state_title"])


async def _granted(story: Community, narrator: Narrator, application: dict[str, Any]) -> None:
    office, resident = story["administrator"], story["resident"]
    path = f"/service-applications/{application['id']}"
    accepted = await office.post(f"{path}/acceptance", "acceptance", note=None)
    await office.post(f"{path}/grant", "grant", note=None, certified=story.places["home"]["name"])
    done = await resident.get(f"/me{path}")
    narrator.step(
        "受理后在承诺时限内办结，出具电子证明",
        "accepted, granted in time, and certified",
        承诺办结=accepted["due_at"],
        经过=[f"{step['title']} {step['by']}" for step in done["steps"]],
    )
    mine = await resident.get(f"/me/service-certificates/{done['certificate_id']}")
    number, code = mine["check_url"].split("/")[-2:]
    anybody = Phone(story.world, "", "路人", "")
    check = await anybody.get(f"/service-certificate-checks/{number}/{code}")
    if check["state"] != "valid":
        raise StoryBroken(f"the certificate is {check['state']}")
    forged = await anybody.refused(404, "GET", f"/service-certificate-checks/{number}/{code[::-1]}")
    narrator.step(
        "任何人凭编号和校验码查验真伪，姓名默认遮住",
        "anybody checks it by number and code, the name is masked",
        编号=number,
        姓名=check["holder_name"],
        状态=check["state_title"],
        码不对=forged["detail"],
    )


async def _photos(resident: Phone, colour: str) -> list[dict[str, Any]]:
    photo = await resident.upload(picture(colour))
    return [{"key": ID_CARD["key"], "photo_ids": [photo]}]
