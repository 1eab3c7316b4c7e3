"""What was said of a household is read by whom it is about, let go in time, and with them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_grants.forgetting import drop_old
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.personal import collect, erase, merge
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.features.charity_grants.aid import CHIEF, DISTRICT, NEED, STAFF, WORKER, Aid, account

KEPT = timedelta(days=365)


async def row_of(session: AsyncSession, aid: Aid, proposal: str) -> Proposal:
    await enter_district(session, aid.cast.places[DISTRICT])
    row = await session.get_one(Proposal, UUID(proposal), populate_existing=True)
    await leave_walls(session)
    return row


async def test_nothing_is_kept_in_clear(aid: Aid, pool: Pool, session: AsyncSession) -> None:
    proposal = await aid.granted(pool.id)
    assert (await aid.deliver(proposal)).status_code == 200
    await enter_district(session, aid.cast.places[DISTRICT])
    kept = await session.execute(text("SELECT charity_proposals::text FROM charity_proposals"))
    everything = str(kept.all())
    await leave_walls(session)
    for words in (NEED, "共享食堂", "李小梅", "王小四"):
        assert words not in everything
        assert words.encode().hex() not in everything


async def test_each_reads_what_is_theirs(
    aid: Aid, pool: Pool, session: AsyncSession, parts: Parts
) -> None:
    await aid.granted(pool.id)
    people = aid.cast.people
    [helped] = (await collect(session, parts, people["resident"]))["对我的帮扶"]
    assert (helped["情况"], helped["状态"], helped["积分"]) == (NEED, "待发放", 30)
    assert (await collect(session, parts, people["same_building"]))["对我的帮扶"] == []
    for who, part in ((WORKER, "提名"), (CHIEF, "初审"), (STAFF, "复审")):
        [signed] = (await collect(session, parts, people[who]))["经办的帮扶"]
        assert signed["经办"] == part
        assert NEED not in str(signed)


async def test_who_is_forgotten_is_no_longer_helped(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.granted(pool.id)
    done = await aid.granted(pool.id)
    assert (await aid.deliver(done)).status_code == 200
    await erase(session, aid.cast.people["resident"], utc_now())
    await session.commit()
    open_row, done_row = [await row_of(session, aid, each) for each in (proposal, done)]
    assert (open_row.state, done_row.state) == ("withdrawn", "delivered")
    assert open_row.told_sealed is done_row.told_sealed is done_row.proven_sealed is None
    why = {"purpose": "care", "reason": "查看"}
    words = await aid.did(CHIEF, "POST", f"/charity/proposals/{done}/reveals", **why)
    assert (words["need"], words["receiver_name"]) == (None, None)
    assert (await account(session, pool.account_id))[0] == 70


async def test_words_go_a_year_after_the_end(aid: Aid, pool: Pool, session: AsyncSession) -> None:
    done, waiting = await aid.granted(pool.id), await aid.propose(pool.id)
    assert (await aid.deliver(done)).status_code == 200
    closed_at = (await row_of(session, aid, done)).closed_at
    assert closed_at is not None
    assert await drop_old(session, closed_at + KEPT - timedelta(seconds=1), KEPT, 10) == 0
    assert await drop_old(session, closed_at + KEPT, KEPT, 10) == 1
    assert await drop_old(session, closed_at + KEPT, KEPT, 10) == 0
    await session.commit()
    assert (await row_of(session, aid, done)).told_sealed is None
    assert (await row_of(session, aid, waiting)).told_sealed is not None


async def test_what_was_for_one_account_is_for_the_other(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.granted(pool.id)
    people = aid.cast.people
    await merge(session, people["newcomer"], people["resident"], utc_now())
    await session.commit()
    assert (await row_of(session, aid, proposal)).person_id == people["newcomer"]
    [mine] = (await aid.got("newcomer", "/me/charity-grants"))["items"]
    assert mine["id"] == proposal
