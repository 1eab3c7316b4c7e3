"""What passes a rule, and what does not."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.points_alarms.expiring import KEPT_DAYS, forget_counts
from shequ_api.features.points_alarms.models import PointsAlarmCount
from shequ_api.features.points_alarms.personal import PERSONAL_DATA
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.points_alarms.watch import counted, open_alarms

HOUR = AlarmKind.CARD_HOUR


async def test_it_is_raised_at_the_threshold_and_stays_one(
    session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    assert await counted(session, cast, HOUR, amount=299) is None
    assert await counted(session, cast, HOUR, "same_building", amount=299) is None
    raised = await counted(session, cast, HOUR, amount=1)
    assert raised is not None
    more = await counted(session, cast, HOUR, amount=50)
    assert more is not None and more.id == raised.id
    await session.commit()
    [line] = await open_alarms(client, cast)
    assert (line["amount"], line["facts"]) == (350, "60 分钟内 350 分，预警线 300 分")
    assert (line["person_name"], line["with_id"]) == ("甲居民", None)


async def test_what_is_longer_ago_does_not_count(session: AsyncSession, cast: Cast) -> None:
    now = utc_now()
    for hours in (5, 3):
        ago = timedelta(hours=hours)
        assert await counted(session, cast, HOUR, amount=200, ago=ago, now=now) is None
    half = timedelta(minutes=30)
    assert await counted(session, cast, HOUR, amount=200, ago=half, now=now) is None
    assert await counted(session, cast, HOUR, amount=100, now=now) is not None


async def test_two_people_are_counted_together(session: AsyncSession, cast: Cast) -> None:
    kind, by = AlarmKind.SAME_APPROVER, "community_worker"
    assert [await counted(session, cast, kind, other=by) for _ in range(2)] == [None, None]
    assert await counted(session, cast, kind, other="grid_chief") is None
    assert await counted(session, cast, kind, "same_building", other=by) is None
    # By another account of the same human being.
    merged = update(Person).where(Person.id == cast.people["newcomer"])
    await session.execute(merged.values(merged_into_id=cast.people[by]))
    raised = await counted(session, cast, kind, other="newcomer")
    assert raised is not None and raised.other_id == cast.people[by]


async def test_counts_are_let_go(session: AsyncSession, cast: Cast) -> None:
    now = utc_now()
    old = timedelta(days=KEPT_DAYS + 1)
    await counted(session, cast, HOUR, ago=old, now=now)
    await counted(session, cast, HOUR, "same_building", ago=old, now=now)
    await counted(session, cast, HOUR, now=now)
    kept = timedelta(days=KEPT_DAYS)
    assert [await forget_counts(session, now, kept, 1) for _ in range(3)] == [1, 1, 0]
    rows = select(func.count()).select_from(PointsAlarmCount)
    assert await session.scalar(rows) == 1
    await PERSONAL_DATA.erase(session, cast.people["resident"], now)
    assert await session.scalar(rows) == 0
