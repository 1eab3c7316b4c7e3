"""Who serves a place is read off postings; what is shown of them is what they agreed to."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.serving_staff.models import ServiceCard
from shequ_api.features.serving_staff.personal import collect, erase, merge
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.files.pictures import encoded, picture
from tests.base.people.asking import API, ask
from tests.cast import HOME, Cast

BUILDING = f"{HOME}-c1-b1"
WORKER = "micro_grid_worker"


async def serving(client: AsyncClient, cast: Cast, who: str | None, at: str = BUILDING) -> Any:
    path = f"/places/{cast.places[at]}/serving-staff"
    if who is None:
        answer = await client.get(API + path)
    else:
        answer = await ask(client, cast, who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def show(client: AsyncClient, cast: Cast, who: str = WORKER, **card: Any) -> Any:
    body = {"consent_version": 1, **card}
    answer = await ask(client, cast, who, "PUT", "/me/service-card", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_they_are_those_whose_offices_lie_over_it(client: AsyncClient, cast: Cast) -> None:
    lines = await serving(client, cast, None)
    assert [(line["title"], line["name"]) for line in lines] == [
        ("微网格员", "甲*格"),
        ("一般网格员", "甲*格"),
        ("业委会（管委会）成员", "甲*员"),
        ("总网格长", "甲*长"),
        ("社区工作者", "甲*工"),
    ]
    assert all(line["work_phone"] is line["photo"] is None for line in lines)
    west = await serving(client, cast, None, f"{HOME}-c2-b1")
    assert {line["serves_at"] for line in west} == {"西苑一般网格", "总网格", "致强社区居委会"}
    of_community = await serving(client, cast, None, HOME)
    assert {line["role"] for line in of_community} == {"grid_chief", "community_worker"}


async def test_each_sees_what_was_agreed_to(client: AsyncClient, cast: Cast) -> None:
    content = {"file": ("a.jpg", encoded(picture()), "image/jpeg")}
    photo = await ask(client, cast, WORKER, "POST", "/files", files=content)
    card = {"name_to": "everybody", "phone_to": "residents", "photo_to": "residents"}
    told = {"work_phone": "028-8888 0000", "photo_id": photo.json()["id"]}
    await show(client, cast, **card, **told)
    for who, phone in {None: None, "far_resident": None, "resident": "028-8888 0000"}.items():
        first = (await serving(client, cast, who))[0]
        assert (first["name"], first["work_phone"]) == ("甲微格", phone), who
        assert (first["photo"] is None) == (phone is None)
    assert (await client.get(first["photo"]["url"])).status_code == 200
    await show(client, cast, name_to="residents")
    assert (await serving(client, cast, None))[0]["name"] == "甲*格"
    assert (await serving(client, cast, "resident"))[0]["work_phone"] is None


async def test_it_is_taken_back_at_once(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await show(client, cast, name_to="everybody", phone_to="everybody", work_phone="82345678")
    assert (await serving(client, cast, None))[0]["work_phone"] == "82345678"
    gone = await ask(client, cast, WORKER, "DELETE", "/me/service-card")
    assert (gone.json()["name_to"], gone.json()["work_phone"]) == ("nobody", None)
    assert (await serving(client, cast, "resident"))[0]["name"] == "甲*格"
    kept = (await session.scalars(select(ServiceCard))).one()
    assert kept.phone_sealed is None
    assert kept.withdrawn_at is not None and kept.agreed_at < kept.withdrawn_at
    twice = await ask(client, cast, WORKER, "DELETE", "/me/service-card")
    assert (twice.status_code, twice.json()["code"]) == (409, "service_card_missing")
    old = {"consent_version": 7}
    answer = await ask(client, cast, WORKER, "PUT", "/me/service-card", json=old)
    assert answer.json()["code"] == "service_card_consent_changed"
    mine = await ask(client, cast, WORKER, "GET", "/me/service-card")
    assert mine.json()["withdrawn_at"] is not None


async def test_who_left_office_is_gone(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    theirs = update(Posting).where(Posting.person_id == cast.people[WORKER])
    today = china_date(utc_now())
    await session.execute(theirs.values(ends_on=today + timedelta(days=1)))
    await session.commit()
    assert (await serving(client, cast, None))[0]["role"] == WORKER
    await session.execute(theirs.values(ends_on=today))
    await session.commit()
    assert (await serving(client, cast, None))[0]["role"] != WORKER


async def test_a_role_of_ones_own_is_shown_by_consent(client: AsyncClient, cast: Cast) -> None:
    made = await ask(
        client,
        cast,
        "community_worker",
        "POST",
        "/access/custom-roles",
        json={
            "title": "楼栋管家",
            "held_kind": "compound",
            "permissions": ["ticket:view"],
            "place_id": str(cast.places[HOME]),
        },
    )
    assert made.status_code == 201, made.text
    posting = {
        "phone": "13900000005",
        "role": "custom",
        "custom_role_id": made.json()["id"],
        "place_id": str(cast.places[f"{HOME}-c1"]),
        "starts_on": china_date(utc_now()).isoformat(),
    }
    given = await ask(client, cast, "community_worker", "POST", "/postings", json=posting)
    assert given.status_code == 201, given.text
    assert "楼栋管家" not in {one["title"] for one in await serving(client, cast, "resident")}
    await show(client, cast, "newcomer", name_to="everybody")
    shown = {one["title"]: one["name"] for one in await serving(client, cast, None)}
    assert shown["楼栋管家"] == "戊居民"


async def test_who_looks_after_it_alone_serves_it(client: AsyncClient, cast: Cast) -> None:
    async def done(method: str, path: str, body: Any) -> Any:
        answer = await ask(client, cast, "community_worker", method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    draft = {"community_id": str(cast.places[HOME]), "kind": "dedicated_grid", "name": "商场"}
    mall = (await done("POST", "/grids", draft))["id"]
    await done("PUT", f"/grids/{mall}/places", {"place_ids": [str(cast.places[f"{HOME}-c1"])]})
    posting = {
        "phone": "13900000005",
        "role": "micro_grid_worker",
        "grid_id": mall,
        "duty": "lead",
        "starts_on": china_date(utc_now()).isoformat(),
    }
    await done("POST", "/postings", posting)
    there = [line["title"] for line in await serving(client, cast, None)]
    assert "专属网格员" in there and "微网格员" in there
    beside = await serving(client, cast, None, f"{HOME}-c2-b1")
    assert "专属网格员" not in {line["title"] for line in beside}


async def test_a_card_follows_its_person(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    await show(client, cast, name_to="everybody", phone_to="nobody", work_phone="82345678")
    one, other = cast.people[WORKER], cast.people["newcomer"]
    await merge(session, other, one, utc_now())
    [card] = (await collect(session, parts, other))["服务人员名片"]
    assert (card["工作电话"], card["电话展示"]) == ("82345678", "nobody")
    await erase(session, other, utc_now())
    assert (await collect(session, parts, other)) == {"服务人员名片": []}
