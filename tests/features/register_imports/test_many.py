"""Files as large as they may be, and what goes on beside them: on connections of their own."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app, gather_parts
from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.worker import Worker
from shequ_api.base.register.models import Entry
from shequ_api.base.register.sheets.outcomes import LineOutcome
from shequ_api.base.register.turns import take_turn
from shequ_api.base.residency.models import Belonging
from shequ_api.features.register_sheets.columns import Line
from shequ_api.features.register_sheets.matching import Household, decide
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.outbound import Outbound
from shequ_api.kit.sheets.writing import Value
from tests.cast import Cast
from tests.conftest import WORKER, clone, drop, settings_for_tests
from tests.features.register.conftest import HOUSE, Doorstep, draft
from tests.features.register_imports.conftest import API, Importing, row, xlsx

TODAY = date(2026, 11, 22)
MANY = 3_000


def name_of(number: int) -> str:
    return "王" + chr(0x4E00 + number % 100) + chr(0x5E00 + number // 100)


def some(count: int) -> list[list[Value]]:
    return [
        row(name_of(number), None, f"137{number:08d}", 房号=("101", "102")[number % 2])
        for number in range(count)
    ]


@dataclass
class Committed:
    """The application with a database of its own, whose transactions really commit."""

    importing: Importing
    door: Doorstep
    database: Database

    async def entered(self) -> int:
        async with self.database.sessions() as session:
            await enter_district(session, self.importing.cast.places["510108000000"])
            return await session.scalar(select(func.count()).select_from(Entry)) or 0

    async def ordered(self, data: bytes) -> str:
        """A file that is checked and said to be applied."""
        view = await self.importing.checked(data)
        path = f"{API}/{view['id']}/application"
        answer = await self.importing.client.post(path, json={}, headers=self.importing.headers)
        assert answer.status_code == 200, answer.text
        return str(view["id"])


@pytest.fixture
async def committed(server: Embedded, template: str) -> AsyncIterator[Committed]:
    name = f"shequ_imports_{WORKER}_test"
    parts = gather_parts(settings_for_tests(), clone(server, template, name).app)
    app = create_app(settings_for_tests(), parts)

    async def work() -> int:
        return await parts.get(Worker).drain(utc_now())

    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        cast = await Cast.found(parts)
        headers = await cast.headers("community_worker")
        importing = Importing(client, headers, cast, work)
        yield Committed(importing, Doorstep(client, cast), parts.get(Database))
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    drop(server, name)


def test_one_dwelling_takes_as_many_lines_as_a_file_has() -> None:
    household, outcomes = Household(), Counter[LineOutcome]()
    begun = time.perf_counter()
    for number in range(2, 50_002):
        same_name = number % 2
        line = Line(
            number,
            name="王强" if same_name else name_of(number),
            phone=f"139{number:08d}",
            belonging=Belonging.OWNER,
        )
        outcomes[decide(line, household, today=TODAY).outcome] += 1
    assert outcomes == {LineOutcome.ENTERED: 25_001, LineOutcome.REFUSED: 24_999}
    assert time.perf_counter() - begun < 20, "linear: about two seconds"


async def test_thousands_are_applied_while_others_look(committed: Committed) -> None:
    importing = committed.importing
    import_id = await committed.ordered(xlsx(*some(MANY)))
    worked = asyncio.ensure_future(importing.work())
    looks = 0
    while not worked.done():
        view = await importing.look(import_id)
        assert view["state"] in {"applying", "applied"}
        looks += 1
        await asyncio.sleep(0.05)
    assert looks > 3
    done = await importing.look(import_id)
    assert (done["state"], done["counts"]) == ("applied", {"entered": MANY})
    assert await committed.entered() == MANY


async def test_a_door_and_a_file_make_one_entry(committed: Committed) -> None:
    """Both wait for the dwelling's turn; whoever comes second sees what the first has entered."""
    importing, door = committed.importing, committed.door
    same = row("欧阳小梅", None, "13800138000", 与房屋关系="租户")
    import_id = await committed.ordered(xlsx(same, *some(10)))
    async with committed.database.sessions() as session:
        await take_turn(session, UUID(door.place(HOUSE)))
        working = asyncio.ensure_future(importing.work())
        await asyncio.sleep(0.5)
        assert (await importing.look(import_id))["state"] == "applying"
        assert not working.done(), "the file waits at the dwelling"
        entering = asyncio.create_task(
            door.ask(
                "micro_grid_worker",
                "POST",
                f"/register/dwellings/{door.place(HOUSE)}/people",
                json=draft(),
            )
        )
        await asyncio.sleep(0.2)
    at_door = await entering
    await working
    assert at_door.status_code in {201, 409}, at_door.text
    state = (await importing.look(import_id))["state"]
    assert (state == "applied") == (at_door.status_code == 409)
    assert len(await door.search("community_worker", name="欧阳小梅")) == 1


async def test_the_same_file_is_brought_once(committed: Committed) -> None:
    importing, data = committed.importing, xlsx(*some(3))
    answers = await asyncio.gather(*(importing.bring(data) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    await importing.work()
    [first] = {answer.json()["id"] for answer in answers}
    assert (await importing.checked(data))["id"] == first
    withdrawal = f"{API}/{first}/withdrawal"
    await importing.client.post(withdrawal, headers=importing.headers)
    assert (await importing.checked(data))["id"] != first, "one that was taken back is done with"
