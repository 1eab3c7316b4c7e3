"""Services are put online by data alone, found in the hall, changed by edition, and withdrawn."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.services.models import ServiceItem
from shequ_api.features.services.personal import collect
from shequ_api.kit.http.parts import Parts
from tests.cast import NEIGHBOUR
from tests.features.services.hall import Hall, guide

NOTICE: dict[str, Any] = {"kind": "notice", "title": "告知", "valid_days": None, "states": []}
RESULT = {"kind": "certificate", "title": "认定书", "valid_days": 365, "states": []}
BANK = {"kind": "text", "key": "bank", "label": "开户银行", "sensitive": True}
SECRET = {"title": "表", "sections": [{"key": "account", "label": "收款", "fields": [BANK]}]}


async def test_a_new_service_is_usable_from_the_front_door_without_a_deploy(hall: Hall) -> None:
    service = await hall.published()
    entry = {
        "key": "aged_allowance",
        "head": "handle",
        "title": "高龄津贴",
        "hint": None,
        "icon": None,
        "action": "services.open",
        "parameters": {"service_id": service["id"]},
        "audience": ["resident"],
        "roles": [],
        "identity_level": 0,
        "hours": None,
        "starts_on": None,
        "ends_on": None,
        "position": 1,
    }
    content = {"inherits": True, "hidden": [], "entries": [entry]}
    path = f"/places/{hall.place_id}/five-code-catalogue"
    await hall.got("PUT", path, content, by="community_worker", **{"If-Match": '"v0"'})
    await hall.got("POST", path + "/publication", by="community_worker", **{"If-Match": '"v1"'})

    door = await hall.got("GET", f"/places/{hall.place_id}/five-codes", by="resident")
    [head] = [each for each in door["heads"] if each["key"] == "handle"]
    opened = head["actions"][0]
    assert (opened["title"], opened["operation"]) == ("高龄津贴", "get_service")
    told = await hall.got("GET", f"/services/{opened['parameters']['service_id']}", by="resident")
    assert told["guide"]["title"] == "高龄津贴申请"
    assert told["form_version_id"] is not None


async def test_an_entry_for_services_names_one_that_is_offered_there(hall: Hall) -> None:
    draft = await hall.written()
    entry = {
        "key": "aged",
        "head": "handle",
        "title": "高龄津贴",
        "hint": None,
        "icon": None,
        "action": "services.open",
        "audience": ["resident"],
        "roles": [],
        "identity_level": 0,
        "hours": None,
        "starts_on": None,
        "ends_on": None,
        "position": 1,
    }
    path = f"/places/{hall.place_id}/five-code-catalogue"
    for parameters, code in (
        ({}, "parameter_needed"),
        ({"service_id": draft["id"]}, "parameter_unfit"),
        ({"service_id": "nothing"}, "parameter_unfit"),
    ):
        content = {
            "inherits": True,
            "hidden": [],
            "entries": [{**entry, "parameters": parameters}],
        }
        refused = await hall.send("PUT", path, content, "community_worker", **{"If-Match": '"v0"'})
        assert [fault["code"] for fault in refused.json()["errors"]] == [code]
    actions = await hall.got("GET", "/five-code-actions", by="community_worker")
    [opening] = [each for each in actions["items"] if each["key"] == "services.open"]
    assert opening["needs"] == ["service_id"]


async def test_the_hall_is_that_of_all_offices_above(hall: Hall) -> None:
    await hall.published(title="社区的", position=3)
    await hall.published(by="subdistrict_administrator", title="街道的", position=2)
    await hall.published(by="district_administrator", title="区县的", position=1)
    await hall.written(title="草稿")
    assert await hall.titles() == ["区县的", "街道的", "社区的"]
    assert await hall.titles(limit=2) == ["区县的", "街道的"]
    far = str(hall.cast.places[NEIGHBOUR])
    assert "社区的" not in await hall.titles(place_id=far)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("津贴", ["高龄津贴申请"]),
        ("八十", ["高龄津贴申请"]),
        ("gaoling", ["高龄津贴申请"]),
        ("glj", ["高龄津贴申请"]),
        ("犬", ["养犬登记"]),
        ("申请 高龄", ["高龄津贴申请"]),
        ("高铃", ["高龄津贴申请"]),
        ("？", []),
        ("无人机", []),
    ],
)
async def test_it_is_found_by_words_pinyin_and_what_people_call_it(
    hall: Hall, typed: str, found: list[str]
) -> None:
    await hall.published()
    await hall.published(title="养犬登记", aliases=["狗证"], theme="养犬")
    assert await hall.titles(q=typed) == found


async def test_the_hall_is_narrowed(hall: Hall) -> None:
    await hall.published(title="个人的", theme="养老", position=1)
    firms: dict[str, Any] = {
        "provider": "enterprise_helper",
        "theme": "企业",
        "applicants": ["organisation"],
    }
    await hall.published(title="企业的", position=2, eligibility=[], **firms)
    assert await hall.titles(provider="enterprise_helper") == ["企业的"]
    assert await hall.titles(theme="养老") == ["个人的"]
    assert await hall.titles(applicant="organisation") == ["企业的"]
    path = f"/service-themes?place_id={hall.place_id}"
    themes = (await hall.got("GET", path, by="resident"))["items"]
    assert themes == [{"theme": "企业", "count": 1}, {"theme": "养老", "count": 1}]


async def test_a_change_is_seen_once_it_is_published(hall: Hall, session: AsyncSession) -> None:
    service = await hall.published()
    path = f"/services/{service['id']}"
    assert (await hall.publish(service)).json()["code"] == "service_unchanged"
    assert (await hall.send("PUT", path, guide("改了"))).status_code == 428
    match = {"If-Match": f'"v{service["version"]}"'}
    changed = await hall.got("PUT", path, guide("改了"), **match)
    assert (await hall.send("PUT", path, guide("又改"), **match)).status_code == 412
    assert (changed["changed"], changed["title"]) == (True, service["title"])
    seen = await hall.got("GET", path, by="resident")
    assert seen["guide"]["title"] == service["title"]

    assert (await hall.publish(service)).status_code == 412
    again = (await hall.publish(changed)).json()
    assert (again["edition"], again["changed"], again["title"]) == (2, False, "改了")
    after = await hall.got("GET", path, by="resident")
    assert after["form_version_id"] == seen["form_version_id"], "it asks the same"
    editions = (await hall.got("GET", f"{path}/editions"))["items"]
    assert [(each["number"], each["guide"]["title"]) for each in editions] == [
        (2, "改了"),
        (1, service["title"]),
    ]
    told = select(Event.facts).where(Event.name == "service_published").order_by(Event.id)
    assert [facts["edition"] for facts in await session.scalars(told)] == [1, 2]
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text("UPDATE service_editions SET guide = '{}'"))


async def test_another_form_is_another_version(hall: Hall) -> None:
    service = await hall.published()
    path = f"/services/{service['id']}"
    first = await hall.got("GET", path, by="resident")
    form = guide()["form"]
    form["sections"][0]["fields"].append(
        {"kind": "text", "key": "card", "label": "账号", "required": True}
    )
    match = {"If-Match": f'"v{service["version"]}"'}
    changed = await hall.got("PUT", path, guide(form=form), **match)
    await hall.publish(changed)
    second = await hall.got("GET", path, by="resident")
    assert second["form_version_id"] != first["form_version_id"]


async def test_what_is_withdrawn_is_offered_no_more_and_may_come_back(hall: Hall) -> None:
    service = await hall.published()
    path = f"/services/{service['id']}"
    gone = await hall.got("POST", f"{path}/withdrawal", {"reason": "改由街道办理"})
    assert (gone["state"], gone["withdrawal_reason"]) == ("withdrawn", "改由街道办理")
    assert await hall.titles() == []
    assert (await hall.send("GET", path, by="resident")).status_code == 404
    twice = await hall.send("POST", f"{path}/withdrawal", {"reason": "改由街道办理"})
    assert twice.json()["code"] == "service_not_offered"
    back = (await hall.publish(gone)).json()
    assert (back["state"], back["withdrawal_reason"]) == ("published", None)
    assert await hall.titles() == [service["title"]]


async def test_a_draft_is_its_offices(hall: Hall) -> None:
    service = await hall.written(by="community_worker")
    path = f"/kept-services/{service['id']}"
    for by, status in {
        "resident": 404,
        "far_community_worker": 404,
        "subdistrict_administrator": 404,
        "community_worker": 200,
        "grid_chief": 200,
    }.items():
        assert (await hall.send("GET", path, by=by)).status_code == status, by
    refused = await hall.publish(service, by="community_worker")
    assert refused.json()["code"] == "permission_missing", "who writes need not answer for it"
    listed = await hall.got("GET", "/kept-services?state=draft", by="subdistrict_administrator")
    assert [each["id"] for each in listed["items"]] == [service["id"]]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"promised_workdays": 30}, "", "promise_unfit"),
        (
            {"result": {"kind": "notice", "title": "告知", "valid_days": 3, "states": []}},
            "/result",
            "validity",
        ),
        ({"result": {**NOTICE, "states": ["bank"]}}, "/result", "states_unfit"),
        ({"result": {**RESULT, "states": ["bank"] * 2}}, "/result", "key_repeated"),
        ({"result": {**RESULT, "states": ["bank", "x"]}}, "/result/states/1", "stated_unfit"),
        ({"result": {**RESULT, "states": ["bank"]}, "form": SECRET}, "/result/states/0", "stated"),
        ({"materials": [guide()["materials"][0]] * 2}, "", "key_repeated"),
        ({"eligibility": [{**guide()["eligibility"][0], "fact": "wealth"}]}, "/elig", "rule_unfit"),
        ({"eligibility": [{**guide()["eligibility"][0], "fact": "sex"}]}, "/elig", "rule_unfit"),
        ({"eligibility": [{**guide()["eligibility"][0], "at_most": 3}]}, "/elig", "rule_unfit"),
        ({"materials": [{**guide()["materials"][0], "told_by": "x"}]}, "/mat", "fact_unknown"),
        ({"form": {"title": "表", "sections": []}}, "/form", "too_short"),
        ({"applicants": []}, "/applicants", "too_short"),
    ],
)
async def test_a_guide_that_cannot_be_followed_is_refused_where_it_is_wrong(
    hall: Hall, change: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await hall.send("POST", "/services", guide(**change))
    assert refused.status_code == 422
    [fault] = refused.json()["errors"]
    assert fault["pointer"].startswith(pointer) and fault["code"].startswith(code), fault


async def test_an_office_of_a_guide_names_a_counter_that_is_open(hall: Hall) -> None:
    office = {**guide()["offices"][0], "counter_id": "0199a3c4-5d6e-7f80-9a1b-000000000999"}
    refused = await hall.send("POST", "/services", guide(offices=[office]))
    assert refused.json()["errors"][0]["pointer"] == "/offices/0/counter_id"


async def test_who_wrote_and_published_is_told_what_they_did(
    hall: Hall, session: AsyncSession, parts: Parts
) -> None:
    service = await hall.published()
    author = await session.scalar(select(ServiceItem.made_by_id))
    assert author is not None
    told = await collect(session, parts, author)
    assert [each["事项"] for each in told["编写的办事指南"]] == [service["title"]]
    assert [each["版本"] for each in told["发布的办事指南"]] == [1]
