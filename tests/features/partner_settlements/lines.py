"""Some of each, for lists: orders, what was handed over, statements and their lines."""

from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.partner_settlements.books import Books
from tests.features.points.earned import fund
from tests.features.redemptions.market import goods_of, partner_at


async def settled(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """Statements of the cast's partner, of which the first has so many lines."""
    partner = await partner_at(session, cast)
    goods = await goods_of(session, partner, points=1, stock=None)
    await fund(session, cast, "resident", 5 * lines, now=utc_now())
    await session.commit()
    books = Books(client, cast, session, partner, goods)
    await books.bought(lines)
    for _ in range(lines):
        await books.sold(1)
    cast.places["statement"] = UUID(await books.drafted())
    for number in range(1, lines):
        await books.bought()
        await books.drafted(ahead=1 + number)
