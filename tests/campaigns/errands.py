"""Clients that move points at servers which die: each asks again with its key until it is told."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response, TransportError

from shequ_api.kit.ids import new_id
from tests.campaigns.crowd import code_of
from tests.campaigns.people import Member
from tests.features.redemptions.market import API

AGAIN = {(503, "database_unavailable"), (503, "unavailable"), (409, "idempotency_in_progress")}
"""Answers after which the same is asked again. Any other 5xx is a fault."""
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Errand:
    """One request, which is the same however often it is sent."""

    member: Member
    kind: str
    method: str
    path: str
    body: Any
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was acknowledged: the answer to the byte, and what it says."""

    errand: Errand
    content: bytes
    said: dict[str, Any]


@dataclass
class Book:
    """What was acknowledged, in order, and what else was said."""

    done: list[Done] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0
    told_again: Counter[str] = field(default_factory=Counter)

    def of(self, kind: str) -> list[Done]:
        return [one for one in self.done if one.errand.kind == kind]


class Street:
    """Shoppers and one stall, who go on until they are told to stop, and stand still when asked."""

    def __init__(self, client: AsyncClient, stall: Member, pool_id: str, goods_id: str) -> None:
        self.client, self.stall = client, stall
        self.pool_id, self.goods_id = pool_id, goods_id
        self.book = Book()
        self.going, self.over = asyncio.Event(), False
        self.under_way = 0

    async def shop(self, member: Member, chance: random.Random) -> None:
        """Give or order; an order stays, is cancelled or handed over, and maybe refunded."""
        while not self.over:
            await self.going.wait()
            self.under_way += 1
            try:
                if chance.random() < 0.4:
                    await self._give(member, chance)
                else:
                    await self._order(member, chance)
            finally:
                self.under_way -= 1

    async def still(self) -> None:
        """Nobody begins anything, and all that was begun has been told."""
        self.going.clear()
        while self.under_way:  # noqa: ASYNC110 - a few ms late
            await asyncio.sleep(0.01)

    async def _give(self, member: Member, chance: random.Random) -> None:
        body = {"pool_id": self.pool_id, "amount_points": chance.randint(1, 5)}
        await self.run(_post(member, "gift", "/charity/donations", body))

    async def _order(self, member: Member, chance: random.Random) -> None:
        body = {"goods_id": self.goods_id, "quantity": 1}
        order = await self.run(_post(member, "order", "/redemptions", body))
        if order is None:
            return
        path, lot = f"/redemptions/{order['id']}", chance.random()
        if lot < 0.3:
            await self.run(_post(member, "cancellation", f"{path}/cancellation", {}))
        elif lot < 0.8:
            code, record = {"code": order["pick_up_code"]}, f"/stall-records/{new_id()}"
            await self.run(Errand(self.stall, "handing", "PUT", record, code, ""))
            if lot > 0.6:
                await self.run(_post(self.stall, "refund", f"{path}/refund", {"reason": "破损"}))

    async def run(self, errand: Errand) -> dict[str, Any] | None:
        """Send it until an answer comes that stays."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    answer = await send(self.client, errand)
                except TransportError:
                    self.book.unanswered += 1
                    await asyncio.sleep(0.05)
                    continue
                if answer.is_success:
                    done = Done(errand, answer.content, answer.json())
                    self.book.done.append(done)
                    return done.said
                said = (answer.status_code, code_of(answer))
                if said not in AGAIN:
                    self.book.refused[f"{errand.kind}: {said[0]} {said[1]}"] += 1
                    if answer.status_code >= 500:
                        self.book.faults.append(answer.text)
                    return None
                self.book.told_again[said[1]] += 1
                await asyncio.sleep(0.05)


def _post(member: Member, kind: str, path: str, body: Any) -> Errand:
    return Errand(member, kind, "POST", path, body, str(new_id()))


async def send(client: AsyncClient, errand: Errand) -> Response:
    headers = dict(errand.member.headers)
    if errand.key:
        headers["Idempotency-Key"] = errand.key
    return await client.request(
        errand.method, f"{API}{errand.path}", json=errand.body, headers=headers
    )
