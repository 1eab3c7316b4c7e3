"""Two phones at one door, committed, over several connections."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app, gather_parts
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.outbound import Outbound
from tests.cast import Cast
from tests.conftest import WORKER, clone, drop, settings_for_tests
from tests.features.register.conftest import HOUSE, ID_NUMBER, NEXT_DOOR, Doorstep, draft

NAME = f"shequ_door_races_{WORKER}_test"
OURS = "micro_grid_worker"


@pytest.fixture
async def door(server: Embedded, template: str) -> AsyncIterator[Doorstep]:
    parts = gather_parts(settings_for_tests(), clone(server, template, NAME).app)
    transport = ASGITransport(create_app(settings_for_tests(), parts), raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Doorstep(client, await Cast.found(parts))
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    drop(server, NAME)


@pytest.mark.parametrize("id_number", [None, ID_NUMBER])
async def test_the_same_person_at_once_is_one_entry(door: Doorstep, id_number: str | None) -> None:
    await door.got(OURS, "/register/people")  # signs in
    path = f"/register/dwellings/{door.place(HOUSE)}/people"
    body = draft(id_number=id_number)
    answers = await asyncio.gather(*(door.ask(OURS, "POST", path, json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {
        "entry_known"
    }


async def test_counts_are_right_after_changes_at_once(door: Doorstep) -> None:
    await door.got(OURS, "/register/people")
    entering = [
        door.ask(
            OURS,
            "POST",
            f"/register/dwellings/{door.place(dwelling)}/people",
            json=draft(name=f"甲乙{number}", phone=f"1370013700{number}"),
        )
        for number in range(6)
        for dwelling in (HOUSE, NEXT_DOOR)
    ]
    answers = await asyncio.gather(*entering)
    assert {answer.status_code for answer in answers} == {201}
    [line] = (await door.got(OURS, "/register/freshness"))["items"]
    assert (line["people"], line["facts"]) == (12, 24)


async def test_changes_of_one_fact_at_once_leave_one(door: Doorstep) -> None:
    path = f"/register/dwellings/{door.place(HOUSE)}/facts/room_count"
    await door.got(OURS, "/register/people")
    answers = await asyncio.gather(
        *(door.ask(OURS, "PUT", path, json={"value": number}) for number in range(6))
    )
    assert {answer.status_code for answer in answers} == {200}
    view = await door.got(OURS, f"/register/dwellings/{door.place(HOUSE)}")
    assert len(view["facts"]) == 1
