"""Some of each, for lists: partners, terms, agreements; goods, editions, stock moves."""

from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import STAFF

SELLERS = ("newcomer", "same_compound", "far_resident")


async def sold(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """Partners that trade, of whom the first has several agreements, applications and goods on the
    shelf; of these the first have several editions and stock moves."""
    stall = Stall(client, cast, session)
    first, *others = SELLERS[:lines]
    for other in others:
        await stall.active(other)
    partner = await stall.active(first)
    for _ in range(lines - 1):
        agreement = await stall.offered(partner)
        await stall.done(STAFF, "POST", f"/partner-agreements/{agreement}/withdrawal")
        again = await stall.applied(first)
        await stall.done(first, "POST", f"/partners/{again}/withdrawal")
    goods = [await stall.goods(first, title=f"大米{number}") for number in range(lines)]
    for one in goods:
        await stall.approve(one, first)
    for _ in range(lines - 1):
        path = f"/goods/{goods[0]}"
        await stall.done(first, "POST", f"{path}/editions", json=stall.promise())
        more = {"change": 1, "reason": "supplied"}
        await stall.done(first, "POST", f"{path}/stock-moves", json=more)
    cast.places["partner"], cast.places["goods"] = UUID(partner), UUID(goods[0])
