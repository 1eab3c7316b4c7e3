"""The night's work: by several workers, killed and gone on with, each row counted once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.events.models import Job
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.performance_inputs.models import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.service import months as course
from shequ_api.features.performance_reviews.service import scoring
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_reviews.month import LAST, THIS, Months, night, rate


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Of one test each: what it counts is all there is."""
    async with opened(server, template, "performance_reviews") as parts:
        yield parts


async def test_two_workers_and_one_that_dies_count_each_row_once(
    open_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, hearing = open_parts.get(Database), open_parts.get(Registry).hearing
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with (
        AsyncClient(transport=transport, base_url="http://testserver") as client,
        database.sessions() as session,
    ):
        months = Months(client, await Cast.found(open_parts), session)
        await months.scheme(rate(), who="district_administrator")
        await months.tasks_of(BUILDING, ["completed"] * 20 + ["missed"] * 5)
        await session.commit()
    whole, died = scoring.score, list[bool]()

    async def dies_once(*given: Any) -> None:
        await whole(*given)
        if not died:
            died.append(True)
            raise ConnectionError("killed, with all rows written")

    monkeypatch.setattr(course, "score", dies_once)
    now = night(THIS)
    # Whoever asks twice asks for what is asked for already.
    for _ in range(2):
        async with database.sessions() as session, session.begin():
            await course.ask_for_refresh(session, now)
    workers = [Worker(database, hearing) for _ in range(2)]
    for minutes in (1, 5):
        later = now + timedelta(minutes=minutes)
        await asyncio.gather(*(worker.drain(later) for worker in workers))
    async with database.sessions() as session:
        of_month = select(PerformanceMonth.state, PerformanceMonth.refreshed_on)
        found = (await session.execute(of_month.where(PerformanceMonth.month == LAST))).all()
        assert {tuple(row) for row in found} == {("provisional", THIS)}
        assert len(found) == 1, "nobody is reviewed in the other community"
        assert died
        tasks = select(func.count()).where(PerformanceItem.source == "patrol_task")
        assert await session.scalar(tasks) == 25
        assert await session.scalar(select(func.max(PerformanceReview.score_hundredths))) == 8000
        waiting = select(Job.id).where(Job.name == course.REFRESH)
        assert (await session.scalars(waiting)).all() == []


async def test_without_a_scheme_there_is_no_month(months: Months) -> None:
    await months.refresh_all(THIS)
    assert await months.session.scalar(select(func.count()).select_from(PerformanceMonth)) == 0


async def test_a_month_is_refreshed_once_a_night(months: Months) -> None:
    await months.scheme(rate())
    await months.refresh_all(THIS)
    await course.ask_for_refresh(months.session, night(THIS) + timedelta(hours=9))
    jobs = select(func.count()).select_from(Job).where(Job.name == course.REFRESH)
    assert await months.session.scalar(jobs) == 0
    await course.ask_for_refresh(months.session, night(THIS + timedelta(days=1)))
    assert await months.session.scalar(jobs) == 2, "the month that is shown, and this one"
