"""An application is handed in, accepted, returned for more, decided; its trail names offices."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.kit.clock import china_date, utc_now
from tests.clocks import Work
from tests.features.service_applications.counter import CHIEF, WORKER, Counter

CERTIFICATE = {"kind": "certificate", "title": "资格认定书", "valid_days": 365, "states": []}
NO_NOTE = {"note": None}
ASK_CARD = {"materials": ["id_card"], "reason": "照片不清楚，请重拍"}
GRANT = {"note": "自下月起发放", "certified": "每月 100 元"}
TAKE_OVER = {"take_over": True}
REFUSAL = {"reason": "未满 80 周岁", "objection": "可向区政府申请复议"}


async def set_row(session: AsyncSession, application: dict[str, Any], **values: Any) -> None:
    this = ServiceApplication.id == UUID(application["id"])
    await session.execute(update(ServiceApplication).where(this).values(**values))
    await session.commit()


async def titles(counter: Counter, who: str) -> list[str]:
    """What somebody has been told and not read yet."""
    told = await counter.got(who, "GET", "/me/messages?unread=true")
    return sorted(each["title"] for each in told["items"])


async def supplied(counter: Counter, application: dict[str, Any], **more: Any) -> dict[str, Any]:
    photos = [{"key": "id_card", "photo_ids": [await counter.photo()]}]
    body = {"answers": None, "materials": photos, "note": None, **more}
    path = f"/me/service-applications/{application['id']}/supplement"
    shown: dict[str, Any] = await counter.got("resident", "POST", path, body)
    return shown


async def test_it_is_handed_in_accepted_and_granted_with_a_certificate(
    counter: Counter, work: Work
) -> None:
    service = await counter.service(result=CERTIFICATE)
    made = await counter.applied(service)
    assert made["state"] == "submitted" and made["number"].startswith("B")
    assert made["told"] == ["home"], "that they live here is known"
    [waiting] = (await counter.got(WORKER, "GET", "/service-applications?state=submitted"))["items"]
    assert waiting["applicant_name"] == "甲居民"
    today = await counter.got(WORKER, "GET", "/today")
    waits = [each for each in today["groups"] if each["key"] == "service_applications_waiting"]
    assert [line["id"] for line in waits[0]["lines"]] == [made["id"]]
    accepted = await counter.stepped(made, "acceptance", NO_NOTE)
    assert accepted["state"] == "accepted" and accepted["due_at"] is not None
    done = await counter.stepped(made, "grant", GRANT)
    assert done["state"] == "granted" and done["due_at"] is None
    shown = await counter.mine(made)
    office = done["office_name"]
    said = [(step["step"], step["by"]) for step in shown["steps"]]
    assert said == [("submit", "申请人"), ("accept", office), ("grant", office)]
    assert shown["certificate_id"] is not None and shown["answers"] == {"bank": "成都银行"}
    [line] = (await counter.got("resident", "GET", "/me/service-applications"))["items"]
    assert (line["id"], line["state_title"]) == (made["id"], "已办结")
    await work()
    assert await titles(counter, "resident") == ["申请已受理", "申请有结果"]


async def test_more_is_asked_for_before_it_is_accepted(counter: Counter, work: Work) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    unknown = {"materials": ["passport"], "reason": "缺护照"}
    refused = await counter.step(made, "return", unknown)
    assert (refused.status_code, refused.json()["code"]) == (422, "asked_material_unknown")
    back = await counter.stepped(made, "return", ASK_CARD)
    assert (back["state"], back["asked"]) == ("returned", ["id_card"])
    days = datetime.fromisoformat(back["answer_by"]).date() - china_date(utc_now())
    assert days == timedelta(days=16), "the end of the fifteenth day"
    nothing: dict[str, Any] = {"answers": None, "materials": [], "note": None}
    path = f"/me/service-applications/{made['id']}/supplement"
    assert await counter.refused("resident", "POST", path, nothing) == (422, "materials_unfit")
    again = await supplied(counter, made, answers={"bank": "工商银行"})
    assert (again["state"], again["asked"], again["answer_by"]) == ("submitted", [], None)
    assert again["answers"] == {"bank": "工商银行"}
    assert [photo["round"] for photo in again["photos"]] == [2, 1]
    assert await counter.refused("resident", "POST", path, nothing) == (409, "illegal_step")
    await work()
    assert await titles(counter, "resident") == ["申请需要补正材料"]
    assert await titles(counter, WORKER) == ["补正材料已提交"]


async def test_the_promise_waits_for_what_is_asked_for_later(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service()
    made = await counter.accepted(service)
    due_at = datetime.fromisoformat(made["due_at"])
    back = await counter.stepped(made, "return", ASK_CARD)
    assert (back["state"], back["due_at"]) == ("suspended", None)
    # Two days of it were left.
    await set_row(session, made, left_seconds=2 * 27_000)
    again = await supplied(counter, made)
    assert again["state"] == "accepted"
    resumed = datetime.fromisoformat(again["due_at"])
    assert utc_now() + timedelta(days=1) < resumed < due_at


async def test_it_lapses_where_nobody_answers(
    counter: Counter, session: AsyncSession, work: Work
) -> None:
    service = await counter.service()
    made, kept = await counter.applied(service), await counter.applied(service, "same_building")
    for each in (made, kept):
        await counter.stepped(each, "return", ASK_CARD)
    await set_row(session, made, answer_by=utc_now() - timedelta(hours=1))
    await work("service_desk.lapse")
    shown = await counter.mine(made)
    assert (shown["state"], shown["steps"][-1]["by"]) == ("lapsed", "系统")
    assert (await counter.mine(kept, "same_building"))["state"] == "returned"
    await work()
    assert "申请已终止" in await titles(counter, "resident")


async def test_what_is_overdue_is_told_once_until_it_is_done(
    counter: Counter, session: AsyncSession, work: Work
) -> None:
    service = await counter.service()
    made = await counter.accepted(service)
    assert (await counter.got(WORKER, "GET", "/due-service-applications?overdue=true"))[
        "items"
    ] == []
    await set_row(session, made, due_at=utc_now() - timedelta(minutes=1))
    for _ in range(2):
        await work("service_desk.tell_overdue")
    await work()
    [late] = (await counter.got(WORKER, "GET", "/due-service-applications?overdue=true"))["items"]
    assert late["id"] == made["id"]
    told = (await counter.got(WORKER, "GET", "/me/messages?unread=true"))["items"]
    assert [(each["title"], each["times"]) for each in told] == [("办件超过承诺时限", 1)]
    await counter.stepped(made, "refusal", REFUSAL)
    await work()
    assert await titles(counter, WORKER) == [], "there is nothing left to see to"
    shown = await counter.mine(made)
    assert shown["state"] == "refused" and "可向区政府申请复议" in shown["said"]


async def test_it_is_declined_and_withdrawn(counter: Counter, work: Work) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    declined = await counter.stepped(made, "declination", {"reason": "户籍不在本区"})
    assert (declined["state"], declined["said"]) == ("declined", "户籍不在本区")
    other = await counter.accepted(service)
    path = f"/me/service-applications/{other['id']}/withdrawal"
    assert (await counter.ask("same_building", "POST", path, {"reason": None})).status_code == 404
    gone = await counter.got("resident", "POST", path, {"reason": "不需要了"})
    assert gone["state"] == "withdrawn"
    after = await counter.step(other, "grant", GRANT)
    assert (after.status_code, after.json()["code"]) == (409, "illegal_step")
    await work()
    assert "申请已撤回" in await titles(counter, WORKER)


async def test_a_colleague_takes_it_over_only_by_saying_so(counter: Counter) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    path = f"/service-applications/{made['id']}/handler"
    await counter.got(WORKER, "PUT", path, {"take_over": False})
    refused = await counter.refused(CHIEF, "PUT", path, {"take_over": False})
    assert refused == (409, "application_claimed")
    blocked = await counter.step(made, "acceptance", NO_NOTE, CHIEF)
    assert (blocked.status_code, blocked.json()["code"]) == (409, "application_claimed")
    assert await counter.refused(CHIEF, "DELETE", path) == (409, "application_claimed")
    [mine] = (await counter.got(WORKER, "GET", "/me/handled-service-applications"))["items"]
    assert mine["id"] == made["id"]
    await counter.got(CHIEF, "PUT", path, {"take_over": True})
    await counter.got(CHIEF, "DELETE", path)
    await counter.stepped(made, "acceptance", NO_NOTE)
    await counter.stepped(made, "grant", GRANT | {"certified": None})
    over = await counter.refused(WORKER, "PUT", path, {"take_over": True})
    assert over == (409, "application_over")


async def test_nobody_handles_their_own_nor_that_of_their_organisation(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service(materials=[])
    draft = counter.content(service)
    own = await counter.applied(service, WORKER, materials=[])
    refused = await counter.step(own, "acceptance", NO_NOTE)
    assert (refused.status_code, refused.json()["code"]) == (403, "application_conflict")
    shop = await session.scalar(
        text("SELECT organisation_id FROM postings WHERE person_id = :id"),
        {"id": counter.cast.people["partner"]},
    )
    saved = await counter.drafted(service, "partner", organisation_id=str(shop), materials=[])
    assert saved["applicant_name"] == "甲伙伴商店"
    firm = (await counter.submit(saved["id"], "partner")).json()
    await session.execute(
        text("UPDATE postings SET organisation_id = :shop WHERE person_id = :id"),
        {"id": counter.cast.people[WORKER], "shop": shop},
    )
    await session.commit()
    ours = await counter.step(firm, "acceptance", NO_NOTE)
    assert (ours.status_code, ours.json()["code"]) == (403, "application_conflict")
    assert (await counter.stepped(firm, "acceptance", NO_NOTE, CHIEF))["state"] == "accepted"
    lines = await counter.got("partner", "GET", "/me/service-applications?organisation=true")
    assert [each["id"] for each in lines["items"]] == [firm["id"]]
    path = f"/service-drafts/{UUID(int=7)}"
    body = draft | {"organisation_id": str(shop)}
    stranger = await counter.refused("resident", "PUT", path, body)
    assert stranger == (422, "organisation_not_yours")


async def test_the_office_that_keeps_it_handles_it_and_those_above_look(counter: Counter) -> None:
    above = "subdistrict_administrator"
    service = await counter.service()
    made = await counter.applied(service)
    path = f"/service-applications/{made['id']}"
    assert (await counter.got(above, "GET", path))["id"] == made["id"]
    assert (await counter.step(made, "acceptance", NO_NOTE, above)).status_code == 404
    assert (await counter.ask("far_community_worker", "GET", path)).status_code == 404
    theirs = await counter.service(above, title="街道事项", one_at_a_time=False)
    high = await counter.applied(theirs)
    assert (
        await counter.ask(WORKER, "GET", f"/service-applications/{high['id']}")
    ).status_code == 404
    assert (await counter.stepped(high, "acceptance", NO_NOTE, above))["state"] == "accepted"


async def test_sealed_answers_are_shown_to_the_office_with_a_look(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    body = {"purpose": "counter", "reason": None}
    path = f"/service-applications/{made['id']}/answers"
    assert (await counter.got(WORKER, "POST", path, body))["answers"] == {"bank": "成都银行"}
    looks = text("SELECT subject_kind FROM access_log WHERE subject_id = :id")
    assert list(await session.scalars(looks, {"id": made["id"]})) == ["service_application"]


async def test_who_filled_it_in_does_not_decide_it(counter: Counter, session: AsyncSession) -> None:
    made = await counter.accepted(await counter.service())
    await set_row(session, made, filed_by_id=counter.cast.people[WORKER])
    for step, said in (("grant", GRANT | {"certified": None}), ("refusal", REFUSAL)):
        refused = await counter.step(made, step, said)
        assert (refused.status_code, refused.json()["code"]) == (403, "application_own_filing")
    await counter.stepped(made, "return", {"materials": [], "reason": "请补正"})
    await counter.got(CHIEF, "PUT", f"/service-applications/{made['id']}/handler", TAKE_OVER)
    again = await counter.applied(await counter.service(title="另一项"))
    await set_row(session, again, filed_by_id=counter.cast.people[WORKER])
    refused = await counter.step(again, "declination", {"reason": "不属本区"})
    assert (refused.status_code, refused.json()["code"]) == (403, "application_own_filing")
    await counter.stepped(again, "declination", {"reason": "不属本区"}, CHIEF)
