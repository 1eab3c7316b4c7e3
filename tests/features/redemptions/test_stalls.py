"""Who stands at a stall."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.partners.models import Partner
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.redemptions.market import Market, goods_of


async def test_whoever_stands_for_no_organisation_has_no_stall(
    market: Market, partner: Partner, session: AsyncSession, cast: Cast
) -> None:
    goods = await goods_of(session, partner)
    theirs = update(Posting).where(Posting.person_id == cast.people["partner"])
    await session.execute(theirs.values(organisation_id=None))
    await session.commit()
    code = "2222-2222-2222"
    sale = {"goods_id": str(goods), "code": code, "edition_number": 1, "amount_points": 30}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/stall/keys", {}),
        ("PUT", f"/stall-records/{new_id()}", {"json": {"code": code}}),
        ("PUT", f"/stall-sales/{new_id()}", {"json": sale}),
    ]
    for method, path, more in asked:
        assert await market.refused("partner", method, path, **more) == (403, "no_stall")
