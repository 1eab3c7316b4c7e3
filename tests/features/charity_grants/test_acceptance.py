"""Who is helped takes it themself."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity.models import Pool
from tests.features.charity_grants.aid import Aid, card_balance


async def test_who_is_helped_takes_it_themself(aid: Aid, pool: Pool, session: AsyncSession) -> None:
    proposal = await aid.propose(pool.id)
    assert (await aid.got("resident", "/me/charity-grants"))["items"] == []
    await aid.approve(proposal)
    await aid.confirm(proposal)
    [mine] = (await aid.got("resident", "/me/charity-grants"))["items"]
    assert (mine["id"], mine["state"]) == (proposal, "granted")
    path = f"/me/charity-grants/{proposal}/acceptance"
    assert await aid.refused("same_building", "POST", path) == (404, "not_found")
    assert (await aid.got("same_building", "/me/charity-grants"))["items"] == []
    assert (await aid.did("resident", "POST", path))["state"] == "delivered"
    assert (await aid.did("resident", "POST", path))["state"] == "delivered"
    assert await card_balance(session, aid.cast, "resident") == 30
    goods = await aid.granted(pool.id, form="goods")
    taken = f"/me/charity-grants/{goods}/acceptance"
    assert await aid.refused("resident", "POST", taken) == (409, "not_for_a_card")
    assert UUID(goods) != UUID(proposal)
