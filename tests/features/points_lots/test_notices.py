"""Whoever has points that expire soon is told once for each day ahead, with the sum of that day."""

from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Schedule
from shequ_api.features.inbox.models import Message
from shequ_api.features.points.expiring import tell_expiring
from shequ_api.features.points_lots.rules import Span
from shequ_api.features.points_lots.service import moving, telling
from shequ_api.features.points_lots.service.telling import windows
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from tests.cast import Cast
from tests.features.points.earned import DISTRICT, fund
from tests.features.points_lots.cards import DAY, Cards


def test_each_day_ahead_belongs_to_one_notice() -> None:
    today = china_date(utc_now())
    ahead = [((day - today).days, days) for day, days in windows([30, 7], today)]
    assert ahead == [(day, 7 if day <= 7 else 30) for day in range(31)]


async def _expiring_today(
    session: AsyncSession, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """Points of the resident and of another that are over with today; when it begins."""
    now = utc_now()
    today = china_date(now)
    monkeypatch.setattr(moving, "last_day", lambda *_: today)
    await Cards(session, cast.places[DISTRICT], now - 40 * DAY).policy(Span.YEARS, 0, 30, 7)
    for key, points in (("resident", 4), ("resident", 5), ("micro_grid_worker", 3)):
        await fund(session, cast, key, points, now=now)
    # The worker's own clock would tell it as of today.
    later = insert(Schedule).values(name="points.tell_expiring", next_run_at=now + 400 * DAY)
    put_off = {"next_run_at": later.excluded.next_run_at}
    await session.execute(later.on_conflict_do_update(index_elements=["name"], set_=put_off))
    await session.commit()
    return china_midnight(today)


async def _told(session: AsyncSession, cast: Cast, key: str) -> list[tuple[Any, ...]]:
    messages = select(Message.text, Message.times).where(
        Message.person_id == cast.people[key], Message.kind == "points_expiring"
    )
    return [tuple(row) for row in await session.execute(messages.order_by(Message.told_at))]


async def test_told_once_for_each_day_ahead_with_the_sum(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    work: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = await _expiring_today(session, cast, monkeypatch)
    day = f"{china_date(last):%Y年%m月%d日}"
    for ahead, times in ((31, 0), (30, 1), (30, 1), (20, 1), (7, 2), (3, 2), (0, 2)):
        for _ in range(3):  # the clock comes again and again
            await tell_expiring(session, last - ahead * DAY)
        await session.commit()
        await work()
        said = [(f"您有 9 积分将于{day}到期，请及时使用。", times)] if times else []
        assert await _told(session, cast, "resident") == said, ahead
    assert len(await _told(session, cast, "micro_grid_worker")) == 1
    headers = await cast.headers("resident")
    inbox = (await client.get("/api/v1/me/messages", headers=headers)).json()["items"]
    mine = [each for each in inbox if each["kind"] == "points_expiring"]
    assert [(each["operation"], each["times"]) for each in mine] == [("get_points_card", 2)]


async def test_many_are_told_in_rounds_and_nobody_twice(
    cast: Cast, session: AsyncSession, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "ACCOUNTS_A_ROUND", 1)
    last = await _expiring_today(session, cast, monkeypatch)
    for _ in range(5):
        await tell_expiring(session, last - 5 * DAY)
    await session.commit()
    await work()
    for key in ("resident", "micro_grid_worker"):
        assert [times for _, times in await _told(session, cast, key)] == [1]
