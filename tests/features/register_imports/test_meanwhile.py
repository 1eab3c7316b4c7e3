"""What the register says meanwhile, and whom an old file must not bring back."""

from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.events.models import Job
from shequ_api.base.register.models import Entry, Occupancy, Tally
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_imports.service.reception import give_up
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import Cast
from tests.features.register.conftest import NEXT_DOOR, Doorstep
from tests.features.register_imports.conftest import API, Importing, id_number, row, xlsx

SEEN = {"入住日期": "2025-01-01", "核实日期": "2026-06-01"}


@pytest.fixture
def door(client: AsyncClient, cast: Cast) -> Doorstep:
    return Doorstep(client, cast)


async def entries(session: AsyncSession, cast: Cast) -> list[Entry]:
    await enter_district(session, cast.places["510108000000"])
    return list(await session.scalars(select(Entry).order_by(Entry.created_at, Entry.id)))


async def order(importing: Importing, import_id: str) -> dict[str, object]:
    path = f"{API}/{import_id}/application"
    ordered = await importing.client.post(path, json={}, headers=importing.headers)
    assert ordered.status_code == 200, ordered.text
    await importing.work()
    return await importing.look(import_id)


async def test_an_old_file_brings_nobody_back(
    importing: Importing, session: AsyncSession, cast: Cast, door: Doorstep
) -> None:
    data = xlsx(row("甲一", id_number(1), "13900001001", **SEEN))
    await importing.applied(data)
    [entry] = await entries(session, cast)
    path = f"/register/people/{entry.id}/departure"
    await door.did("micro_grid_worker", "POST", path, ends_on="2026-09-01")
    undated = xlsx(row("甲一", id_number(1), "13900001001"))
    for left in (data, undated):
        again = await importing.applied(left)
        assert again["counts"] == {"unchanged": 1}
        assert await importing.reasons(again["id"], "unchanged") == {2: ["left_since"]}
    live = select(func.count()).select_from(Occupancy).where(Occupancy.ended_at.is_(None))
    assert await session.scalar(live) == 0
    seen = {"入住日期": "2025-01-01", "核实日期": "2026-10-01"}
    back = await importing.applied(xlsx(row("甲一", id_number(1), **seen)))
    assert back["counts"] == {"updated": 1}, "whoever was seen there later came back"
    stay = await session.scalar(select(Occupancy).where(Occupancy.ended_at.is_(None)))
    assert stay is not None
    assert stay.starts_on.isoformat() == "2026-10-01", "two stays never overlap"


async def test_who_moved_is_not_entered_at_the_old_door(
    importing: Importing, session: AsyncSession, cast: Cast, door: Doorstep
) -> None:
    data = xlsx(row("甲一", id_number(1), "13900001001", **SEEN))
    await importing.applied(data)
    [entry] = await entries(session, cast)
    await door.did(
        "community_worker",
        "POST",
        f"/register/people/{entry.id}/removal",
        dwelling_id=door.place(NEXT_DOOR),
        belonging="tenant",
        starts_on="2026-09-01",
    )
    again = await importing.applied(data)
    assert again["counts"] == {"unchanged": 1}
    assert await importing.reasons(again["id"], "unchanged") == {2: ["left_since"]}
    assert len(await entries(session, cast)) == 1


async def test_a_correction_after_the_check_stops_the_application(
    importing: Importing, session: AsyncSession, cast: Cast, door: Doorstep
) -> None:
    await importing.applied(xlsx(row("甲一", id_number(1), "13900001001", **SEEN)))
    [entry] = await entries(session, cast)
    today = china_date(utc_now()).isoformat()
    view = await importing.checked(
        xlsx(row("甲一", id_number(1), "13900001002", 核实日期=today), row("乙一", id_number(2)))
    )
    assert view["counts"] == {"updated": 1, "entered": 1}
    path = f"/register/people/{entry.id}"
    await door.did("micro_grid_worker", "PUT", path, phone="13900009999")
    done = await order(importing, view["id"])
    problem = done["problem"]
    assert isinstance(problem, dict)
    assert (done["state"], problem["code"], problem["lines"]) == ("failed", "changed_meanwhile", 1)
    assert len(await entries(session, cast)) == 1, "nothing of it is written"
    withdrawn = await importing.client.post(
        f"{API}/{view['id']}/withdrawal", headers=importing.headers
    )
    assert withdrawn.json()["state"] == "withdrawn"


async def test_a_line_without_a_day_fills_gaps_only(
    importing: Importing, session: AsyncSession, cast: Cast, door: Doorstep
) -> None:
    await importing.applied(xlsx(row("甲一", id_number(1), None, **SEEN)))
    [entry] = await entries(session, cast)
    seen_at = entry.verified_at
    filled = await importing.applied(xlsx(row("甲一", id_number(1), "13900001001")))
    assert filled["counts"] == {"updated": 1}
    other = xlsx(row("甲一", id_number(1), "13900001002", 与房屋关系="产权人"))
    view = await importing.applied(other)
    assert view["counts"] == {"unchanged": 1}
    assert await importing.reasons(view["id"], "unchanged") == {2: ["undated"]}
    [entry] = await entries(session, cast)
    assert entry.verified_at == seen_at, "nobody looked"
    shown = await door.did(
        "community_worker",
        "POST",
        f"/register/people/{entry.id}/reveals",
        fields=["phone"],
        purpose="visit",
        reason="入户",
    )
    assert shown["values"]["phone"] == "13900001001"


async def test_namesakes_with_other_phones_are_told_apart(importing: Importing) -> None:
    await importing.applied(xlsx(row("甲强", None, "13900001001", 核实日期="2026-06-01")))
    view = await importing.checked(
        xlsx(
            row("甲强", None, "13900001002", 核实日期="2026-07-01"),
            row("乙强", None, "13900001003"),
            row("乙强", None, "13900001004"),
        )
    )
    assert view["counts"] == {"refused": 2, "entered": 1}
    ambiguous = ["person_ambiguous"]
    assert await importing.reasons(view["id"]) == {2: ambiguous, 4: ambiguous}


async def test_days_that_cannot_be_are_a_reason_on_the_line(importing: Importing) -> None:
    await importing.applied(xlsx(row("甲一", id_number(1), 入住日期="2024-03-01")))
    today = china_date(utc_now()).isoformat()
    early = row("甲一", id_number(1), 与房屋关系="产权人", 入住日期="2020-01-01", 核实日期=today)
    view = await importing.checked(xlsx(early, row("···", None, "13900001009")))
    assert view["state"] == "checked"
    assert await importing.reasons(view["id"]) == {
        2: ["occupancy_dates_unfit"],
        3: ["nobody_named"],
    }


async def test_a_number_that_two_lines_claim(importing: Importing) -> None:
    await importing.applied(xlsx(row("甲一", None, "13900001001")))
    view = await importing.checked(
        xlsx(row("甲一", id_number(1), "13900001001"), row("乙一", id_number(1)))
    )
    assert view["counts"] == {"updated": 1, "refused": 1}
    assert await importing.reasons(view["id"]) == {3: ["name_differs"]}


async def test_the_tallies_count_who_was_brought(
    importing: Importing, session: AsyncSession, cast: Cast
) -> None:
    [grid] = {entry.micro_grid_id for entry in await brought(importing, session, cast)}
    tally = await session.get(Tally, grid, populate_existing=True)
    assert tally is not None
    assert (tally.people, tally.facts) == (2, 4)


async def brought(importing: Importing, session: AsyncSession, cast: Cast) -> list[Entry]:
    await importing.applied(xlsx(row("甲一", id_number(1)), row("甲二", id_number(2))))
    return await entries(session, cast)


async def test_what_the_database_refuses_fails_the_import_and_writes_nothing(
    importing: Importing,
    session: AsyncSession,
    cast: Cast,
    door: Doorstep,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two numbers of one dwelling under one code: rare, and refused by the database alone."""
    view = await importing.checked(xlsx(row("甲一", id_number(1)), row("甲二", id_number(2))))
    monkeypatch.setattr(RegisterSeal, "id_number_index", lambda *_: bytes(5))
    done = await order(importing, view["id"])
    problem = done["problem"]
    assert isinstance(problem, dict)
    assert (done["state"], problem["code"]) == ("failed", "constraint")
    assert await entries(session, cast) == []


async def test_what_no_job_works_at_is_given_up(
    importing: Importing, session: AsyncSession
) -> None:
    answer = await importing.bring(xlsx(row("甲一", id_number(1))))
    import_id = answer.json()["id"]
    await give_up(session, utc_now())
    assert (await importing.look(import_id))["state"] == "received", "its job waits"
    failed = update(Job).where(Job.subject_id == UUID(import_id)).values(failed_at=utc_now())
    await session.execute(failed)
    await give_up(session, utc_now())
    session.expire_all()
    view = await importing.look(import_id)
    assert (view["state"], view["problem"]["code"]) == ("failed", "import_gave_up")


async def test_each_report_taken_is_on_record(importing: Importing, session: AsyncSession) -> None:
    view = await importing.checked(xlsx(row("甲一", id_number(1)), row("甲二", None, "12")))
    path = f"{API}/{view['id']}/report"
    answer = await importing.client.get(path, params={"format": "csv"}, headers=importing.headers)
    assert answer.status_code == 200
    taken = AuditEntry.operation == "get_register_import_report"
    [entry] = await session.scalars(select(AuditEntry).where(taken))
    assert entry.subject_ids == [UUID(view["id"])]
    assert entry.parameters == {"rows": "2", "format": "csv"}
