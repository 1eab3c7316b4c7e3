"""Members of the cast who help a household, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account, transfer
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity.queries import general_pool_of
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.points.service.cards import open_card
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1"
HOUSE = f"{HOME}-c1-b1-u1-d101"
NEXT_DOOR = f"{HOME}-c1-b1-u1-d102"
DISTRICT = "510108000000"
WORKER, CHIEF, STAFF = "micro_grid_worker", "grid_chief", "community_worker"
NEED = "独居，近期住院，行动不便"


class Aid:
    """Who proposes, decides, delivers and receives."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast
        self._headers: dict[str, dict[str, str]] = {}

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        if who not in self._headers:
            self._headers[who] = await self.cast.headers(who)
        key = more.pop("key", None) or (str(new_id()) if method == "POST" else None)
        headers = {**self._headers[who], **({"Idempotency-Key": key} if key else {})}
        if path.endswith("/reveals"):
            headers.pop("Idempotency-Key", None)
        return await self.client.request(method, API + path, headers=headers, **more)

    async def did(self, who: str, method: str, path: str, **body: Any) -> Any:
        answer = await self.ask(who, method, path, json=body or None)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    async def refused(self, who: str, method: str, path: str, **body: Any) -> tuple[int, str]:
        answer = await self.ask(who, method, path, json=body or None)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    async def got(self, who: str, path: str, **query: Any) -> Any:
        answer = await self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pool(self, session: AsyncSession, points: int = 0) -> Pool:
        """The general pool of the home community, with so many points more in it."""
        home = self.cast.places[HOME]
        pool: Pool = (await session.scalars(general_pool_of(home))).one()
        if points:
            await fill(session, self.cast, pool.account_id, points)
            await session.commit()
        return pool

    def draft(self, pool_id: UUID, **changes: Any) -> dict[str, Any]:
        body = {
            "place_id": str(self.cast.places[HOUSE]),
            "pool_id": str(pool_id),
            "person_id": str(self.cast.people["resident"]),
            "form": "points",
            "need": NEED,
            "use": "共享食堂用餐",
            "points": 30,
        } | changes
        return {name: value for name, value in body.items() if value is not ...}

    async def propose(self, pool_id: UUID, who: str = WORKER, **changes: Any) -> str:
        made = await self.did(who, "POST", "/charity/proposals", **self.draft(pool_id, **changes))
        return str(made["id"])

    async def approve(self, proposal: str, who: str = CHIEF) -> Any:
        return await self.did(who, "PUT", f"/charity/proposals/{proposal}/approval")

    async def confirm(self, proposal: str, who: str = STAFF) -> Any:
        return await self.did(who, "POST", f"/charity/proposals/{proposal}/grant")

    async def granted(self, pool_id: UUID, **changes: Any) -> str:
        proposal = await self.propose(pool_id, **changes)
        await self.approve(proposal)
        await self.confirm(proposal)
        return proposal

    def delivery(self, proposal: str, **changes: Any) -> dict[str, Any]:
        return {
            "proposal_id": proposal,
            "proof": "witness",
            "handed_at": utc_now().isoformat(),
            "receiver_name": "李小梅",
            "witness_name": "王小四",
        } | changes

    async def deliver(
        self, proposal: str, who: str = WORKER, delivery_id: UUID | None = None, **changes: Any
    ) -> Response:
        path = f"/charity/deliveries/{delivery_id or new_id()}"
        return await self.ask(who, "PUT", path, json=self.delivery(proposal, **changes))


async def fill(session: AsyncSession, cast: Cast, account_id: UUID, points: int) -> None:
    """Points from nowhere in an account."""
    issuer = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key="issuer/tests-of-charity",
        kind="issuer",
        district_id=cast.places[DISTRICT],
        floor=None,
        now=utc_now(),
    )
    await transfer(
        session,
        key=f"fill/{new_id()}",
        debit_account_id=issuer.id,
        credit_account_id=account_id,
        amount=points,
        reason="测试",
        now=utc_now(),
    )


async def account(session: AsyncSession, account_id: UUID) -> tuple[int, int]:
    """Balance and what is held, as they are now."""
    found = select(Account.balance, Account.held).where(Account.id == account_id)
    row = (await session.execute(found)).one()
    return row.balance, row.held


async def card_balance(session: AsyncSession, cast: Cast, key: str) -> int:
    card = await open_card(
        session, person_id=cast.people[key], district_id=cast.places[DISTRICT], now=utc_now()
    )
    return (await account(session, card.account_id))[0]


async def long_ago(session: AsyncSession, cast: Cast, proposal: str, days: int) -> None:
    """Let a grant have been confirmed so many days earlier, its hold with it."""
    await enter_district(session, cast.places[DISTRICT])
    row = await session.get_one(Proposal, UUID(proposal), populate_existing=True)
    assert row.confirmed_at is not None and row.deliver_until is not None
    row.confirmed_at -= timedelta(days=days)
    row.deliver_until -= timedelta(days=days)
    await session.flush()
    await leave_walls(session)
