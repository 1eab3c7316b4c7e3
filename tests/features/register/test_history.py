"""Looking back at a dwelling: who lived there, and what was recorded before."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from tests.features.register.conftest import FAR, HOUSE, ID_NUMBER, NAME, OTHER_GRID, Doorstep

WORKER, CHIEF = "micro_grid_worker", "grid_chief"


async def lines(door: Doorstep, who: str = WORKER, dwelling: str = HOUSE) -> list[dict[str, Any]]:
    """All lines, taken two at a time."""
    path, found, cursor = f"/register/dwellings/{door.place(dwelling)}/history", [], None
    while True:
        page = await door.got(who, path, limit=2, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= 2
        found += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return found


def of(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [line for line in found if line["kind"] == kind]


async def test_who_left_is_read_back(door: Doorstep, session: AsyncSession) -> None:
    entry = await door.enter(id_number=ID_NUMBER)
    path = f"/register/people/{entry['id']}"
    owns = {"belonging": "owner", "starts_on": "2026-05-01"}
    await door.did(WORKER, "PUT", f"{path}/occupancy", **owns)
    assert [line["replaced"] for line in await lines(door)] == [True]
    await door.did(WORKER, "PUT", f"{path}/facts/lives_alone", value=True)
    await door.did(WORKER, "PUT", f"{path}/facts/mobility_need", value="轮椅")
    await door.did(WORKER, "POST", f"{path}/departure", ends_on="2026-06-01")
    found = await lines(door)
    stays = [
        (line["name"], line["detail"], line["starts_on"], line["until_on"], line["replaced"])
        for line in of(found, "occupancy")
    ]
    assert stays == [
        ("欧**梅", "owner", "2026-05-01", "2026-06-01", False),
        ("欧**梅", "tenant", "2026-03-01", "2026-05-01", True),
    ]
    facts = {line["detail"]: line for line in of(found, "fact")}
    assert (facts["lives_alone"]["value"], facts["lives_alone"]["title"]) == (True, "独居")
    assert (facts["mobility_need"]["value"], facts["mobility_need"]["sensitive"]) == (None, True)
    assert {line["entry_id"] for line in found} == {entry["id"]}
    assert "轮椅" not in str(found)
    assert NAME not in str(found)
    looks = list(await session.scalars(select(AccessLook)))
    assert not looks, "nothing sensitive was shown"


async def test_former_words_are_masked(door: Doorstep) -> None:
    entry = await door.enter(id_number=ID_NUMBER)
    other = {"name": "欧阳大梅", "phone": "13900139000", "id_number": None, "born_on": "1983-02-03"}
    await door.did(WORKER, "PUT", f"/register/people/{entry['id']}", **other)
    shop = {"name": "小店", "kind": "shop", "keeper_name": "钱小五", "keeper_phone": "13900130005"}
    made = await door.did(WORKER, "POST", "/register/premises", place_id=door.place(HOUSE), **shop)
    new = {**shop, "name": "大店", "keeper_name": "周六"}
    await door.did(WORKER, "PUT", f"/register/premises/{made['id']}", **new)
    await door.did(WORKER, "POST", f"/register/premises/{made['id']}/closure")
    found = await lines(door)
    [person] = of(found, "contact")
    assert person["said"] == {
        "name": "欧**梅",
        "phone": "138******00",
        "id_number": "1" + "*" * 16 + "X",
        "id_kind": "resident_id",
        "cohort": 1945,
    }
    closed, said = sorted(of(found, "premises"), key=lambda line: line["replaced"])
    assert (closed["name"], closed["said"], closed["premises_id"]) == ("大店", None, made["id"])
    assert said["said"] == {"name": "小店", "keeper_name": "钱*五"}


async def test_the_walls_stand_around_the_past(door: Doorstep) -> None:
    entry = await door.enter()
    where = {"dwelling_id": door.place(OTHER_GRID)}
    stay = {"belonging": "tenant", "starts_on": "2026-05-01"}
    await door.did(CHIEF, "POST", f"/register/people/{entry['id']}/removal", **where, **stay)
    [left] = await lines(door, CHIEF)
    assert (left["name"], left["replaced"]) == ("欧**梅", True)
    [left] = await lines(door, WORKER)
    assert (left["name"], left["entry_id"]) == (None, entry["id"]), "they live in another grid"
    for who, code, status in (
        (WORKER, OTHER_GRID, 404),
        (CHIEF, FAR, 404),
        ("auditor", HOUSE, 403),
        ("subdistrict_administrator", HOUSE, 403),
        ("resident", HOUSE, 403),
    ):
        path = f"/register/dwellings/{door.place(code)}/history"
        assert (await door.ask(who, "GET", path)).status_code == status, who
