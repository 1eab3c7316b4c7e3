"""Lines of a family card, for lists."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.points.earned import fund
from tests.features.redemptions.market import Market


async def pooled(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """The resident's family card, into which they paid so many times."""
    market = Market(client, cast)
    await fund(session, cast, "resident", lines, now=utc_now())
    await session.commit()
    await market.done("resident", "POST", "/me/family-card")
    for _ in range(lines):
        body = {"amount_points": 1}
        await market.done("resident", "POST", "/me/family-card/pay-ins", json=body)
