"""A partner's books: what residents paid it, and its statements."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.partner_settlements.models import SettlementStatement
from shequ_api.features.partner_settlements.service.drafting import draft
from shequ_api.features.partners.models import Partner
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.redemptions.market import Market, balance_of

STAFF, PAYER, SHOP = "community_worker", "grid_chief", "partner"


class Books(Market):
    """The partner's people, and those of the community."""

    def __init__(
        self,
        client: AsyncClient,
        cast: Cast,
        session: AsyncSession,
        partner: Partner,
        goods: UUID,
    ) -> None:
        super().__init__(client, cast)
        self.session, self.partner, self.goods = session, partner, goods

    async def bought(self, times: int = 1) -> list[str]:
        """Orders of the resident that were handed over: 30 points and 1 yuan each."""
        made = []
        for _ in range(times):
            order = await self.redeemed(self.goods)
            answer = await self.handed_over(order["pick_up_code"])
            assert answer.status_code == 201, answer.text
            made.append(str(order["id"]))
        return made

    async def sold(self, points: int = 30) -> str:
        """A sale to the resident at the stall, for so many points."""
        headers = await self.cast.headers("resident")
        shown = await self.client.post("/api/v1/me/stall-codes", headers=headers)
        body = {"goods_id": str(self.goods), "code": shown.json()["code"]}
        body |= {"edition_number": 1, "amount_points": points}
        return str((await self.done(SHOP, "PUT", f"/stall-sales/{new_id()}", json=body))["id"])

    async def drafted(self, *, ahead: int = 1) -> str:
        """A statement as it is drafted some days later, for all that was until then."""
        later = china_midnight(self.day(ahead)) + timedelta(hours=1)
        made = await draft(self.session, None, self.partner, ends_on=self.day(ahead), now=later)
        # What moves from now on is later than that, as it is on the ledger.
        moved = text("UPDATE ledger_accounts SET moved_at = :at WHERE owner_key = :key")
        key = f"partner/{self.partner.id}"
        await self.session.execute(moved, {"at": later, "key": key})
        await self.session.commit()
        return str(made.id)

    def day(self, ahead: int) -> date:
        return china_date(utc_now()) + timedelta(days=ahead)

    async def lines(self, statement: str) -> list[dict[str, Any]]:
        path = f"/settlement-statements/{statement}/lines?limit=100"
        return list((await self.done(SHOP, "GET", path))["items"])

    async def reconciled(self, statement: str) -> dict[str, Any]:
        """What the proof says, which holds."""
        path = f"/settlement-statements/{statement}/reconciliation"
        said = await self.done(STAFF, "GET", path)
        assert said["reconciles"], said
        return said

    async def paid(self, statement: str) -> dict[str, Any]:
        """Confirmed, prepared and paid."""
        path = f"/settlement-statements/{statement}"
        await self.done(SHOP, "PUT", f"{path}/confirmation")
        await self.done(STAFF, "PUT", f"{path}/preparation")
        body = {"reference": "转账 0031"}
        return await self.done(PAYER, "POST", f"{path}/payment", json=body)

    async def owed(self) -> int:
        """Points on the partner's account."""
        return await balance_of(self.session, f"partner/{self.partner.id}")

    async def settled(self) -> int:
        """Points of the community's settlement account."""
        return await balance_of(self.session, f"settlement/{self.partner.community_id}")

    async def statement(self, statement: str) -> SettlementStatement:
        return await self.session.get_one(
            SettlementStatement, UUID(statement), populate_existing=True
        )

    async def agreed(self, period: str) -> None:
        """The period of the partner's agreement."""
        change = text("UPDATE partner_agreements SET settlement_period = :period")
        await self.session.execute(change, {"period": period})
        await self.session.commit()


def next_month(now: datetime) -> datetime:
    """An hour into the first day of the next month, in China."""
    first = (china_date(now).replace(day=1) + timedelta(days=32)).replace(day=1)
    return china_midnight(first) + timedelta(hours=1)
