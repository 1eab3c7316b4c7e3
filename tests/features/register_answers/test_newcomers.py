"""Whom a form names without their being in the register."""

from typing import Any

from shequ_api.kit.clock import utc_now
from tests.features.register.conftest import HOUSE
from tests.features.register_answers.conftest import WORKER, Listening

NEWCOMER = {"resident_name": "赵小满", "belonging": "tenant", "phone": "13500135000"}


async def visit(listening: Listening, *rows: dict[str, Any]) -> str:
    answers = {"visit_result": "entered", "residents": list(rows)}
    return await listening.inspect(answers, form="home_visit", filled_at=utc_now().isoformat())


async def people(listening: Listening) -> list[dict[str, Any]]:
    view = await listening.door.got(WORKER, f"/register/dwellings/{listening.door.place(HOUSE)}")
    found: list[dict[str, Any]] = view["people"]
    return found


async def test_a_new_resident_is_entered_once(listening: Listening) -> None:
    first = await visit(listening, NEWCOMER | {"lives_alone": True})
    [person] = await people(listening)
    assert (person["name"], person["belonging"], person["source"]) == ("赵*满", "tenant", "form")
    assert await listening.phone(person["id"]) == "13500135000"
    await listening.review(first)
    second = await visit(listening, NEWCOMER)  # the next visit leaves it open again
    assert [one["id"] for one in await people(listening)] == [person["id"]]
    await listening.review(second, decision="rejected", note="重复")
    assert [one["id"] for one in await people(listening)] == [person["id"]]


async def test_a_known_name_is_who_lives_there(listening: Listening) -> None:
    entry = (await listening.door.enter(name="赵小满", phone=None, source="import"))["id"]
    await visit(listening, NEWCOMER)
    assert [one["id"] for one in await people(listening)] == [entry]
    assert await listening.phone(entry) == "13500135000"


async def test_one_of_two_of_a_name_is_nobody(listening: Listening) -> None:
    for phone in ("13700137001", "13700137002"):
        await listening.door.enter(name="赵小满", phone=phone)
    await visit(listening, NEWCOMER)
    assert len(await people(listening)) == 2


async def test_who_was_never_there_is_gone_again(listening: Listening) -> None:
    inspection = await visit(listening, NEWCOMER | {"lives_alone": True})
    await listening.review(inspection, decision="rejected", note="看错门牌")
    assert await people(listening) == []
    assert await listening.conflicts() == []


async def test_whom_somebody_else_has_seen_stays(listening: Listening) -> None:
    inspection = await visit(listening, NEWCOMER)
    [person] = await people(listening)
    path = f"/register/dwellings/{listening.door.place(HOUSE)}/confirmations"
    await listening.door.did("general_grid_worker", "POST", path, ids=[person["id"]])
    await listening.review(inspection, decision="rejected", note="看错门牌")
    assert [one["id"] for one in await people(listening)] == [person["id"]]


async def test_an_edited_number_is_put_right_and_an_edited_name_is_somebody_else(
    listening: Listening,
) -> None:
    inspection = await visit(listening, NEWCOMER)
    [person] = await people(listening)
    for number, change in ((2, {"phone": "13500135999"}), (3, {"resident_name": "钱大寒"})):
        answers = {"visit_result": "entered", "residents": [NEWCOMER | change]}
        body = {"answers": answers, "reason": "填错了"}
        path = f"/inspections/{inspection}/edits/{number}"
        answer = await listening.field.ask(WORKER, "PUT", path, json=body)
        assert answer.status_code == 201, answer.text
        await listening.heard()
        [now] = await people(listening)
        if number == 2:
            assert now["id"] == person["id"]
            assert await listening.phone(person["id"]) == "13500135999"
    assert (now["name"], now["id"] != person["id"]) == ("钱*寒", True)


async def test_a_new_shop_is_entered(listening: Listening) -> None:
    building = HOUSE.rsplit("-", 2)[0]
    answers: dict[str, Any] = {
        "shop_name": "新来的店",
        "shop_kind": "food",
        "staff_count": 3,
        "people_sleep_here": False,
        "exit_clear": True,
        "windows_barred": False,
        "extinguishers": 2,
        "shop_gas_kind": "bottled_gas",
        "shop_gas_alarm": True,
        "shop_gas_hose": ["good"],
        "shop_wiring": ["good"],
    }
    for _ in range(2):
        now = utc_now().isoformat()
        await listening.inspect(answers, form="shop_safety", place=building, filled_at=now)
    [shop] = (await listening.door.got(WORKER, "/register/premises"))["items"]
    assert (shop["name"], shop["kind"], shop["source"]) == ("新来的店", "restaurant", "form")
    known = await listening.prefill("shop_safety", building)
    assert [one["id"] for one in known["subjects"]] == [shop["id"]]
