"""Cards with lots, in words: what came when, and until when it is good."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.blocks.ledger.models import Hold, Ledger, Transfer
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.points_lots.checker import verify
from shequ_api.features.points_lots.models import ExpiryPolicy
from shequ_api.features.points_lots.public import (
    CARD,
    coming_of,
    move_points,
    post,
    set_aside,
    standing_of,
    undo,
)
from shequ_api.features.points_lots.rules import Span
from shequ_api.features.points_lots.service.sweeping import sweep
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.ids import new_id
from tests.cast import Cast, place
from tests.features.points.earned import DISTRICT, fund

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Cards:
    """One session's cards in the district, an issuer and a shop. `now` is what all is told."""

    def __init__(self, session: AsyncSession, district_id: UUID, now: datetime) -> None:
        self.session, self.district_id, self.now = session, district_id, now

    async def open(self, name: str, kind: str = CARD) -> UUID:
        account = await open_account(
            self.session,
            ledger=Ledger.POINTS,
            owner_key=f"{kind}/{name}",
            kind=kind,
            district_id=self.district_id,
            floor=None if kind == "issuer" else 0,
            now=self.now,
        )
        return account.id

    async def policy(self, span: Span, length: int | None, *days: int) -> None:
        """From now on."""
        setter = (await self.session.scalars(select(Person.id).limit(1))).one()
        self.session.add(
            ExpiryPolicy(
                id=new_id(),
                district_id=self.district_id,
                span=span,
                length=length,
                notice_days=list(days) or [30, 7],
                valid_from=self.now,
                set_by_id=setter,
                set_at=self.now,
            )
        )
        await self.session.flush()

    async def credit(self, card: UUID, amount: int) -> Transfer:
        return await self.move(await self.open("mint", "issuer"), card, amount)

    async def move(self, debit: UUID, credit: UUID, amount: int, **more: Any) -> Transfer:
        facts: dict[str, Any] = {"key": str(new_id()), "reason": "moved", "now": self.now} | more
        return await move_points(
            self.session,
            debit_account_id=debit,
            credit_account_id=credit,
            amount=amount,
            **facts,
        )

    async def pay(self, card: UUID, amount: int, **more: Any) -> Transfer:
        return await self.move(card, await self.open("shop", "shop"), amount, **more)

    async def hold(self, card: UUID, amount: int, lasts: timedelta = 60 * DAY) -> Hold:
        return await set_aside(
            self.session,
            key=str(new_id()),
            debit_account_id=card,
            credit_account_id=await self.open("shop", "shop"),
            amount=amount,
            expires_at=self.now + lasts,
            now=self.now,
        )

    async def post(self, hold: Hold, amount: int | None = None) -> Transfer:
        return await post(
            self.session,
            key=str(new_id()),
            hold_id=hold.id,
            reason="posted",
            amount=amount,
            now=self.now,
        )

    async def undo(self, first: Transfer, **more: Any) -> Transfer:
        facts: dict[str, Any] = {"key": str(new_id()), "reason": "undone", "now": self.now} | more
        return await undo(self.session, first.id, **facts)

    async def sweep(self) -> int:
        return await sweep(self.session, self.now)

    async def stands(self, card: UUID) -> tuple[int, int, int]:
        """Balance, of which over, and available."""
        found = await standing_of(self.session, card, self.now)
        return found.balance, found.expired, found.available

    async def coming(self, card: UUID) -> dict[date, int]:
        return dict(await coming_of(self.session, card, self.now))

    async def prove(self) -> None:
        assert await verify(self.session) == []
        assert await ledger_checker.verify(self.session) == []


@asynccontextmanager
async def at_the_counter(database: Database, now: datetime) -> AsyncIterator[Cards]:
    """Cards in a transaction of their own, which is committed."""
    async with database.sessions() as session, session.begin():
        yield Cards(session, (await place(session, DISTRICT)).id, now)


async def lotted(session: AsyncSession, cast: Cast, times: int) -> None:
    """A district that says again and again that points do not expire, and lots of the resident."""
    for _ in range(times):
        now = utc_now()
        await Cards(session, cast.places[DISTRICT], now).policy(Span.NEVER, None)
        await fund(session, cast, "resident", 1, now=now)
    await session.commit()
