"""Keyset pages: a cursor is its reader's, its route's and its filter's, and nobody else's."""

import base64
import random
import string
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from fastapi import Query
from httpx import AsyncClient
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    insert,
    select,
    text,
)

from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Output
from tests.kit.http.tiny import Somebody, client_of, tiny_app

lines = Table(
    "lines",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("owner", Text(), nullable=False),
    Column("colour", Text(), nullable=False),
    Column("size", Integer(), nullable=False),
    Column("day", Date(), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)
MADE = """
    CREATE TABLE IF NOT EXISTS lines (
      id uuid PRIMARY KEY, owner text NOT NULL, colour text NOT NULL, size integer NOT NULL,
      day date NOT NULL, made_at timestamptz NOT NULL);
    GRANT SELECT, INSERT, DELETE ON lines TO shequ_app;
"""
router = Router()


class LineView(Output):
    id: UUID
    owner: str


def lines_of(owner: str, colour: str | None) -> Select[Any]:
    found = select(lines.c.id, lines.c.owner).where(lines.c.owner == owner)
    return found.where(lines.c.colour == colour) if colour else found


@router.get("/lines")
async def list_lines(
    paging: ThePaging,
    session: Session,
    who: Somebody,
    colour: Annotated[str | None, Query(max_length=10)] = None,
) -> Page[LineView]:
    """The paging stands before who asks: a cursor is bound to the reader all the same."""
    order = (lines.c.made_at, lines.c.id)
    rows, cursor = await page_of(session, lines_of(who, colour), order, paging)
    return Page(items=[LineView(**row) for row in rows], next_cursor=cursor)


@router.get("/others")
async def list_others(
    who: Somebody, session: Session, paging: ThePaging, colour: str = "red"
) -> Page[LineView]:
    order = (lines.c.made_at, lines.c.id)
    rows, cursor = await page_of(session, lines_of(who, colour), order, paging)
    return Page(items=[LineView(**row) for row in rows], next_cursor=cursor)


@router.get("/sizes", dependencies=[PUBLIC])
async def list_sizes(session: Session, paging: ThePaging) -> Page[LineView]:
    """Every kind of value that a cursor carries, oldest first."""
    order = (lines.c.size, lines.c.owner, lines.c.day, lines.c.made_at, lines.c.id)
    found = select(lines.c.id, lines.c.owner)
    rows, cursor = await page_of(session, found, order, paging, ascending=True)
    return Page(items=[LineView(**row) for row in rows], next_cursor=cursor)


@pytest.fixture
async def made(
    server: Embedded, edge_addresses: Addresses, database: Database
) -> list[dict[str, Any]]:
    """25 lines of a, 7 of b; many made in the same instant."""
    embedded.superuser_sql(server, MADE, database=edge_addresses.name)
    begun = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        {
            "id": uuid4(),
            "owner": "a" if n < 25 else "b",
            "colour": "red" if n % 2 else "蓝",
            "size": n % 3 - 1,
            "day": date(2026, 3, 1 + n % 5),
            "made_at": begun + timedelta(microseconds=n // 10),
        }
        for n in range(32)
    ]
    async with database.sessions() as session, session.begin():
        await session.execute(text("DELETE FROM lines"))
        await session.execute(insert(lines), rows)
    return rows


@pytest.fixture
async def client(database: Database, made: object) -> AsyncIterator[AsyncClient]:
    async with client_of(tiny_app(router, database), **{"x-who": "a"}) as client:
        yield client


async def page(client: AsyncClient, where: str = "/lines", **asked: Any) -> dict[str, Any]:
    answer = await client.get(where, params={k: v for k, v in asked.items() if v is not None})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def scroll(client: AsyncClient, where: str, **asked: Any) -> list[str]:
    ids: list[str] = []
    cursor = None
    while True:
        found = await page(client, where, cursor=cursor, **asked)
        ids += [item["id"] for item in found["items"]]
        cursor = found["next_cursor"]
        if cursor is None:
            return ids
        assert found["items"], "a page with a next one is not empty"


@pytest.mark.parametrize("limit", [1, 3, 10, 24, 25, 26, 100])
async def test_every_row_once_newest_first(
    client: AsyncClient, made: list[dict[str, Any]], limit: int
) -> None:
    mine = [row for row in made if row["owner"] == "a"]
    mine.sort(key=lambda row: (row["made_at"], row["id"].bytes), reverse=True)
    assert await scroll(client, "/lines", limit=limit) == [str(row["id"]) for row in mine]


async def test_every_kind_of_value_is_carried(
    client: AsyncClient, made: list[dict[str, Any]]
) -> None:
    order = ("size", "owner", "day", "made_at")
    made.sort(key=lambda row: (*(row[name] for name in order), row["id"].bytes))
    assert await scroll(client, "/sizes", limit=4) == [str(row["id"]) for row in made]


async def test_rows_that_come_and_go_shift_nothing(
    client: AsyncClient, database: Database, made: list[dict[str, Any]]
) -> None:
    first = await page(client, limit=10)
    seen = [item["id"] for item in first["items"]]
    fresh = {**made[0], "id": uuid4(), "made_at": datetime(2026, 4, 1, tzinfo=UTC)}
    async with database.sessions() as session, session.begin():
        await session.execute(insert(lines), [fresh])
        gone = lines.delete().where(lines.c.id == UUID(seen[-1]))
        await session.execute(gone)
    rest = await scroll(client, "/lines", limit=10)
    second = await page(client, limit=100, cursor=first["next_cursor"])
    assert not {item["id"] for item in second["items"]} & set(seen)
    assert {item["id"] for item in second["items"]} == set(rest) - set(seen) - {str(fresh["id"])}


async def test_the_limit_may_change_on_the_way(client: AsyncClient) -> None:
    first = await page(client, limit=5)
    second = await page(client, limit=50, cursor=first["next_cursor"])
    assert len(second["items"]) == 20


@pytest.mark.parametrize(
    ("where", "who", "colour"),
    [("/lines", "b", "red"), ("/others", "a", "red"), ("/lines", "a", "蓝"), ("/lines", "a", None)],
    ids=["another reader", "another route", "another filter", "no filter"],
)
async def test_a_cursor_is_bound(
    client: AsyncClient, where: str, who: str, colour: str | None
) -> None:
    mine = (await page(client, colour="red", limit=2))["next_cursor"]
    asked = {"cursor": mine} | ({"colour": colour} if colour else {})
    answer = await client.get(where, params=asked, headers={"x-who": who})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
    good = await client.get("/lines", params={"cursor": mine, "colour": "red"})
    assert good.status_code == 200


async def test_a_cursor_says_nothing(client: AsyncClient, made: list[dict[str, Any]]) -> None:
    """What lists do not show, such as an instant, is not to be read out of a cursor either."""
    first, again = [await page(client, limit=2) for _ in range(2)]
    cursor = str(first["next_cursor"])
    assert again["next_cursor"] == cursor, "one page has one cursor"
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for row in made:
        assert str(row["id"]).encode() not in raw and row["id"].bytes not in raw
    assert b"2026" not in raw and b'"t"' not in raw


async def test_mutations_are_refused(client: AsyncClient) -> None:
    """One page has one cursor: every other spelling of it is refused, and none is a fault."""
    cursor = str((await page(client, limit=2))["next_cursor"])
    draw = random.Random(cursor)
    letters = string.ascii_letters + string.digits + "-_+/=. \n%é"
    mutants = {cursor[:-1], cursor + "=", cursor + "A", cursor.swapcase(), "", "=", "A", "é" * 40}
    mutants |= {
        cursor[:n] + letter + cursor[n + 1 :] for n in range(0, 40, 7) for letter in letters
    }
    for _ in range(300):
        at = draw.randrange(len(cursor))
        changed = cursor[:at] + draw.choice(letters) + cursor[at + draw.randrange(2) :]
        mutants.add(changed)
    for mutant in sorted(mutants - {cursor}):
        answer = await client.get("/lines", params={"cursor": mutant})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid"), mutant


async def test_the_last_character_counts(client: AsyncClient) -> None:
    """Base64 ignores the last bits: all 63 other endings decode to ours or to another."""
    cursor = str((await page(client, limit=2))["next_cursor"])
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    statuses = [
        (await client.get("/lines", params={"cursor": cursor[:-1] + letter})).status_code
        for letter in alphabet
    ]
    assert statuses.count(200) == 1


@pytest.mark.parametrize(
    "limit", ["0", "101", "-1", "1_0", "+10", " 10", "10.0", "1e1", "１０", "true", "", "9" * 5000]
)
async def test_unfit_limits(client: AsyncClient, limit: str) -> None:
    answer = await client.get("/lines", params={"limit": limit})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/limit")


@pytest.mark.parametrize("name", ["limit", "cursor"])
async def test_twice_is_none(client: AsyncClient, name: str) -> None:
    answer = await client.get(f"/lines?{name}=5&{name}=6")
    assert answer.json()["errors"][0] == {
        "pointer": f"/query/{name}",
        "code": "repeated",
        "detail": "不能重复",
    }
