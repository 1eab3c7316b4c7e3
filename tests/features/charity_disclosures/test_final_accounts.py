"""A pool that closes gives its final account by itself, once, and names nobody."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.charity.models import Pool
from shequ_api.features.open_affairs.models import Disclosure, DisclosureEdition
from shequ_api.features.open_affairs.public import Told, disclose
from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.clocks import Work
from tests.features.charity.test_pools import give, opened
from tests.features.charity_grants.aid import STAFF, Aid
from tests.features.charity_grants.conftest import aid as aid


async def test_a_closed_pool_is_disclosed(aid: Aid, session: AsyncSession, work: Work) -> None:
    pool = await opened(aid, title="暖冬送餐")
    await give(aid, session, pool, 12)
    helped = update(Pool).where(Pool.id == UUID(pool)).values(granted_points=30)
    await session.execute(helped.values(households_helped=3))
    await session.commit()
    reason = {"reason": "冬天过去了"}
    closed = await aid.ask(STAFF, "POST", f"/charity/pools/{pool}/closing", json=reason)
    assert closed.status_code == 200, closed.text
    await work()
    at = f"/places/{aid.cast.places[HOME]}/disclosures"
    [line] = (await aid.got("newcomer", at, category="charity"))["items"]
    assert (line["title"], line["origin_title"]) == ("公益池“暖冬送餐”结项公示", "公益公示")
    text = (await aid.got("newcomer", f"/disclosures/{line['id']}"))["text"]
    for words in ("冬天过去了", "不足 10 户", "30 积分", "结余 12 积分"):
        assert words in text
    assert "甲居民" not in text


async def test_told_again_it_is_the_same_or_a_correction(aid: Aid, session: AsyncSession) -> None:
    community = await session.get_one(Place, aid.cast.places[HOME])
    pool = await opened(aid)

    async def tell(text: str) -> UUID:
        told = Told(
            origin="charity_disclosures",
            subject_id=UUID(pool),
            category="charity",
            title="结项公示",
            text=text,
            answered_by="社区",
        )
        made = await disclose(session, community, told, now=utc_now())
        await session.commit()
        return made

    first = await tell("发放 30 积分")
    assert {await tell("发放 30 积分"), await tell("发放 40 积分")} == {first}
    said = select(DisclosureEdition.text, DisclosureEdition.change_note)
    theirs = said.where(DisclosureEdition.disclosure_id == first)
    rows = (await session.execute(theirs.order_by(DisclosureEdition.number))).all()
    assert rows == [("发放 30 积分", None), ("发放 40 积分", "系统数据更新")]
    path, reason = f"/disclosures/{first}/withdrawal", {"reason": "有误"}
    assert (await aid.ask(STAFF, "PUT", path, json=reason)).status_code == 200
    await tell("发放 50 积分")
    state = select(Disclosure.state, Disclosure.number).where(Disclosure.id == first)
    assert (await session.execute(state)).one() == ("withdrawn", 2)
