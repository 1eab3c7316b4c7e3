"""Offices and covers given while the trees change, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select, text

from shequ_api.app import create_app, gather_parts
from shequ_api.base.people.models import Person
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.base.people.asking import appointed, day, posting_of
from tests.base.redrawing.conftest import COMPOUND, DOORS, GRID, Office
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.serving import Hand

WHO, BY = "district_administrator", "community_worker"
NEWCOMER = "13900000005"
Request = Callable[[], Awaitable[Response]]
COMMUNITY = "SELECT id FROM places WHERE code = :it FOR UPDATE"
PERSON = "SELECT id FROM persons WHERE id = :it FOR UPDATE"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
IN_ENDED_GRIDS = """
    SELECT p.id FROM postings p JOIN grids g ON g.id = p.grid_id
    WHERE g.ended_at IS NOT NULL AND p.ended_at IS NULL"""
ASTRAY = """
    SELECT p.id FROM postings p JOIN places l ON l.id = p.place_id
    WHERE p.ended_at IS NULL AND p.community_id <> l.community_id"""


@pytest.fixture
async def parts(server: Embedded, template: str, fake_wechat_url: str) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_granting_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture
async def client(parts: Parts, fake_wechat_url: str) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(fake_wechat_url), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def office(client: AsyncClient, cast: Cast) -> Office:
    office = Office(client, cast)
    for who in (WHO, BY, "resident", "newcomer"):
        await office.ask(who, "GET", "/me")
    return office


async def behind(
    parts: Parts, lock: str, it: str | UUID, first: Request, second: Request
) -> tuple[Response, Response]:
    """Both wait for a lock, the first one before the second."""
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(text(lock), {"it": it})
        ahead = asyncio.ensure_future(first())
        await until_waiting(parts, 1)
        next_one = asyncio.ensure_future(second())
        await until_waiting(parts, 2)
    return await ahead, await next_one


async def until_waiting(parts: Parts, count: int) -> None:
    """So many stand before a lock, however slow the machine is."""
    for _ in range(20):
        async with parts.get(Database).sessions() as session:
            if (await session.scalar(text(WAITING)) or 0) >= count:
                return
        await asyncio.sleep(0.1)


async def none_of(parts: Parts, *queries: str) -> None:
    async with parts.get(Database).sessions() as session:
        for query in queries:
            assert (await session.scalars(text(query))).all() == [], query


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def halves(office: Office) -> list[dict[str, object]]:
    return [office.part("甲", DOORS[0], DOORS[1]), office.part("乙", DOORS[2], DOORS[3])]


async def test_nobody_is_appointed_to_a_grid_that_is_being_split(
    parts: Parts, office: Office, client: AsyncClient, cast: Cast
) -> None:
    split, given = await behind(
        parts,
        COMMUNITY,
        HOME,
        lambda: office.split(WHO, GRID, *halves(office)),
        lambda: appointed(client, cast, NEWCOMER, duty="deputy"),
    )
    assert (split.status_code, said(given)) == (201, (409, "grid_ended"))
    await none_of(parts, IN_ENDED_GRIDS)


async def test_a_split_finds_whoever_was_appointed_just_before(
    parts: Parts, office: Office, client: AsyncClient, cast: Cast
) -> None:
    given, split = await behind(
        parts,
        COMMUNITY,
        HOME,
        lambda: appointed(client, cast, NEWCOMER, duty="deputy"),
        lambda: office.split(WHO, GRID, *halves(office)),
    )
    assert split.status_code == 201, split.text
    assert given.status_code in {201, 409}, given.text
    await none_of(parts, IN_ENDED_GRIDS)


async def test_nobody_covers_in_a_grid_that_is_being_split(
    parts: Parts, office: Office, cast: Cast
) -> None:
    async with parts.get(Database).sessions() as session:
        posting = await posting_of(session, cast, "micro_grid_worker")
    draft = {"phone": NEWCOMER, "starts_on": day(0), "ends_on": day(5)}
    split, cover = await behind(
        parts,
        COMMUNITY,
        HOME,
        lambda: office.split(WHO, GRID, *halves(office)),
        lambda: office.ask(BY, "POST", f"/postings/{posting}/covers", draft),
    )
    assert (split.status_code, said(cover)) == (201, (409, "grid_ended"))
    await none_of(parts, IN_ENDED_GRIDS)


async def test_no_committee_member_is_left_behind_by_a_move(parts: Parts, office: Office) -> None:
    body = {"phone": NEWCOMER, "starts_on": day(0), "role": "committee_member"}
    place = {"place_id": office.id(COMPOUND)}
    moved, given = await behind(
        parts,
        COMMUNITY,
        HOME,
        lambda: office.move(WHO, COMPOUND, NEIGHBOUR),
        lambda: office.ask(BY, "POST", "/postings", body | place),
    )
    assert (moved.status_code, said(given)) == (200, (404, "not_found"))
    await none_of(parts, ASTRAY)


async def test_nobody_is_appointed_where_all_is_pulled_down(parts: Parts, office: Office) -> None:
    body = {"phone": NEWCOMER, "starts_on": day(0), "role": "committee_member"}
    place = {"place_id": office.id(COMPOUND)}
    gone, given = await behind(
        parts,
        COMMUNITY,
        HOME,
        lambda: office.ask(
            WHO, "POST", f"/places/{office.id(COMPOUND)}/demolition", {"reason": "拆除"}
        ),
        lambda: office.ask(BY, "POST", "/postings", body | place),
    )
    assert gone.status_code in {200, 201}, gone.text
    assert said(given) == (409, "place_ended")


@pytest.mark.parametrize("shut", [False, True])
async def test_no_number_is_put_on_an_account_that_is_no_more(
    parts: Parts, office: Office, cast: Cast, hand: Hand, *, shut: bool
) -> None:
    code = (await office.ask("newcomer", "POST", "/me/merge-codes")).json()["code"]
    phone = await hand.phone_code("13912345678")
    held = cast.people["newcomer"]

    async def end() -> Response:
        if not shut:
            return await office.ask("resident", "POST", "/me/merges", {"code": code})
        async with parts.get(Database).sessions() as session, session.begin():
            row = text("UPDATE persons SET disabled_at = now() WHERE id = :it")
            await session.execute(row, {"it": held})
        return Response(201)

    ended, bound = await behind(
        parts,
        PERSON,
        held,
        end,
        lambda: office.ask("newcomer", "PUT", "/me/phone", {"code": phone}),
    )
    refused = (403, "person_disabled") if shut else (409, "account_merged")
    assert (ended.status_code, said(bound)) == (201, refused), bound.text
    async with parts.get(Database).sessions() as session:
        number = select(Person.phone_index).where(Person.id == held)
        assert shut or await session.scalar(number) is None
    again = await hand.phone_code("13912345678")
    free = await office.ask("resident", "PUT", "/me/phone", {"code": again})
    assert free.status_code in {200, 204}, free.text
