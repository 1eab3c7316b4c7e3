"""Notices and disclosures in one order; strangers see what is public, people what is theirs."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.base.people.asking import API, ask
from tests.cast import HOME, Cast
from tests.counting import Queries
from tests.features.notices.board import Board as Notices
from tests.features.open_affairs.board import Board as Disclosures

BUILDING = f"{HOME}-c1-b1"


@pytest.fixture
def notices(client: AsyncClient, cast: Cast) -> Notices:
    return Notices(client, cast)


@pytest.fixture
def disclosures(client: AsyncClient, cast: Cast) -> Disclosures:
    return Disclosures(client, cast)


async def feed(
    client: AsyncClient, cast: Cast, who: str | None, at: str = BUILDING, **query: Any
) -> Any:
    path = f"/places/{cast.places[at]}/feed"
    if who is None:
        answer = await client.get(API + path, params=query)
    else:
        answer = await ask(client, cast, who, "GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_sees_what_is_theirs_in_one_order(
    client: AsyncClient, cast: Cast, notices: Notices, disclosures: Disclosures
) -> None:
    said = [
        await notices.published(public=True),
        await disclosures.published(),
        await notices.published(BUILDING),
        await notices.published(audiences=["grid_worker"]),
        await disclosures.published(f"{HOME}-c1"),
    ]
    first, second, ours, workers, last = (each["id"] for each in said)

    async def seen(who: str | None, at: str = BUILDING) -> list[str]:
        return [each["id"] for each in (await feed(client, cast, who, at))["items"]]

    assert await seen(None) == [last, second, first]
    assert await seen("far_resident") == [last, second, first]
    assert await seen("resident") == [last, ours, second, first]
    assert await seen("micro_grid_worker") == [last, workers, second, first]
    assert await seen("resident", f"{HOME}-c2") == [second, first]
    assert await seen(None, "510108000000") == []


async def test_pages_neither_lose_nor_repeat(
    client: AsyncClient,
    cast: Cast,
    notices: Notices,
    disclosures: Disclosures,
    queries: Queries,
) -> None:
    said = []
    for _ in range(3):
        said += [await notices.published(public=True), await disclosures.published()]
    known, path = await cast.headers("resident"), f"{API}/places/{cast.places[BUILDING]}/feed"
    met: list[tuple[str, str]] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        with queries() as asked:
            answer = await client.get(path, params={"limit": "2"} | cursor, headers=known)
        assert len(asked) <= 7, "\n".join(each[:150] for each in asked)
        page = answer.json()
        met += [(each["kind"], each["id"]) for each in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert page["next_cursor"] is None
    kinds = ["notice", "disclosure"] * 3
    expected = [(kind, one["id"]) for kind, one in zip(kinds, said, strict=True)]
    assert met == expected[::-1]
    [item] = (await feed(client, cast, None, limit=1))["items"]
    told = ("title", "category_title", "answered_by", "number")
    assert [item[name] for name in told] == ["第三季度收支", "居务公开", "致强社区居委会", 1]
