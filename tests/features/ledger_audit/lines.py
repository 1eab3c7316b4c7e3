"""Some of each thing of the ledgers, for lists to show."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.proofs import prove
from shequ_api.kit.clock import utc_now
from tests.blocks.ledger.books import Books
from tests.cast import Cast

DISTRICT = "510108000000"


async def audited(session: AsyncSession, cast: Cast, many: int) -> None:
    """Accounts with lines, and proofs; an account's id among the cast's places."""
    books = Books(session, cast.places[DISTRICT], now=utc_now())
    card = await books.card("card", 100)
    for number in range(many):
        await books.give(card, await books.open(f"shop-{number}"), 1)
        await prove(session, whole=False, made_by="clock", now=books.now)
        books.now += timedelta(minutes=1)
    cast.places["ledger_account"] = card
    await session.commit()
