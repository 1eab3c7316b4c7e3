"""Giving points over HTTP, and the open ledger."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.charity.landing import POOL
from shequ_api.features.charity.models import Donation
from shequ_api.features.charity.module import MODULE
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, NEIGHBOUR, Cast, place
from tests.counting import Queries
from tests.features.five_codes.looking import said_by
from tests.features.points.earned import actor_of, fund

DONATIONS, POOLS = "/api/v1/charity/donations", "/api/v1/charity/pools"


@pytest.fixture
async def donors(session: AsyncSession, cast: Cast) -> AsyncIterator[Cast]:
    """The cast, with 30 points on the cards of two of them."""
    for key in ("resident", "micro_grid_worker"):
        await fund(session, cast, key, 30, now=utc_now())
    await session.commit()
    yield cast


async def give(client: AsyncClient, cast: Cast, donor: str, **body: Any) -> Response:
    headers = {**await cast.headers(donor), "Idempotency-Key": str(uuid4())}
    body = {"community_id": str(cast.places[HOME]), "amount_points": 5} | body
    sent = {name: value for name, value in body.items() if value is not ...}
    return await client.post(DONATIONS, json=sent, headers=headers)


async def pools(client: AsyncClient, cast: Cast, community: str = HOME) -> list[dict[str, Any]]:
    params = {"community_id": str(cast.places[community])}
    answer = await client.get(POOLS, headers=await cast.headers("newcomer"), params=params)
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_points_go_from_the_card_to_the_pool(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    made = await give(client, donors, "resident", amount_points=12, message="给邻居")
    assert made.status_code == 201
    receipt = made.json()
    card = await client.get("/api/v1/points/card", headers=await donors.headers("resident"))
    assert card.json()["balance_points"] == 18
    [pool] = await pools(client, donors)
    assert pool["id"] == receipt["pool_id"]
    assert (pool["balance_points"], pool["donated_points"], pool["donors"]) == (12, 12, 1)
    assert pool["title"] == "致强社区公益池"
    moved = await session.get_one(Transfer, receipt["transfer_id"])
    assert (moved.reference_kind, str(moved.reference_id)) == ("donation", receipt["id"])
    lines = await client.get("/api/v1/points/card/lines", headers=await donors.headers("resident"))
    assert lines.json()["items"][0]["amount_points"] == -12
    assert lines.json()["items"][0]["reason"] == "捐给致强社区公益池"
    [announced] = await session.scalars(select(Event.facts).where(Event.name == "donation_made"))
    assert announced["subject_id"] == receipt["id"]
    assert not await verify(session)


async def test_the_open_ledger_names_nobody_whole(client: AsyncClient, donors: Cast) -> None:
    await give(client, donors, "resident")
    await give(client, donors, "micro_grid_worker", amount_points=2, anonymous=True)
    await give(client, donors, "resident", amount_points=1)
    [pool] = await pools(client, donors)
    assert (pool["donated_points"], pool["donors"]) == (8, 2)
    headers = await donors.headers("far_resident")
    path, seen, cursor = f"{POOLS}/{pool['id']}/donations", [], None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = await client.get(path, headers=headers, params=params)
        assert "甲居民" not in page.text and "甲微格" not in page.text
        assert str(donors.people["micro_grid_worker"]) not in page.text
        seen += [(line["donor"], line["amount_points"]) for line in page.json()["items"]]
        if (cursor := page.json()["next_cursor"]) is None:
            break
    assert seen == [("甲*民", 1), ("匿名", 2), ("甲*民", 5)]


async def test_more_than_there_is_moves_nothing(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    for donor, balance in (("resident", 30), ("same_building", 0), ("newcomer", 0)):
        refused = await give(client, donors, donor, amount_points=31)
        assert (refused.status_code, refused.json()["code"]) == (409, "balance_too_low")
        assert refused.json()["balance"] == refused.json()["available"] == balance
    assert await session.scalar(select(func.count()).select_from(Donation)) == 0
    assert not list(await session.scalars(select(Event).where(Event.name == "donation_made")))
    assert (await give(client, donors, "resident", amount_points=30)).status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"community_id": ...}, 422, "one_pool_or_community"),
        ({"pool_id": str(uuid4())}, 422, "one_pool_or_community"),
        ({"pool_id": str(uuid4()), "community_id": ...}, 404, "not_found"),
        ({"community_id": str(uuid4())}, 404, "not_found"),
        ({"amount_points": 0}, 422, "malformed"),
        ({"amount_points": -5}, 422, "malformed"),
        ({"amount_points": True}, 422, "malformed"),
        ({"amount_points": "5"}, 422, "malformed"),
        ({"amount_points": 1.0}, 422, "malformed"),
        ({"amount_points": 2**31}, 422, "malformed"),
        ({"amount_points": ...}, 422, "malformed"),
        ({"message": "   "}, 422, "malformed"),
        ({"message": "长" * 101}, 422, "malformed"),
        ({"message": "a\x00b"}, 422, "malformed"),
        ({"donor_id": str(uuid4())}, 422, "malformed"),
    ],
)
async def test_refusals(
    client: AsyncClient,
    donors: Cast,
    session: AsyncSession,
    body: dict[str, Any],
    status: int,
    code: str,
) -> None:
    answer = await give(client, donors, "resident", **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await session.scalar(select(func.count()).select_from(Donation)) == 0


async def test_only_communities_have_pools(client: AsyncClient, donors: Cast) -> None:
    for code in ("510108000000", f"{HOME}-c1-b1"):
        answer = await give(client, donors, "resident", community_id=str(donors.places[code]))
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_community")


async def test_a_key_is_needed_and_says_the_same_again(client: AsyncClient, donors: Cast) -> None:
    headers = await donors.headers("resident")
    body = {"community_id": str(donors.places[HOME]), "amount_points": 5}
    bare = await client.post(DONATIONS, json=body, headers=headers)
    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency_key_required")
    keyed = {**headers, "Idempotency-Key": "thanks"}
    first, again = [await client.post(DONATIONS, json=body, headers=keyed) for _ in range(2)]
    assert first.json() == again.json() and again.headers["idempotency-replayed"] == "true"
    other = await client.post(DONATIONS, json=body | {"amount_points": 6}, headers=keyed)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    [pool] = await pools(client, donors)
    assert pool["donated_points"] == 5


async def test_a_refused_donation_may_be_tried_again_with_its_key(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = {**await cast.headers("resident"), "Idempotency-Key": "later"}
    body = {"community_id": str(cast.places[HOME]), "amount_points": 5}
    assert (await client.post(DONATIONS, json=body, headers=headers)).status_code == 409
    await fund(session, cast, "resident", 5, now=utc_now())
    await session.commit()
    assert (await client.post(DONATIONS, json=body, headers=headers)).status_code == 201


async def test_strangers_see_and_give_nothing(client: AsyncClient, donors: Cast) -> None:
    [pool] = await pools(client, donors)
    asked = {"community_id": str(donors.places[HOME])}
    assert (await client.get(POOLS, params=asked)).status_code == 401
    assert (await client.get(f"{POOLS}/{pool['id']}/donations")).status_code == 401
    key = {"Idempotency-Key": "stranger"}
    assert (await client.post(DONATIONS, json=asked, headers=key)).status_code == 401
    headers = await donors.headers("resident")
    assert (await client.get(f"{POOLS}/{uuid4()}/donations", headers=headers)).status_code == 404
    assert (await client.get(POOLS, headers=headers)).status_code == 422
    nowhere = await client.get(POOLS, headers=headers, params={"community_id": str(uuid4())})
    assert nowhere.json() == {"items": [], "next_cursor": None}


async def test_neighbours_have_a_pool_of_their_own(client: AsyncClient, donors: Cast) -> None:
    there = str(donors.places[NEIGHBOUR])
    assert (await give(client, donors, "resident", community_id=there)).status_code == 201
    [home], [neighbour] = await pools(client, donors), await pools(client, donors, NEIGHBOUR)
    assert (home["balance_points"], neighbour["balance_points"]) == (0, 5)


async def test_a_donation_is_a_few_statements(
    client: AsyncClient, donors: Cast, queries: Queries
) -> None:
    [pool] = await pools(client, donors)
    headers = {**await donors.headers("resident"), "Idempotency-Key": "counted"}
    body = {"pool_id": pool["id"], "amount_points": 1}
    with queries() as seen:
        answer = await client.post(DONATIONS, json=body, headers=headers)
    assert answer.status_code == 201
    # Who asks, the key (2), pool, card, the fact, the transfer, the donation, the key's answer.
    assert len(seen) <= 15, len(seen)


async def test_what_was_given_stays_written(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    await give(client, donors, "resident")
    for change in ("UPDATE charity_donations SET amount_points = 1", "DELETE FROM earnings"):
        with pytest.raises(DBAPIError, match=r"denied|never changed"):
            async with session.begin_nested():
                await session.execute(text(change))


async def test_the_landing_shows_everybody_what_is_in_the_pool(
    client: AsyncClient, donors: Cast, session: AsyncSession
) -> None:
    await give(client, donors, "resident")
    building = await place(session, f"{HOME}-c1-b1")
    actor = actor_of(donors, "newcomer")
    for who in (None, actor):
        card = await said_by(POOL, session, who, building)
        assert card is not None
        assert (card.head, card.title, card.facts["balance_points"]) == (
            "view",
            "致强社区公益池",
            5,
        )
    assert await said_by(POOL, session, None, await place(session, "510108")) is None
    [action] = MODULE.actions
    assert (action.head, action.title, action.parameters) == ("order", "捐积分", ("community_id",))
