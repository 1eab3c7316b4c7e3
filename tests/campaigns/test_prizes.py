"""More people than prizes, over HTTP at two server processes: each prize goes once, and whoever
comes too late is told so."""

import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from functools import partial
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select

from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.features.points_lots import checker as lots_checker
from shequ_api.features.redemptions.models import Redemption
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.campaigns.crowd import at_once, clients
from tests.campaigns.people import Member, buyers
from tests.campaigns.servers import Servers, serving
from tests.cast import Cast
from tests.conftest import opened
from tests.features.redemptions.market import API, goods_of, partner_at, stock_of

pytestmark = pytest.mark.campaign

BUYERS, PRIZES, PRICE, POINTS = 1_000, 100, 30, 50


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "prizes") as parts:
        yield parts


@pytest.fixture
def servers(parts: Parts) -> Iterator[Servers]:
    url = parts.get(Database).engine.url.render_as_string(hide_password=False)
    with serving(url) as running:
        yield running


async def _order(buyer: Member, goods_id: UUID, client: AsyncClient) -> Response:
    headers = {**buyer.headers, "Idempotency-Key": str(new_id())}
    body = {"goods_id": str(goods_id), "quantity": 1}
    return await client.post(f"{API}/redemptions", json=body, headers=headers)


async def test_a_hundred_prizes(parts: Parts, servers: Servers) -> None:
    cast = await Cast.found(parts)
    async with parts.get(Database).sessions() as session, session.begin():
        partner = await partner_at(session, cast)
        goods_id = await goods_of(session, partner, points=PRICE, stock=PRIZES, title="奖品")
    crowd = await buyers(parts, cast, BUYERS, POINTS)
    async with clients(servers.url) as client:
        came = await at_once(client, [partial(_order, buyer, goods_id) for buyer in crowd])
    sys.stdout.write(f"{BUYERS} buyers, {PRIZES} prizes: {came.told()} {dict(came.outcomes)}\n")
    assert came.outcomes == {(201, ""): PRIZES, (409, "sold_out"): BUYERS - PRIZES}
    await _exact(parts, goods_id, {each.json()["id"] for each in came.answers if each.is_success})


async def _exact(parts: Parts, goods_id: UUID, acknowledged: set[str]) -> None:
    async with parts.get(Database).sessions() as session:
        assert await stock_of(session, goods_id) == (0, PRIZES)
        orders = list(await session.scalars(select(Redemption)))
        assert {str(order.id) for order in orders} == acknowledged
        holds = select(func.count(), func.sum(Hold.amount)).where(Hold.status == HoldStatus.HELD)
        assert (await session.execute(holds)).one() == (PRIZES, PRIZES * PRICE)
        cards = select(Account.balance, Account.held).where(Account.kind == "card")
        found = Counter((await session.execute(cards)).all())
        assert {state: n for state, n in found.items() if state[0]} == {
            (POINTS, PRICE): PRIZES,
            (POINTS, 0): BUYERS - PRIZES,
        }
        assert await total_of(session, ledger=Ledger.POINTS) == 0
        assert await ledger_checker.verify(session) == []
        assert await lots_checker.verify(session) == []
