"""Issuing, replacing, revoking, listing."""

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.places.models import Place
from shequ_api.features.codes.models import PlaceCode
from shequ_api.features.codes.rules import fresh_nonce
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.codes.conftest import API, BUILDING, COMPOUND, Office


async def test_a_place_has_one_live_code(office: Office, cast: Cast, session: AsyncSession) -> None:
    first, second = await office.issue(), await office.issue(who="district_administrator")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    code = first.json()
    assert code["url"] == f"http://127.0.0.1:8000/q/{code['code']}"
    assert (code["state"], code["place_name"]) == ("live", "东苑1栋")
    counted = select(func.count()).where(PlaceCode.place_id == cast.places[BUILDING])
    assert await session.scalar(counted) == 1


async def test_the_database_holds_to_one_live_code(office: Office, session: AsyncSession) -> None:
    code = await office.code()
    row = (await session.execute(select(PlaceCode.__table__))).mappings().one()
    assert str(row["id"]) == code["id"]
    with pytest.raises(IntegrityError, match="uq_place_codes_live"):
        session.add(
            PlaceCode(**{**row, "id": new_id(), "nonce": fresh_nonce(), "short_number": "22222222"})
        )
        await session.flush()


async def test_a_repeat_with_its_key_is_the_same_answer(client: AsyncClient, cast: Cast) -> None:
    headers = {**await cast.headers("community_worker"), "Idempotency-Key": "issue-1"}
    body = {"place_id": str(cast.places[BUILDING])}
    first = await client.post(f"{API}/place-codes", json=body, headers=headers)
    again = await client.post(f"{API}/place-codes", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("resident", 403),
        ("micro_grid_worker", 403),
        ("general_grid_worker", 403),
        ("partner", 403),
        ("far_community_worker", 404),
        ("community_worker", 201),
        ("district_administrator", 201),
    ],
)
async def test_who_issues(office: Office, who: str, status: int) -> None:
    assert (await office.issue(who=who)).status_code == status


@pytest.mark.parametrize(
    "place", [HOME, COMPOUND, f"{BUILDING}-u1", f"{BUILDING}-u1-d101"], ids=len
)
async def test_any_place_of_a_community_takes_a_code(office: Office, place: str) -> None:
    assert (await office.issue(place)).status_code == 201


async def test_a_district_takes_none(office: Office) -> None:
    answer = await office.issue("510108000000", "district_administrator")
    assert (answer.status_code, answer.json()["code"]) == (422, "place_takes_no_code")


async def test_a_place_that_is_gone_takes_none(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    code = await office.code()
    gone = update(Place).where(Place.id == cast.places[BUILDING])
    await session.execute(gone.values(ended_at=utc_now()))
    await session.commit()
    assert (await office.issue()).status_code == 404
    assert (await office.scan(code["code"])).status_code == 404
    absent = await office.post("community_worker", "/place-codes", place_id=str(new_id()))
    assert absent.status_code == 404


async def test_an_old_plate_leads_to_the_successor(office: Office) -> None:
    old = await office.code()
    answer = await office.replace(old)
    new = answer.json()
    assert (answer.status_code, new["state"]) == (201, "live")
    assert new["code"] != old["code"]
    shown = (await office.get("community_worker", f"/place-codes/{old['id']}")).json()
    assert (shown["state"], shown["successor_id"]) == ("superseded", new["id"])
    by_old, by_new = (
        (await office.scan(old["code"])).json(),
        (await office.scan(new["code"])).json(),
    )
    assert (by_old["outdated"], by_new["outdated"]) == (True, False)
    assert by_old["code_id"] == by_new["code_id"] == new["id"]
    assert by_old["place"] == by_new["place"]


async def test_plates_of_all_ages_lead_to_what_is_live_now(office: Office) -> None:
    first = await office.code()
    second = (await office.replace(first)).json()
    third = (await office.replace(second)).json()
    assert (await office.scan(first["code"])).json()["code_id"] == third["id"]
    await office.revoke(third)
    for code in (first, second, third):
        assert (await office.scan(code["code"])).status_code == 404
    fourth = await office.code()
    assert (await office.scan(first["code"])).json()["code_id"] == fourth["id"]
    assert (await office.scan(third["code"])).status_code == 404, "revoked is for good"


async def test_only_a_live_code_is_replaced(office: Office) -> None:
    old = await office.code()
    await office.replace(old)
    again = await office.replace(old)
    assert (again.status_code, again.json()["code"]) == (409, "code_not_live")


async def test_an_old_plate_may_be_revoked_alone(office: Office) -> None:
    old = await office.code()
    new = (await office.replace(old)).json()
    assert (await office.revoke(old)).status_code == 200
    assert (await office.scan(old["code"])).status_code == 404
    assert (await office.scan(new["code"])).status_code == 201


async def test_revoking_says_why_and_may_be_repeated(office: Office) -> None:
    code = await office.code()
    first, again = await office.revoke(code), await office.revoke(code)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["revoked_for"]) == ("revoked", "码牌遗失")
    other = await office.revoke(code, "另一个理由")
    assert (other.status_code, other.json()["code"]) == (409, "code_revoked")
    assert (await office.revoke(code, "")).status_code == 422
    assert (await office.issue()).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [("resident", 404), ("far_community_worker", 404), ("micro_grid_worker", 403)],
)
async def test_others_change_nothing(
    office: Office, who: str, status: int, session: AsyncSession
) -> None:
    code = await office.code()
    path = f"/place-codes/{code['id']}"
    assert (await office.replace(code, who)).status_code == status
    assert (await office.put(who, f"{path}/revocation", reason="想停用")).status_code == status
    assert (await office.get("community_worker", path)).json() == code
    assert await session.scalar(select(func.count()).select_from(PlaceCode)) == 1


async def test_facts_are_told(office: Office, session: AsyncSession) -> None:
    old = await office.code()
    new = (await office.replace(old)).json()
    await office.revoke(new)
    await office.revoke(new)
    told = (await session.scalars(select(Event).where(Event.name.startswith("place_code")))).all()
    assert sorted((event.name, str(event.subject_id)) for event in told) == sorted(
        [
            ("place_code_issued", old["id"]),
            ("place_code_superseded", old["id"]),
            ("place_code_issued", new["id"]),
            ("place_code_revoked", new["id"]),
        ]
    )


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("community_worker", {"东苑1栋", "东苑2栋", "西苑1栋"}),
        ("district_administrator", {"东苑1栋", "东苑2栋", "西苑1栋", "东苑1栋1单元"}),
        ("micro_grid_worker", {"东苑1栋"}),
        ("next_micro_worker", {"东苑2栋"}),
        ("general_grid_worker", {"东苑1栋", "东苑2栋"}),
        ("far_community_worker", {"东苑1栋1单元"}),
    ],
)
async def test_lists_hold_what_is_in_scope(office: Office, who: str, seen: set[str]) -> None:
    for place in (BUILDING, f"{COMPOUND}-b2", f"{HOME}-c2-b1"):
        await office.code(place)
    await office.issue(f"{NEIGHBOUR}-c1-b1-u1", "far_community_worker")
    items = (await office.get(who, "/place-codes")).json()["items"]
    assert {item["place_name"] for item in items} == seen


async def test_lists_narrow_and_turn_pages(office: Office, cast: Cast) -> None:
    for place in (BUILDING, f"{COMPOUND}-b2", f"{HOME}-c2-b1"):
        await office.code(place)
    await office.replace(await office.code())

    async def listed(**query: object) -> list[str]:
        answer = await office.get("community_worker", "/place-codes", **query)
        return [item["place_name"] for item in answer.json()["items"]]

    assert await listed(place_id=cast.places[BUILDING]) == ["东苑1栋", "东苑1栋"]
    assert await listed(place_id=cast.places[BUILDING], state="live") == ["东苑1栋"]
    assert await listed(compound_id=cast.places[f"{HOME}-c2"]) == ["西苑1栋"]
    first = (await office.get("community_worker", "/place-codes", limit=3)).json()
    more = {"limit": 3, "cursor": first["next_cursor"]}
    second = (await office.get("community_worker", "/place-codes", **more)).json()
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert (len(ids), len(set(ids)), second["next_cursor"]) == (4, 4, None)


@pytest.mark.parametrize("who", ["resident", "partner"])
async def test_lists_are_not_for_everybody(office: Office, who: str) -> None:
    assert (await office.get(who, "/place-codes")).status_code == 403


async def test_a_code_whose_key_was_retired_is_still_listed(
    office: Office, session: AsyncSession
) -> None:
    code = await office.code()
    version = "-" if code["code"][0] != "-" else "_"
    await session.execute(update(PlaceCode).values(key_version=version))
    await session.commit()
    shown = (await office.get("community_worker", f"/place-codes/{code['id']}")).json()
    assert (shown["state"], shown["code"], shown["url"]) == ("live", None, None)
    image = await office.get("community_worker", f"/place-codes/{code['id']}/image")
    assert (image.status_code, image.json()["code"]) == (409, "code_key_retired")
    assert (await office.scan(code["code"])).status_code == 404, "signed under another version"
    assert (await office.replace(code)).status_code == 201
