"""A small book-keeper for the tests: accounts by name, an issuer that feeds them, a clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import holds, queries, service
from shequ_api.blocks.ledger.models import Account, Hold, Ledger, Transfer
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def this_noon() -> datetime:
    """Noon in China today: the audit log has partitions for the months around it."""
    return china_midnight(china_date(utc_now())) + 12 * HOUR


@dataclass
class Books:
    """One session's books. `now` is what every call is told unless it is told otherwise."""

    session: AsyncSession
    district_id: UUID
    now: datetime = NOON
    prefix: str = field(default_factory=lambda: str(new_id()))

    async def open(self, name: str, *, floor: int | None = 0, **more: Any) -> UUID:
        facts: dict[str, Any] = {"ledger": Ledger.POINTS, "district_id": self.district_id} | more
        account: Account = await service.open_account(
            self.session,
            owner_key=f"{name}/{self.prefix}",
            kind="mint" if floor is None else "purse",
            floor=floor,
            now=self.now,
            **facts,
        )
        return account.id

    async def card(self, name: str, amount: int) -> UUID:
        """An account with a floor of 0 that the issuer gave this amount."""
        issuer, card = await self.open("issuer", floor=None), await self.open(name)
        if amount:
            await self.give(issuer, card, amount)
        return card

    async def give(self, debit: UUID, credit: UUID, amount: int, **more: Any) -> Transfer:
        facts: dict[str, Any] = {"key": str(new_id()), "reason": "given", "now": self.now} | more
        return await service.transfer(
            self.session, debit_account_id=debit, credit_account_id=credit, amount=amount, **facts
        )

    async def hold(self, debit: UUID, credit: UUID, amount: int, **more: Any) -> Hold:
        facts: dict[str, Any] = {"key": str(new_id()), "expires_at": self.now + HOUR} | more
        facts = {"now": self.now} | facts
        return await holds.hold(
            self.session, debit_account_id=debit, credit_account_id=credit, amount=amount, **facts
        )

    async def post(self, hold: Hold, **more: Any) -> Transfer:
        facts: dict[str, Any] = {"key": str(new_id()), "reason": "posted", "now": self.now} | more
        return await holds.post(self.session, hold_id=hold.id, **facts)

    async def void(self, hold: Hold) -> Hold:
        return await holds.void(self.session, hold_id=hold.id, now=self.now)

    async def reverse(self, transfer: Transfer, **more: Any) -> Transfer:
        facts: dict[str, Any] = {"key": str(new_id()), "reason": "reversed", "now": self.now} | more
        return await service.reverse(self.session, transfer_id=transfer.id, **facts)

    async def stands(self, account_id: UUID) -> tuple[int, int]:
        """Balance and what is available of it, now."""
        found = await queries.balance_now(self.session, account_id=account_id, now=self.now)
        return found.balance, found.available
