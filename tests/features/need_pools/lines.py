"""Some of each, for lists: needs, pools that gather, and one that was delivered and rated."""

from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.need_pools.circle import Circle

WHO = ("resident", "same_building", "same_compound")


async def gathered(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """As many of each; the delivered one by its name among the cast's places."""
    circle = Circle(client, cast, session)
    delivered = await circle.pool(least_members=1)
    for by in WHO[:lines]:
        await circle.need()
        await circle.joined(delivered, by)
        await circle.joined(await circle.pool(), "resident")
    await circle.step(delivered, "closing")
    await circle.step(delivered, "order", {"text": "三台"})
    await circle.step(delivered, "delivery")
    for by in WHO[:lines]:
        path = f"/need-pools/{delivered['id']}/my-rating"
        await circle.got("PUT", path, {"score": 5}, by=by)
    cast.places["need_pool"] = UUID(delivered["id"])
