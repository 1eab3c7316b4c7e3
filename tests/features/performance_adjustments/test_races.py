"""Freezing, disputing and answering at once, committed, over several connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, update

from shequ_api.app import create_app
from shequ_api.features.performance_closing.models import PerformanceEdition
from shequ_api.features.performance_inputs.models import PerformanceMonth
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_adjustments.frozen import (
    ABOVE,
    CHIEF,
    entries,
    freeze,
    month_of,
    review_of,
    reviewed,
    rows_of,
)
from tests.features.performance_closing.test_disputes import dispute
from tests.features.performance_closing.test_freezing import close
from tests.features.performance_reviews.month import THIS, WORKER, Months, rate

STATES = ["completed", "missed", "missed", "completed"]


class Patient(Months):
    """Asks again when it is told to."""

    async def ask(self, *given: Any, **more: Any) -> Any:
        answer = await super().ask(*given, **more)
        for _ in range(50):
            if answer.status_code != 503:
                break
            await asyncio.sleep(float(answer.headers["retry-after"]) / 10)
            answer = await super().ask(*given, **more)
        return answer


@pytest.fixture
async def months(server: Embedded, template: str) -> AsyncIterator[Months]:
    async with opened(server, template, "adjustments") as parts:
        transport = ASGITransport(create_app(settings_for_tests(), parts))
        async with (
            AsyncClient(transport=transport, base_url="http://testserver") as client,
            parts.get(Database).sessions() as session,
        ):
            months = Patient(client, await Cast.found(parts), session)
            await months.scheme(rate())
            await months.tasks_of(BUILDING, STATES)
            await session.commit()
            yield months


async def missed_of(months: Months) -> list[str]:
    return [row["subject_id"] for row in await rows_of(months) if row["outcome"] == "missed"]


def answering(months: Months, who: str, raised: Any, subject_id: str) -> Any:
    corrected = {"effect": "achieved", "subject_id": subject_id, "reason": "停电"}
    body = {"accepted": True, "answer": "属实", "correction": corrected}
    return months.ask(who, "POST", f"/performance-disputes/{raised['id']}/answer", json=body)


async def signed_in(months: Months, *who: str) -> None:
    for each in who:
        await months.got(each, "/me")


async def test_two_disputes_of_one_row_upheld_at_once_are_one_entry(months: Months) -> None:
    seen = await freeze(months)
    first, _ = await missed_of(months)
    raised = [(await dispute(months, seen, subject_id=first)).json() for _ in range(2)]
    await months.session.commit()
    await signed_in(months, CHIEF, "community_worker")
    answers = await asyncio.gather(
        answering(months, CHIEF, raised[0], first),
        answering(months, "community_worker", raised[1], first),
    )
    assert sorted(each.status_code for each in answers) == [200, 409]
    [entry] = await entries(months, THIS)
    assert entry["points_hundredths"] == 2500


async def test_two_rows_upheld_at_once_each_count_by_what_the_other_left(months: Months) -> None:
    seen = await freeze(months)
    missed = await missed_of(months)
    raised = [(await dispute(months, seen, subject_id=each)).json() for each in missed]
    await months.session.commit()
    await signed_in(months, CHIEF, "community_worker")
    answers = await asyncio.gather(
        answering(months, CHIEF, raised[0], missed[0]),
        answering(months, "community_worker", raised[1], missed[1]),
    )
    assert [each.status_code for each in answers] == [200, 200]
    found = await entries(months, THIS)
    chain = sorted((each["score_before"], each["score_after"]) for each in found)
    assert chain == [(5000, 7500), (7500, 10000)]
    await months.session.rollback()
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 5000


async def test_frozen_and_disputed_at_once_is_lost_to_neither(months: Months) -> None:
    await months.nightly()
    await months.until(-1)
    seen = await reviewed(months)
    first, _ = await missed_of(months)
    await months.session.commit()
    await signed_in(months, ABOVE, WORKER, CHIEF)
    frozen, raised = await asyncio.gather(
        close(months, "freezing"), dispute(months, seen, subject_id=first)
    )
    assert (frozen.status_code, raised.status_code) == (200, 201)
    await months.session.rollback()
    assert (await answering(months, CHIEF, raised.json(), first)).status_code == 200
    assert (await reviewed(months))["score_hundredths"] == 5000
    assert (await reviewed(months, THIS))["adjusted_hundredths"] == 2500


async def test_upheld_while_the_next_month_freezes_it_stands_inside_or_waits(
    months: Months,
) -> None:
    seen = await freeze(months)
    first, _ = await missed_of(months)
    raised = (await dispute(months, seen, subject_id=first)).json()
    yesterday = china_date(utc_now()) - timedelta(days=1)
    over = update(PerformanceMonth).where(PerformanceMonth.month == THIS)
    await months.session.execute(over.values(state="provisional", dispute_until=yesterday))
    await months.session.commit()
    this = await month_of(months, THIS)
    path = f"/performance-months/{this.id}/freezing"
    await signed_in(months, ABOVE, CHIEF)
    frozen, answered = await asyncio.gather(
        months.ask(ABOVE, "POST", path), answering(months, CHIEF, raised, first)
    )
    assert (frozen.status_code, answered.status_code) == (200, 200)
    await months.session.rollback()
    [entry] = await entries(months)
    mine = (await review_of(months, THIS)).id
    edition = select(PerformanceEdition.adjusted_hundredths)
    kept = await months.session.scalar(edition.where(PerformanceEdition.review_id == mine))
    assert kept == (2500 if entry["review_id"] == str(mine) else 0)
