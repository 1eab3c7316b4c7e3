"""A question is answered the same by a session, by the driver, and among others."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
    table,
    text,
    union_all,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from shequ_api.base.people.recognition import RECOGNISED
from shequ_api.features.codes.models import Scan
from shequ_api.features.codes.queries import SCAN_COUNTED, SCANNED
from shequ_api.kit.db import Database
from shequ_api.kit.hot import gathering
from shequ_api.kit.hot.compiled import Compiled
from shequ_api.kit.hot.pool import HotPool
from shequ_api.kit.hot.questions import InSession, Question
from shequ_api.kit.http.parts import Parts

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SOMEBODY = UUID(int=7)


TALLY = table("tally", column("n", Integer))


class Colour(StrEnum):
    RED = "red"


@pytest.fixture
async def pool(open_parts: Parts) -> AsyncIterator[HotPool]:
    url = open_parts.get(Database).engine.url.render_as_string(hide_password=False)
    pool = HotPool(url, size=2, parts=open_parts)
    yield pool
    await pool.close()


KINDS: dict[str, tuple[Any, list[Any]]] = {
    "uuid": (Uuid(), [SOMEBODY, None]),
    "text": (String(40), ["致强", "$1::UUID VALUES ('", "", None]),
    "word": (String(8), [Colour.RED]),
    "integer": (Integer(), [-3, 0, None]),
    "number": (BigInteger(), [2**40]),
    "amount": (Numeric(8, 2), [Decimal("1.50"), None]),
    "degrees": (Double(), [104.125, None]),
    "bytes": (LargeBinary(), [b"\x00\xff", None]),
    "day": (Date(), [date(2026, 2, 28), None]),
    "instant": (DateTime(timezone=True), [NOW, None]),
    "object": (JSONB(), [{"a": [1, "二", None]}, []]),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_values_go_there_and_back(kind: str, pool: HotPool, open_parts: Parts) -> None:
    type_, sent = KINDS[kind]
    value = bindparam("value", type_=type_)
    asked = Question(select(value.label("it"), literal("constant").label("beside")))
    given = [{"value": each} for each in sent]
    async with open_parts.get(Database).sessions() as session:
        told = [list(await InSession(session).rows(asked, each)) for each in given]
    assert [list(await pool.rows(asked, each)) for each in given] == told
    assert list(await asyncio.gather(*(pool.rows(asked, each) for each in given * 9))) == told * 9
    assert [rows[0].it for rows in told] == sent
    assert told[0][0].beside == "constant"


async def test_many_rows_few_and_none_are_told_apart(pool: HotPool, open_parts: Parts) -> None:
    rows = values(column("n", Integer), name="some").data([(n,) for n in range(5)])
    most = bindparam("most", type_=Integer())
    asked = Question(select(rows.c.n).where(rows.c.n < most).order_by(rows.c.n.desc()).limit(3))
    given = [{"most": most} for most in (0, 2, 9, 1, 4)]
    expected = [[], [1, 0], [4, 3, 2], [0], [3, 2, 1]]
    alone = [[row.n for row in await pool.rows(asked, each)] for each in given]
    together = await asyncio.gather(*(pool.rows(asked, each) for each in given))
    assert alone == [[row.n for row in rows] for rows in together] == expected


async def test_one_value_is_named_twice_and_another_has_a_default(pool: HotPool) -> None:
    who = bindparam("who", type_=Uuid())
    else_ = bindparam("other", None, type_=Uuid())
    either = union_all(select(who.label("id")), select(else_)).subquery()
    asked = Question(select(func.count(either.c.id).label("many"), who.label("who")))
    given: list[dict[str, Any]] = [{"who": SOMEBODY}, {"who": SOMEBODY, "other": UUID(int=9)}]
    told = await asyncio.gather(*(pool.rows(asked, each) for each in given))
    assert [tuple(rows[0]) for rows in told] == [(1, SOMEBODY), (2, SOMEBODY)]


async def test_a_list_of_constants_is_laid_out(pool: HotPool) -> None:
    n = bindparam("n", type_=Integer())
    asked = Question(select(n.in_([1, 3]).label("odd"), n.in_([]).label("none"), n.label("n")))
    told = await asyncio.gather(*(pool.rows(asked, {"n": n}) for n in (1, 2, 3)))
    assert [tuple(rows[0]) for rows in told] == [
        (True, False, 1),
        (False, False, 2),
        (True, False, 3),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        select(literal(1).in_(bindparam("some", expanding=True, type_=Integer()))),
        select(literal(1) == func.any(bindparam("some", type_=ARRAY(Integer())))),
        select(text("'$1'"), bindparam("n", type_=Integer())),
        upsert(TALLY).values(n=bindparam("n")).on_conflict_do_nothing(),
        insert(TALLY).values(n=bindparam("n")).returning(TALLY.c.n),
    ],
)
def test_what_would_be_another_among_many_is_refused(odd: Any) -> None:
    with pytest.raises(TypeError):
        Compiled(Question(odd))


async def test_what_must_be_given_is_missed(pool: HotPool) -> None:
    asked = Question(select(bindparam("n", type_=Integer()).label("n")))
    with pytest.raises(KeyError):
        await pool.rows(asked, {})


async def test_what_takes_nothing_is_asked_once_for_all(
    pool: HotPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "log", None)
    asked = Question(select(literal(3).label("it")))
    told = await asyncio.gather(*(pool.rows(asked, {}) for _ in range(9)))
    assert [rows[0].it for rows in told] == [3] * 9


async def test_a_longer_text_is_not_cut(pool: HotPool) -> None:
    asked = Question(select(bindparam("it", type_=String(3)).label("it")))
    told = await asyncio.gather(*(pool.rows(asked, {"it": it}) for it in ("abcdef", "a")))
    assert [rows[0].it for rows in told] == ["abcdef", "a"]


async def test_an_address_may_say_what_only_sqlalchemy_knows(open_parts: Parts) -> None:
    url = open_parts.get(Database).engine.url.update_query_dict(
        {"prepared_statement_cache_size": "0"}
    )
    pool = HotPool(url.render_as_string(hide_password=False), parts=open_parts)
    assert (await pool.rows(Question(select(literal(3).label("it"))), {}))[0].it == 3
    await pool.close()


async def test_what_counts_is_written_alone_and_together(pool: HotPool, open_parts: Parts) -> None:
    async with open_parts.get(Database).sessions() as session:
        found = await session.execute(
            text(
                "SELECT id, district_id, community_id FROM places "
                "WHERE community_id IS NOT NULL LIMIT 1"
            )
        )
        place = found.one()

    def scan(number: int) -> dict[str, Any]:
        return {
            "id": UUID(int=number),
            "scanned_at": NOW + timedelta(seconds=number),
            "code_id": SOMEBODY,
            "place_id": place.id,
            "district_id": place.district_id,
            "community_id": place.community_id,
            "role": None if number % 2 else "resident",
            "distance_metres": number,
        }

    assert await pool.rows(SCAN_COUNTED, scan(1)) == []
    await asyncio.gather(*(pool.rows(SCAN_COUNTED, scan(number)) for number in range(2, 40)))
    async with open_parts.get(Database).sessions() as session:
        kept = await session.execute(select(Scan.__table__).order_by(Scan.distance_metres))
        assert [dict(row._mapping) for row in kept] == [scan(number) for number in range(1, 40)]
        await session.execute(insert(Scan).values(scan(99)))
        await session.rollback()


async def test_unknown_ones_get_nothing(pool: HotPool) -> None:
    assert await pool.rows(SCANNED, {"nonce": b"12345678", "version": "A"}) == []
    nobody = {"person": SOMEBODY, "session": SOMEBODY, "token": SOMEBODY, "at": NOW}
    assert await pool.rows(RECOGNISED, nobody | {"on": NOW.date()}) == []
