"""Categories are data: what they ask is versioned, checked by place, and never lost."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.cast import HOME, Cast
from tests.features.tickets.conftest import BUILDING
from tests.features.tickets.slips import TICKETS, photo_of, step

API = "/api/v1"
LAMP = {
    "kind": "single_choice",
    "key": "broken",
    "label": "哪里坏了",
    "required": True,
    "choices": [{"key": "lamp", "label": "灯"}, {"key": "rail", "label": "扶手"}],
}
FIELDS: list[dict[str, Any]] = [
    LAMP,
    {"kind": "moment", "key": "seen_at", "label": "什么时候发现", "help": "大约即可"},
    {"kind": "integer", "key": "count", "label": "几处", "minimum": 1, "maximum": 99},
    {"kind": "text", "key": "floor", "label": "楼层", "max_length": 20},
    {"kind": "text", "key": "story", "label": "经过", "max_length": 500},
    {
        "kind": "multiple_choice",
        "key": "danger",
        "label": "有何危险",
        "choices": [{"key": "fall", "label": "摔倒"}, {"key": "shock", "label": "触电"}],
    },
    {"kind": "boolean", "key": "again", "label": "以前报过"},
]


class Desk:
    """Whoever keeps categories, and whoever uses them."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(who)
        return await self.client.request(method, API + path, headers=headers, **more)

    async def define(self, who: str, code: str, **draft: Any) -> Response:
        body = {"title": "楼道设施", "description": "灯、扶手", **draft}
        return await self.ask(who, "PUT", f"/ticket-services/{code}", json=body)

    async def file(self, **draft: Any) -> Response:
        body = {"text": "坏了", "place_id": str(self.cast.places[BUILDING]), **draft}
        return await self.ask("resident", "POST", "/tickets", json=body)


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def test_a_definition_reads_as_open311_has_it(desk: Desk) -> None:
    made = await desk.define("district_administrator", "corridor", attributes=FIELDS)
    assert made.status_code == 200, made.text
    shown = (await desk.ask("resident", "GET", "/ticket-services/corridor")).json()
    assert (shown["version"], shown["own"]) == (1, True)
    assert [(each["code"], each["datatype"], each["required"]) for each in shown["attributes"]] == [
        ("broken", "singlevaluelist", True),
        ("seen_at", "datetime", False),
        ("count", "number", False),
        ("floor", "string", False),
        ("story", "text", False),
        ("danger", "multivaluelist", False),
        ("again", "singlevaluelist", False),
    ]
    assert shown["attributes"][0]["values"][0] == {"key": "lamp", "name": "灯"}
    assert [each["order"] for each in shown["attributes"]] == [1, 2, 3, 4, 5, 6, 7]


async def test_answers_are_checked_by_place_and_read_in_their_words(desk: Desk) -> None:
    await desk.define("district_administrator", "corridor", attributes=FIELDS)
    wrong = {"seen_at": "2026-02-30T09:00:00+08:00", "count": 0, "danger": ["fire"], "odd": 1}
    refused = await desk.file(service_code="corridor", service_version=1, attributes=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "attributes_unfit")
    faults = {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]}
    assert faults == {
        ("/attributes/broken", "required"),
        ("/attributes/seen_at", "not_a_moment"),
        ("/attributes/count", "below_minimum"),
        ("/attributes/danger/0", "not_a_choice"),
        ("/attributes/odd", "unknown_field"),
    }
    sound = {"broken": "rail", "danger": ["fall"], "again": True, "count": 2}
    filed = await desk.file(service_code="corridor", service_version=1, attributes=sound)
    assert filed.status_code == 201, filed.text
    path = f"/tickets/{filed.json()['id']}/attributes"
    [kept] = (await desk.ask("community_worker", "GET", path)).json()
    assert [(each["label"], each["answer"]) for each in kept["answers"]] == [
        ("哪里坏了", "扶手"),
        ("几处", 2),
        ("有何危险", ["摔倒"]),
        ("以前报过", "是"),
    ]


async def test_a_resident_on_an_old_form_loses_nothing(desk: Desk) -> None:
    await desk.define("district_administrator", "corridor", attributes=[LAMP])
    tap = LAMP | {"choices": [{"key": "tap", "label": "水管"}]}
    changed = await desk.define("district_administrator", "corridor", attributes=[tap])
    assert changed.json()["version"] == 2
    same = await desk.define("district_administrator", "corridor", attributes=[tap])
    assert same.json()["version"] == 2
    old = {"service_code": "corridor", "service_version": 1, "attributes": {"broken": "lamp"}}
    filed = await desk.file(**old)
    assert filed.status_code == 201, filed.text
    path = f"/tickets/{filed.json()['id']}/attributes"
    [kept] = (await desk.ask("resident", "GET", path)).json()
    assert (kept["version"], kept["answers"][0]["answer"]) == (1, "灯")
    newest = await desk.file(**(old | {"service_version": 2}))
    assert newest.json()["errors"][0]["pointer"] == "/attributes/broken"
    unknown = await desk.file(**(old | {"service_version": 7}))
    assert unknown.json()["code"] == "service_version_unknown"
    # Retired meanwhile: the community says what it is; what was answered stays.
    await desk.define("district_administrator", "corridor", attributes=[tap], retired=True)
    late = await desk.file(**old)
    assert (late.json()["service_code"], late.json()["awaits_service"]) == ("other", True)
    path = f"/tickets/{late.json()['id']}/attributes"
    assert (await desk.ask("resident", "GET", path)).json()[0]["service_title"] == "楼道设施"
    blank = await desk.file(service_code="corridor")
    assert (blank.status_code, blank.json()["code"]) == (422, "service_unknown")


async def test_who_keeps_what(desk: Desk) -> None:
    assert (await desk.define("city_administrator", "corridor")).status_code == 200
    others = await desk.define("district_administrator", "corridor")
    assert (others.status_code, others.json()["code"]) == (403, "service_not_yours")
    assert (await desk.define("community_worker", "mine")).status_code == 403
    secret = LAMP | {"sensitive": True}
    photo = {"kind": "photos", "key": "p", "label": "照片"}
    unfit = await desk.define("city_administrator", "corridor", attributes=[secret, photo])
    assert unfit.json()["code"] == "service_attributes_unfit"
    assert [fault["pointer"] for fault in unfit.json()["errors"]] == [
        *("/attributes/0", "/attributes/1")
    ]
    twice = await desk.define("city_administrator", "corridor", attributes=[LAMP, LAMP])
    assert twice.json()["errors"][0]["pointer"] == "/attributes"
    itself = await desk.define("city_administrator", "corridor", group_code="corridor")
    assert itself.json()["code"] == "service_group_unfit"
    last = await desk.define("city_administrator", "other", retired=True)
    assert (last.status_code, last.json()["code"]) == (409, "fallback_service_stays")


async def test_a_community_hides_and_orders(desk: Desk) -> None:
    home = str(desk.cast.places[HOME])
    await desk.define("district_administrator", "corridor", group_code="public_facility")
    order = [{"code": "noise"}, {"code": "corridor"}, {"code": "environment", "hidden": True}]
    path = f"/communities/{home}/ticket-services"
    put = await desk.ask("community_worker", "PUT", path, json={"services": order})
    assert put.status_code == 200, put.text
    here = {"community_id": home}
    listed = (await desk.ask("resident", "GET", "/ticket-services", params=here)).json()
    codes = [each["code"] for each in listed]
    assert codes[:2] == ["noise", "corridor"]
    assert "environment" not in codes
    everywhere = (await desk.ask("resident", "GET", "/ticket-services")).json()
    assert {"environment"} <= {each["code"] for each in everywhere}
    assert "corridor" not in {each["code"] for each in everywhere}
    far = await desk.ask("far_community_worker", "PUT", path, json={"services": []})
    assert far.status_code == 404
    odd = {"services": [{"code": "noise"}, {"code": "noise"}, {"code": "nonsense"}]}
    refused = await desk.ask("community_worker", "PUT", path, json=odd)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [
        *("/services/1/code", "/services/2/code")
    ]


async def test_the_community_says_what_a_photo_is_about(desk: Desk, client: AsyncClient) -> None:
    photo = await photo_of(client, await desk.cast.headers("resident"), "brown")
    bare = {"photo_ids": [photo], "place_id": str(desk.cast.places[BUILDING])}
    filed = (await desk.ask("resident", "POST", "/tickets", json=bare)).json()
    assert (filed["service_code"], filed["awaits_service"]) == ("other", True)
    assert filed["text"] == "（见照片）"
    waiting = {"view": "uncategorised"}
    listed = await desk.ask("community_worker", "GET", "/tickets", params=waiting)
    assert [line["id"] for line in listed.json()["items"]] == [filed["id"]]
    await desk.define("district_administrator", "corridor", attributes=[LAMP])
    ruling = {
        "service_code": "corridor",
        "attributes": {"broken": "lamp"},
        "reason": "图中是楼道灯",
    }
    path = f"/tickets/{filed['id']}/service"
    assert (await desk.ask("resident", "PUT", path, json=ruling)).status_code == 403
    ruled = await desk.ask("community_worker", "PUT", path, json=ruling)
    assert ruled.status_code == 200, ruled.text
    seen = ruled.json()
    assert (seen["service_code"], seen["awaits_service"]) == ("corridor", False)
    assert (seen["slips"][-1]["step"], seen["slips"][-1]["note"]) == ("categorise", "图中是楼道灯")
    await step(client, desk.cast, "community_worker", filed, "refusal", reason="重复")
    over = await desk.ask("community_worker", "PUT", path, json=ruling)
    assert (over.status_code, over.json()["code"]) == (409, "illegal_step")
    nothing = {"place_id": str(desk.cast.places[BUILDING]), "text": "喂"}
    refused = await client.post(TICKETS, json=nothing, headers=await desk.cast.headers("resident"))
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_said")


async def test_what_turns_out_to_be_private_is_shown_to_nobody_else(desk: Desk) -> None:
    """Its kind is private by default: ruled so, it is; and no later ruling makes it public."""
    filed = (await desk.file(service_code="other", private=False)).json()
    assert filed["private"] is False
    await desk.define("district_administrator", "quarrel", private_by_default=True)
    path = f"/tickets/{filed['id']}/service"
    for code in ("quarrel", "environment"):
        ruling = {"service_code": code, "reason": "邻里纠纷"}
        ruled = await desk.ask("community_worker", "PUT", path, json=ruling)
        assert (ruled.status_code, ruled.json()["private"]) == (200, True), code
