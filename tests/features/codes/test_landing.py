"""One code, another answer for each who scans it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.offering import Action, Card, Head, LandingCard
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.here import HERE
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Module, Registry
from shequ_api.base.residency.models import Residency
from shequ_api.features.codes.landing import Landing
from shequ_api.features.codes.models import Scan
from shequ_api.features.codes.permissions import GRANTS, CodePermission
from shequ_api.features.five_codes.public import FrontDoor
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import BEGAN, HOME, MEMBERS, Cast
from tests.counting import Queries
from tests.features.codes.conftest import BUILDING, COMPOUND, Office

HEADS = ["order", "view", "handle", "learn", "ask"]
TITLES = ["码上点", "码上看", "码上办", "码上学", "码上问"]
PHONES = [member.phone for member in MEMBERS]
NAMES = [member.name for member in MEMBERS]


def say(found: Any) -> Card:
    return Card("tests.card", Head.ASK, "问答", f"{found.full_name}的问答", {"count": 3})


CARD = LandingCard(
    select(Place.full_name).where(Place.id == HERE.id),
    say,
    lambda _, actor, __: None if actor is None else {},
)


@pytest.fixture
async def registered(parts: Parts) -> AsyncIterator[None]:
    """A landing with actions and a card of our own."""
    actions = [
        Action("tests.ask", Head.ASK, "提问", "ask_it", None, ("place_id", "code", "mood")),
        Action("tests.list", Head.ORDER, "查码", "list_it", CodePermission.VIEW, ("code_id",)),
    ]
    module = Module(name="tests", title="测试", actions=actions, landing=[CARD], grants=GRANTS)
    kept = parts.get(Landing)
    parts.add(Landing(FrontDoor(Registry([module])), module.landing, parts.get(PhoneBook)))
    yield
    parts.add(kept)


@pytest.mark.parametrize(
    ("who", "viewer", "name", "phone"),
    [
        (None, "stranger", "甲*格", None),
        ("newcomer", "stranger", "甲*格", None),
        ("far_resident", "stranger", "甲*格", None),
        ("partner", "stranger", "甲*格", None),
        ("next_micro_worker", "stranger", "甲*格", None),
        ("far_community_worker", "stranger", "甲*格", None),
        ("resident", "resident", "甲*格", "139******11"),
        ("same_building", "resident", "甲*格", "139******11"),
        ("same_compound", "resident", "甲*格", "139******11"),
        ("micro_grid_worker", "worker", "甲微格", "13900000011"),
        ("general_grid_worker", "worker", "甲微格", "13900000011"),
        ("community_worker", "worker", "甲微格", "13900000011"),
        ("district_administrator", "worker", "甲微格", "13900000011"),
    ],
)
async def test_each_sees_what_they_may(
    office: Office, cast: Cast, who: str | None, viewer: str, name: str, phone: str | None
) -> None:
    code = await office.code()
    answer = await office.scan(code["code"], who)
    seen = answer.json()
    assert (answer.status_code, seen["viewer"]) == (201, viewer)
    assert seen["worker"] == {
        "name": name,
        "phone": phone,
        "role": "micro_grid_worker",
        "role_title": "微网格员",
    }
    assert seen["place"] == {
        "id": str(cast.places[BUILDING]),
        "kind": "building",
        "name": "1栋",
        "full_name": "东苑1栋",
        "community_id": str(cast.places[HOME]),
        "community_name": "致强社区居委会",
    }
    assert seen["grid"] == {"id": str(cast.places[f"{HOME}-m01"]), "name": "东苑1栋微网格"}
    assert [head["key"] for head in seen["heads"]] == HEADS
    assert [head["title"] for head in seen["heads"]] == TITLES


async def test_nobody_else_is_named(office: Office) -> None:
    """Every name and number of the cast is a canary."""
    code = await office.code()
    for who in (None, "newcomer", "resident", "partner", "next_micro_worker"):
        text = (await office.scan(code["code"], who)).text
        assert not [canary for canary in NAMES + PHONES if canary in text]


async def test_a_claim_is_no_residency(office: Office, cast: Cast, session: AsyncSession) -> None:
    code = await office.code()
    mine = update(Residency).where(Residency.person_id == cast.people["resident"])
    for change in ({"verified_at": None}, {"verified_at": utc_now(), "ends_on": BEGAN}):
        await session.execute(mine.values(**change))
        await session.commit()
        assert (await office.scan(code["code"], "resident")).json()["viewer"] == "stranger"


async def test_who_acts_as_themselves_is_not_on_duty(
    office: Office, cast: Cast, client: AsyncClient
) -> None:
    code = await office.code()
    headers = {**await cast.headers("community_worker"), "X-Acting-Posting": "self"}
    answer = await client.post("/api/v1/scans", json={"code": code["code"]}, headers=headers)
    assert answer.json()["viewer"] == "stranger"


async def test_the_general_grid_stands_in(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    code = await office.code()
    gone = update(Posting).where(Posting.person_id == cast.people["micro_grid_worker"])
    await session.execute(gone.values(ended_at=utc_now()))
    await session.commit()
    worker = (await office.scan(code["code"])).json()["worker"]
    assert (worker["name"], worker["role"]) == ("甲*格", "general_grid_worker")
    off = update(Person).where(Person.id == cast.people["general_grid_worker"])
    await session.execute(off.values(disabled_at=utc_now()))
    await session.commit()
    assert (await office.scan(code["code"])).json()["worker"] is None


@pytest.mark.parametrize(("place", "role"), [(COMPOUND, "general_grid_worker"), (HOME, None)])
async def test_a_place_has_the_worker_of_the_grid_that_holds_all_of_it(
    office: Office, place: str, role: str | None
) -> None:
    code = await office.code(place)
    seen = (await office.scan(code["code"], "resident")).json()
    assert (seen["viewer"], seen["grid"]) == ("resident", None)
    assert (seen["worker"] or {}).get("role") == role
    assert (await office.scan(code["code"], "far_resident")).json()["viewer"] == "stranger"


@pytest.mark.usefixtures("registered")
async def test_heads_hold_what_modules_register(office: Office, cast: Cast) -> None:
    code = await office.code()

    async def heads(who: str | None) -> dict[str, Any]:
        seen = (await office.scan(code["url"], who)).json()
        return {head["key"]: head for head in seen["heads"]}

    prefilled = {"place_id": str(cast.places[BUILDING]), "code": code["code"]}
    plain: dict[str, Any] = {
        "hint": None,
        "icon": None,
        "identity_level": 0,
        "open": True,
        "opens_at": None,
    }
    ask: dict[str, Any] = {"key": "tests.ask", "action": "tests.ask", "title": "提问", **plain}
    ask |= {"operation": "ask_it", "parameters": prefilled}
    stranger = await heads(None)
    assert stranger["ask"]["actions"] == [{**ask, "sign_in": True}]
    assert (stranger["ask"]["offered"], stranger["ask"]["cards"]) == (True, [])
    assert (stranger["order"]["offered"], stranger["order"]["actions"]) == (True, [])
    for empty in ("view", "handle", "learn"):
        assert stranger[empty]["offered"] is False
    resident = await heads("resident")
    assert resident["ask"]["actions"] == [{**ask, "sign_in": False}]
    assert resident["ask"]["cards"] == [
        {"key": "tests.card", "title": "问答", "text": "东苑1栋的问答", "facts": {"count": 3}}
    ]
    assert resident["order"]["actions"] == []
    worker = await heads("micro_grid_worker")
    assert worker["order"]["actions"] == [
        {
            **plain,
            "key": "tests.list",
            "action": "tests.list",
            "title": "查码",
            "operation": "list_it",
            "parameters": {"code_id": code["id"]},
            "sign_in": False,
        }
    ]
    assert (await heads("next_micro_worker"))["order"]["actions"] == [], "not in their scope"


async def test_real_modules_offer_their_actions(office: Office) -> None:
    code = await office.code()
    for who in (None, "resident", "micro_grid_worker"):
        heads = (await office.scan(code["code"], who)).json()["heads"]
        handled = {action["key"]: action for action in heads[2]["actions"]}
        assert handled["tickets.report"]["sign_in"] is (who is None)


async def test_a_scan_counts_the_role_and_never_the_person(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    old = await office.code()
    new = (await office.replace(old)).json()
    for who in (None, "resident", "micro_grid_worker"):
        await office.scan(old["code"], who)
    await office.scan(new["code"])
    scans = (await session.execute(select(Scan.__table__))).mappings().all()
    noted = [(str(scan["code_id"]), scan["role"]) for scan in scans]
    assert sorted(noted, key=str) == sorted(
        [
            (old["id"], None),
            (old["id"], "resident"),
            (old["id"], "micro_grid_worker"),
            (new["id"], None),
        ],
        key=str,
    )
    people = {str(person) for person in cast.people.values()}
    assert not people & set(json.dumps([dict(scan) for scan in scans], default=str).split('"'))


@pytest.mark.parametrize(
    ("north", "far"), [(30.702, False), (30.7060, False), (30.7080, True), (-30.0, True)]
)
async def test_far_from_its_place(
    office: Office, session: AsyncSession, north: float, far: bool
) -> None:
    """The building has no position of its own: its compound's counts."""
    code = await office.code()
    position = {"longitude": 104.128, "latitude": north}
    seen = (await office.scan(code["code"], position=position)).json()
    assert seen["far"] is far
    distance = await session.scalar(select(Scan.distance_metres))
    assert distance == seen["distance_metres"]
    assert abs(distance - abs(north - 30.702) * 111_195) < 50
    nowhere = (await office.scan(code["code"])).json()
    assert (nowhere["far"], nowhere["distance_metres"]) == (None, None)


@pytest.mark.parametrize(("who", "most"), [(None, 3), ("micro_grid_worker", 4), ("resident", 4)])
async def test_all_that_modules_say_is_asked_at_once(
    office: Office,
    queries: Queries,
    client: AsyncClient,
    cast: Cast,
    who: str | None,
    most: int,
) -> None:
    code = await office.code()
    headers = await cast.headers(who) if who else {}
    with queries() as seen:
        answer = await client.post("/api/v1/scans", json={"code": code["code"]}, headers=headers)
    assert answer.status_code == 201
    assert len(seen) <= most, "\n".join(seen)
