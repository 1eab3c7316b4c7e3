"""Whoever is refused a hold waits for nobody while they keep a card from others."""

import asyncio
from typing import Any

from sqlalchemy import text

from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.refusals import BalanceTooLow
from shequ_api.features.points_lots.public import set_aside
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.features.points_lots.cards import DAY, at_the_counter

WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted"
)


async def done_or_waiting(database: Database, task: asyncio.Task[Any]) -> None:
    """Until somebody is done, or waits for a row that another holds."""
    while not task.done():
        async with database.sessions() as session:
            if await session.scalar(WAITING):
                return


async def test_a_hold_that_is_too_much_meets_a_payment(open_parts: Parts) -> None:
    """The shop was opened first: a payment locks it first, as its id comes first."""
    database, now = open_parts.get(Database), utc_now()
    async with at_the_counter(database, now) as cards:
        shop = await cards.open(f"early-{new_id()}", "shop")
        card = await cards.open(f"late-{new_id()}")
        await cards.credit(card, 10)
    assert shop < card

    async def too_much() -> str:
        async with at_the_counter(database, now) as cards:
            try:
                await set_aside(
                    cards.session,
                    key=str(new_id()),
                    debit_account_id=card,
                    credit_account_id=shop,
                    amount=11,
                    expires_at=now + DAY,
                    now=now,
                )
            except BalanceTooLow as refused:
                return refused.code
        return "held"

    async with at_the_counter(database, now) as payer:
        await lock_accounts(payer.session, {shop})  # as in the midst of a payment
        refused = asyncio.create_task(too_much())
        await done_or_waiting(database, refused)
        paid = await asyncio.wait_for(payer.move(card, shop, 10), 20)
    assert await refused == "balance_too_low"
    assert paid.amount == 10
