"""A grid that nobody serves is told to those who can do something about it, until it is served."""

from datetime import datetime, timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.vacancies import note_vacancies
from shequ_api.features.inbox.matters import catch_up
from shequ_api.features.inbox.models import Message
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import appointed, ask, day, posting_of
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.inbox.reading import messages, unread

GRID = f"{HOME}-m03"
COMMUNITY = ("community_worker", "grid_chief", "next_general_worker")
ABOVE = ("subdistrict_administrator", "district_administrator")
STRANGERS = ("far_community_worker", "general_grid_worker", "micro_grid_worker", "resident")


@pytest.fixture
async def alone(session: AsyncSession, cast: Cast) -> None:
    """Of all grids, one alone is vacant: the others are served."""
    on = utc_now()
    await note_vacancies(session, on - timedelta(days=1))
    others = text("DELETE FROM grid_vacancies WHERE grid_id <> :grid")
    await session.execute(others, {"grid": cast.places[GRID]})
    serving = text(
        "INSERT INTO postings (id, person_id, role, grid_id, held_kind, community_id,"
        " subdistrict_id, district_id, city_id, starts_on, granted_at)"
        " SELECT gen_random_uuid(), :somebody, CASE kind WHEN 'general_grid'"
        " THEN 'general_grid_worker' ELSE 'micro_grid_worker' END, id, kind::text, community_id,"
        " subdistrict_id, district_id, city_id, '2026-01-01', now() FROM grids g"
        " WHERE kind IN ('general_grid', 'micro_grid') AND id <> :grid AND NOT EXISTS"
        " (SELECT 1 FROM postings p WHERE p.grid_id = g.id)"
    )
    somebody = {"somebody": cast.people["far_partner"], "grid": cast.places[GRID]}
    await session.execute(serving, somebody)
    await session.commit()


async def since(session: AsyncSession, days: float) -> datetime:
    """The vacancy has lasted so long; the clock runs."""
    now = utc_now()
    vacancies = (await session.scalars(select(GridVacancy))).all()
    for vacancy in vacancies:
        vacancy.since = now - timedelta(days=days)
    await session.flush()
    await note_vacancies(session, now)
    await session.commit()
    return now


async def who_was_told(session: AsyncSession, cast: Cast) -> set[str]:
    by_id = {person: key for key, person in cast.people.items()}
    open_ones = (Message.kind == "grid_vacant", Message.done_at.is_(None))
    found = await session.scalars(select(Message.person_id).where(*open_ones))
    return {by_id[each] for each in found}


@pytest.mark.usefixtures("alone")
async def test_told_step_by_step_and_done_once_served(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    await since(session, 2.9)
    await work()
    assert await who_was_told(session, cast) == set()
    await since(session, 3.1)
    await work()
    assert await who_was_told(session, cast) == set(COMMUNITY)
    [mine] = await messages(client, cast, "community_worker")
    assert (mine["kind"], mine["operation"]) == ("grid_vacant", "get_grid")
    assert mine["about_id"] == str(cast.places[GRID])
    assert (mine["role"], mine["role_title"]) == ("community_worker", "社区工作者")
    assert mine["posting_id"] == await posting_of(session, cast, "community_worker")
    assert "致强社区" in mine["text"]
    assert "请尽快任命" in mine["text"]
    [theirs] = await messages(client, cast, "next_general_worker")
    assert "请提醒社区" in theirs["text"], "who cannot appoint is not asked to"

    seen = {"told_at": mine["told_at"]}
    await ask(
        client, cast, "community_worker", "PUT", f"/me/messages/{mine['id']}/reading", json=seen
    )
    await since(session, 7.1)
    await work()
    assert await who_was_told(session, cast) == {*COMMUNITY, ABOVE[0]}
    await since(session, 14.1)
    for _ in range(2):
        await work()
        await since(session, 14.2)
    assert await who_was_told(session, cast) == {*COMMUNITY, *ABOVE}
    assert await unread(client, cast, "community_worker") == 0, "read, it is not told again"
    assert len(await messages(client, cast, "community_worker")) == 1

    grid = {"grid_id": str(cast.places[GRID])}
    assert (await appointed(client, cast, "13900000005", **grid)).status_code == 201
    await note_vacancies(session, utc_now())
    await session.commit()
    await work()
    assert await who_was_told(session, cast) == set()
    for who in (*COMMUNITY, *ABOVE):
        [mine] = await messages(client, cast, who)
        assert mine["done_at"], "it stays, as done"
        assert await unread(client, cast, who) == 0


@pytest.mark.usefixtures("alone")
async def test_long_unnoticed_it_is_told_as_far_up_as_it_should_be(
    cast: Cast, session: AsyncSession, work: Work
) -> None:
    await since(session, 40)
    await work()
    assert await who_was_told(session, cast) == {*COMMUNITY, *ABOVE}


@pytest.mark.usefixtures("alone")
async def test_who_is_appointed_later_sees_it_and_who_left_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    await since(session, 3.1)
    await work()
    for _ in range(2):
        office = await in_office(client, cast)
        await catch_up(session, utc_now())
        await session.commit()
        assert "newcomer" in await who_was_told(session, cast)
        ending = f"/postings/{office}/end"
        gone = await ask(client, cast, "subdistrict_administrator", "PUT", ending)
        assert gone.status_code == 200, gone.text
        await work()
        assert "newcomer" not in await who_was_told(session, cast), "until back in office"
    assert len(await messages(client, cast, "newcomer", kind="grid_vacant")) == 1


async def in_office(client: AsyncClient, cast: Cast) -> str:
    """The newcomer becomes a community worker; the posting."""
    office = {"role": Role.COMMUNITY_WORKER, "grid_id": None, "place_id": str(cast.places[HOME])}
    by = "subdistrict_administrator"
    fresh = await appointed(client, cast, "13900000005", by=by, **office)
    assert fresh.status_code == 201, fresh.text
    return str(fresh.json()["id"])


@pytest.mark.usefixtures("alone")
async def test_one_over_before_it_is_told_is_not(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    await since(session, 3.1)
    grid = {"grid_id": str(cast.places[GRID])}
    await appointed(client, cast, "13900000005", **grid)
    await note_vacancies(session, utc_now())
    await session.commit()
    await work()
    assert await who_was_told(session, cast) == set()


@pytest.mark.usefixtures("alone")
async def test_absence_is_a_vacancy_and_cover_ends_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    grid = {"grid_id": str(cast.places[GRID])}
    await appointed(client, cast, "13900000005", **grid)
    days = {"starts_on": day(0), "ends_on": day(30)}
    away = await ask(client, cast, "newcomer", "POST", "/me/absences", json=days)
    assert away.status_code == 201, away.text
    await since(session, 3.1)
    await work()
    assert await who_was_told(session, cast) == set(COMMUNITY)

    draft = {"phone": "13900000004", **days}
    path = f"/postings/{away.json()['posting_id']}/covers"
    named = await ask(client, cast, "community_worker", "POST", path, json=draft)
    assert named.status_code == 201, named.text
    await note_vacancies(session, utc_now())
    await session.commit()
    await work()
    assert await who_was_told(session, cast) == set()


@pytest.mark.usefixtures("alone")
async def test_the_district_decides_after_how_many_days(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    path = f"/places/{cast.places['510108000000']}/vacancy-rule"
    days = {"community_days": 5, "subdistrict_days": 6, "district_days": 60}
    put = await ask(
        client, cast, "district_administrator", "PUT", path, json=days, headers={"If-Match": '"v0"'}
    )
    assert put.status_code == 200, put.text
    await since(session, 4)
    await work()
    assert await who_was_told(session, cast) == set()
    vacant = await ask(client, cast, "community_worker", "GET", "/grids/vacancies")
    assert vacant.json()["items"] == [], "the list goes by the same rule"
    await since(session, 6.5)
    await work()
    assert await who_was_told(session, cast) == {*COMMUNITY, ABOVE[0]}
    vacant = await ask(client, cast, "community_worker", "GET", "/grids/vacancies")
    assert len(vacant.json()["items"]) == 1
    assert not {*STRANGERS} & await who_was_told(session, cast)
    assert NEIGHBOUR not in str(await messages(client, cast, "community_worker"))
